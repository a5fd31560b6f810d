package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Two epochs of four batches of 25 examples each, one batch a second unless said otherwise. */
class ProgressBarTest {
    private static final String NEW_LINE = System.lineSeparator();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    private Progress progress = progress(2, 4, 100);
    private long now = 7_000_000_000L;

    private static Progress progress(int epochs, int batches, int examples) {
        Progress progress = new Progress(null, null);
        progress.startRun(epochs, batches, examples, false);
        return progress;
    }

    private ProgressBar bar(boolean terminal) {
        ProgressBar bar = new ProgressBar(out, terminal, () -> now);
        bar.trainingStarted(progress);
        return bar;
    }

    private void batch(ProgressBar bar, double J, double seconds) {
        progress.startBatch();
        now += Math.round(seconds * 1e9);
        progress.endBatch(J, 25, 25, 1);
        bar.batchEnded(progress);
    }

    private void endEpoch(ProgressBar bar, double validationCost, double validationAccuracy) {
        progress.history().add(progress.costBeforeUpdates(), validationCost, validationAccuracy);
        bar.epochEnded(progress);
    }

    /** What has been shown since the last time. */
    private String shown() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    @Nested
    class OnATerminal {
        private final ProgressBar bar = bar(true);

        @Test
        void oneLineIsWrittenOverAndOver() {
            progress.startEpoch(1);
            batch(bar, 0.5, 1);
            assertThat(shown()).isEqualTo("\repoch 1/2 [=====>              ] cost 0.5000  (25 examples/s, 0:07 left)");
            batch(bar, 0.25, 1);
            assertThat(shown()).isEqualTo("\repoch 1/2 [==========>         ] cost 0.3750  (25 examples/s, 0:06 left)");
            batch(bar, 0, 1);
            assertThat(shown()).isEqualTo("\repoch 1/2 [===============>    ] cost 0.2500  (25 examples/s, 0:05 left)");
            batch(bar, 0, 1);
            assertThat(shown()).isEqualTo("\repoch 1/2 [====================] cost 0.1875  (25 examples/s, 0:04 left)");
        }

        @Test
        void anEpochsLineStaysAndTheNextLineBegins() {
            progress.startEpoch(1);
            batch(bar, 0.5, 1);
            batch(bar, 0.5, 1);
            batch(bar, 0.5, 1);
            batch(bar, 0.5, 1);
            shown();

            endEpoch(bar, 1.25e-7, 0.875);
            assertThat(shown())
                    .isEqualTo("\repoch 1: cost 0.5000, validation cost 1.250e-07, validation accuracy 87.5 %"
                            + "  (25 examples/s, 0:04 left)" + NEW_LINE);

            progress.startEpoch(2);
            batch(bar, 0.125, 1);
            assertThat(shown())
                    .isEqualTo("\repoch 2/2 [=====>              ] cost 0.1250, validation accuracy 87.5 %"
                            + "  (25 examples/s, 0:03 left)");
        }

        @Test
        void aShorterLineIsPaddedOverTheLongerOne() {
            progress.startEpoch(1);
            batch(bar, 0.5, 1);
            String longer = shown();

            endEpoch(bar, Double.NaN, Double.NaN);

            String line = "\repoch 1: cost 0.5000  (25 examples/s, 0:07 left)";
            assertThat(shown()).isEqualTo(line + " ".repeat(longer.length() - line.length()) + NEW_LINE);
        }

        @Test
        void itIsRedrawnTenTimesASecondAtMost() {
            progress.startEpoch(1);
            batch(bar, 0.5, 1);
            shown();
            batch(bar, 0.5, 0.099);
            assertThat(shown()).isEmpty();
            batch(bar, 0.5, 0.001);
            assertThat(shown()).isEqualTo("\repoch 1/2 [===============>    ] cost 0.5000  (68 examples/s, 0:02 left)");
        }

        @Test
        void anEpochsLineIsDrawnHoweverSoonItComes() {
            progress.startEpoch(1);
            batch(bar, 0.5, 1);
            shown();

            endEpoch(bar, Double.NaN, Double.NaN);

            assertThat(shown()).startsWith("\repoch 1: cost 0.5000").endsWith(NEW_LINE);
        }

        @Test
        void minutesAreWrittenOutAndThousandsAreGrouped() {
            Progress large = progress(100, 10, 600_000);
            large.startEpoch(1);
            large.startBatch();
            now += 5_000_000_000L;
            large.endBatch(1234.5678, 60_000, 60_000, 1);

            bar.batchEnded(large);

            assertThat(shown())
                    .isEqualTo("\repoch 1/100 [==>                 ] cost 1235  (12,000 examples/s, 83:15 left)");
        }

        @Test
        void aClockThatStandsStillIsNoDivisionByZero() {
            progress.startEpoch(1);

            batch(bar, 0.5, 0);
            endEpoch(bar, Double.NaN, Double.NaN);

            assertThat(shown()).contains("\repoch 1: cost 0.5000  (25,000,000,000 examples/s, 0:00 left)");
        }

        @Test
        void atTheEndNothingIsLeft() {
            progress.history().add(1, Double.NaN, Double.NaN);
            progress.startEpoch(2);
            for (int k = 0; k < 4; k++) {
                batch(bar, 1, 1);
            }
            shown();

            endEpoch(bar, Double.NaN, Double.NaN);

            assertThat(shown()).startsWith("\repoch 2: cost 1.000  (50 examples/s, 0:00 left)");
        }
    }

    @Nested
    class OnAPipe {
        private final ProgressBar bar = bar(false);

        @Test
        void thereIsAPlainLineForEachEpochAndNoneForABatch() {
            progress.startEpoch(1);
            for (int k = 0; k < 4; k++) {
                batch(bar, 0.5, 1);
            }
            assertThat(shown()).isEmpty();

            endEpoch(bar, 0.25, 0.875);
            assertThat(shown())
                    .isEqualTo("epoch 1: cost 0.5000, validation cost 0.2500, validation accuracy 87.5 %"
                            + "  (25 examples/s, 0:04 left)" + NEW_LINE);

            progress.startEpoch(2);
            for (int k = 0; k < 4; k++) {
                batch(bar, 0.25, 3);
            }
            endEpoch(bar, Double.NaN, Double.NaN);
            assertThat(shown()).isEqualTo("epoch 2: cost 0.2500  (13 examples/s, 0:00 left)" + NEW_LINE);
        }
    }

    @Nested
    class WithItsClock {
        @Test
        void theRateCountsFromTheStartOfTheRunNotFromTheMakingOfTheBar() {
            ProgressBar bar = bar(false);
            for (int run = 0; run < 2; run++) {
                now += 100_000_000_000L;
                progress = progress(2, 4, 100);
                bar.trainingStarted(progress);
                progress.startEpoch(1);
                batch(bar, 0.5, 1);
                bar.epochEnded(progressWithOneLine());
                assertThat(shown()).contains("(25 examples/s, ");
            }
        }

        @Test
        void aClockBelowZeroDrawsToo() {
            now = -7_000_000_000L;
            ProgressBar bar = bar(true);
            progress.startEpoch(1);
            batch(bar, 0.5, 1);
            assertThat(shown()).contains("epoch 1/2");
        }

        private Progress progressWithOneLine() {
            if (progress.history().epochs() == 0) {
                progress.history().add(0.5, Double.NaN, Double.NaN);
            }
            return progress;
        }
    }
}
