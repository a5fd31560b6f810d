package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends training before all epochs are done; an epoch has eight batches. */
class EndingTest {
    private static final Dataset TRAIN = Plane.data(50, 1);
    private static final int FOR_EVER = Integer.MAX_VALUE;

    private final List<String> batches = new ArrayList<>();

    private Trainer trainer(Network network) {
        return Plane.trainer(network)
                .listener(TrainingListener.onBatchEnd(
                        progress -> batches.add(progress.epoch() + "." + progress.batch())));
    }

    @Test
    @Timeout(60)
    void anotherThreadStopsIt() throws Exception {
        Network network = Plane.network();
        CountDownLatch begun = new CountDownLatch(20);
        Trainer trainer =
                trainer(network).epochs(FOR_EVER).listener(TrainingListener.onBatchEnd(progress -> begun.countDown()));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<History> fit = thread.submit(() -> trainer.fit(TRAIN));
            begun.await();
            trainer.stop();
            History history = fit.get();

            assertThat(history.ending()).isEqualTo(Ending.STOPPED);
            int done = batches.size();
            assertThat(history.epochs()).isEqualTo(done / 8);
            Network expected = Plane.network();
            batches.clear();
            trainer(expected)
                    .epochs(FOR_EVER)
                    .listener(TrainingListener.onBatchEnd(progress -> {
                        if (batches.size() == done) {
                            progress.stop();
                        }
                    }))
                    .fit(TRAIN);
            assertThat(network.parameters()).isEqualTo(expected.parameters());
        } finally {
            thread.shutdownNow();
        }
    }

    /** The listener asks after a batch, at the start of an epoch, at its end. */
    @Test
    void aListenerStopsItBeforeTheNextBatch() {
        Trainer trainer = trainer(Plane.network()).epochs(5).listener(new TrainingListener() {
            private int told;

            @Override
            public void epochStarted(Progress progress) {
                if (++told == 3) {
                    progress.stop();
                }
            }

            @Override
            public void epochEnded(Progress progress) {
                if (progress.epoch() == 1) {
                    progress.stop();
                }
            }
        });

        History first = trainer.fit(TRAIN);
        assertThat(first.ending()).isEqualTo(Ending.STOPPED);
        assertThat(batches).hasSize(8).last().isEqualTo("1.8");

        History second = trainer.fit(TRAIN);
        assertThat(second.ending()).isEqualTo(Ending.STOPPED);
        assertThat(batches).hasSize(16).last().isEqualTo("2.8");
        assertThat(second.epochs()).isEqualTo(2);
    }

    @Test
    void afterItsLastBatchAnEpochIsStillValidatedAndRecorded() {
        Trainer trainer = trainer(Plane.network())
                .epochs(5)
                .validation(TRAIN)
                .listener(TrainingListener.onBatchEnd(progress -> {
                    if (progress.batch() == progress.batches()) {
                        progress.stop();
                    }
                }));

        History history = trainer.fit(TRAIN);

        assertThat(batches).hasSize(8);
        assertThat(history.validationCost(1)).isFinite();
    }

    @Test
    void aStopWithoutAFitInProgressDoesNothing() {
        Trainer trainer = trainer(Plane.network()).epochs(1);
        trainer.stop();

        History history = trainer.fit(TRAIN);

        assertThat(history.ending()).isEqualTo(Ending.EPOCHS);
        assertThat(batches).hasSize(8);
    }

    @Test
    void anInterruptEndsItAndIsNotForgotten() {
        Trainer trainer = trainer(Plane.network()).epochs(5).listener(TrainingListener.onBatchEnd(progress -> {
            if (progress.batch() == 3) {
                Thread.currentThread().interrupt();
            }
        }));

        History history = trainer.fit(TRAIN);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(history.ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(history.epochs()).isZero();
        assertThat(batches).containsExactly("1.1", "1.2", "1.3");
    }

    @Test
    void anInterruptFromBeforeEndsItBeforeItsFirstBatch() {
        Network network = Plane.network();
        double[] theta = network.parameters().clone();
        Thread.currentThread().interrupt();

        History history = trainer(network).fit(TRAIN);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(history.ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(network.parameters()).isEqualTo(theta);
    }

    /** A batch takes a second: the limit is reached within the batch, or at its very end. */
    @ParameterizedTest
    @CsvSource({"PT0.001S, 1", "PT1S, 1", "PT1.001S, 2", "PT10S, 10"})
    void theTimeLimitEndsItAfterTheBatchInWhichItIsReached(Duration limit, int expected) {
        long[] now = {Long.MAX_VALUE - 3_000_000_000L}; // the clock runs over
        Trainer trainer = trainer(Plane.network())
                .epochs(5)
                .timeLimit(limit)
                .clock(() -> now[0])
                .listener(TrainingListener.onBatchEnd(progress -> now[0] += TimeUnit.SECONDS.toNanos(1)));

        History history = trainer.fit(TRAIN);

        assertThat(batches).hasSize(expected);
        assertThat(history.ending()).isEqualTo(Ending.TIME_LIMIT);
        assertThat(trainer.fit(TRAIN).ending()).isEqualTo(Ending.TIME_LIMIT);
        assertThat(batches).hasSize(2 * expected);
    }

    @Test
    void aLimitThatIsNotReachedChangesNothing() {
        Network network = Plane.network();
        Network expected = Plane.network();
        Plane.trainer(expected).fit(TRAIN);

        History history = trainer(network)
                .timeLimit(Duration.ofSeconds(Long.MAX_VALUE)) // more than a long of nanoseconds
                .fit(TRAIN);

        assertThat(history.ending()).isEqualTo(Ending.EPOCHS);
        assertThat(network.parameters()).isEqualTo(expected.parameters());
    }

    @Test
    void aLimitOfNothingIsRefused() {
        for (Duration limit : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer(Plane.network()).timeLimit(limit))
                    .withMessage("timeLimit must be above 0; got " + limit);
        }
    }

    @Test
    void whileItLastsThereIsNoEnding() {
        List<Ending> endings = new ArrayList<>();
        Trainer trainer = trainer(Plane.network())
                .epochs(1)
                .listener(TrainingListener.onEpochEnd(
                        progress -> endings.add(progress.history().ending())));

        trainer.fit(TRAIN);
        trainer.fit(TRAIN);

        assertThat(endings).containsExactly(Ending.NONE, Ending.NONE);
    }
}
