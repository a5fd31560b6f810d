package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossValidationTest {
    /** One feature, the example's index; classes of very different sizes. */
    private static Dataset classes(int size) {
        SplitMix64 random = new SplitMix64(size);
        double[][] examples = new double[size][1];
        int[] labels = new int[size];
        for (int e = 0; e < size; e++) {
            examples[e][0] = e;
            labels[e] = Math.min(random.nextInt(8), 4); // half of class 4, an eighth of each other
        }
        return Dataset.of(examples, labels);
    }

    private static Dataset numbers(int size) {
        return Dataset.of(new double[size][1], new double[size]);
    }

    /** Every index once in the parts held out, and each fold's two parts are the whole. */
    private static void assertPartition(List<Fold> folds, int size) {
        int[] all = IntStream.range(0, size).toArray();
        assertThat(folds.stream()
                        .flatMapToInt(fold -> Arrays.stream(fold.test()))
                        .sorted())
                .containsExactly(Arrays.stream(all).boxed().toArray(Integer[]::new));
        for (Fold fold : folds) {
            assertThat(IntStream.concat(Arrays.stream(fold.train()), Arrays.stream(fold.test()))
                            .sorted()
                            .toArray())
                    .isEqualTo(all);
            assertThat(fold.train()).isSorted();
            assertThat(fold.test()).isSorted();
        }
    }

    private static int spread(IntStream counts) {
        var statistics = counts.summaryStatistics();
        return statistics.getMax() - statistics.getMin();
    }

    @Nested
    class Folds {
        @ParameterizedTest
        @CsvSource({"2, 2", "3, 2", "10, 3", "11, 3", "10, 10", "97, 7", "100, 5"})
        void everyExampleIsHeldOutOnceInPartsOfEqualSize(int size, int k) {
            List<Fold> folds = CrossValidation.kFold(k, 5).folds(numbers(size));

            assertThat(folds).hasSize(k);
            assertPartition(folds, size);
            assertThat(spread(folds.stream().mapToInt(fold -> fold.test().length)))
                    .isLessThanOrEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource({"10, 3", "11, 3", "97, 7", "100, 5", "123, 10", "50, 49"})
        void stratifiedEveryClassIsSharedOutEvenlyToo(int size, int k) {
            Dataset data = classes(size);
            List<Fold> folds = CrossValidation.stratifiedKFold(k, 5).folds(data);

            assertThat(folds).hasSize(k);
            assertPartition(folds, size);
            assertThat(spread(folds.stream().mapToInt(fold -> fold.test().length)))
                    .isLessThanOrEqualTo(1);
            for (int c = 0; c < data.outputs(); c++) {
                int ofClass = c;
                assertThat(spread(folds.stream().mapToInt(fold -> (int) Arrays.stream(fold.test())
                                .filter(e -> data.label(e) == ofClass)
                                .count())))
                        .isLessThanOrEqualTo(1);
            }
        }

        @Test
        void notStratifiedTheClassesAreNotLookedAt() {
            Dataset data = classes(97);

            List<Fold> folds = CrossValidation.kFold(7, 5).folds(data);

            List<Fold> ofNumbers = CrossValidation.kFold(7, 5).folds(numbers(97));
            for (int i = 0; i < 7; i++) {
                assertThat(folds.get(i).test()).isEqualTo(ofNumbers.get(i).test());
            }
        }

        @Test
        void theSeedSettlesThem() {
            Dataset data = classes(40);
            List<Fold> folds = CrossValidation.stratifiedKFold(4, 1).folds(data);

            assertThat(CrossValidation.stratifiedKFold(4, 1).folds(data).get(0).test())
                    .isEqualTo(folds.get(0).test());
            assertThat(CrossValidation.stratifiedKFold(4, 2).folds(data).get(0).test())
                    .isNotEqualTo(folds.get(0).test());
        }

        @Test
        void repeatedTheyAreDealtAnewAndTheFirstStayTheSame() {
            Dataset data = classes(40);
            List<Fold> once = CrossValidation.stratifiedKFold(4, 1).folds(data);

            List<Fold> thrice =
                    CrossValidation.stratifiedKFold(4, 1).repeated(3).folds(data);

            assertThat(thrice).hasSize(12);
            for (int repetition = 0; repetition < 3; repetition++) {
                assertPartition(thrice.subList(4 * repetition, 4 * repetition + 4), 40);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(thrice.get(i).test()).isEqualTo(once.get(i).test());
                assertThat(thrice.get(4 + i).test()).isNotEqualTo(once.get(i).test());
                assertThat(thrice.get(8 + i).test())
                        .isNotEqualTo(thrice.get(4 + i).test());
            }
        }
    }

    @Nested
    class Scoring {
        private static double accuracy(Dataset train, Dataset test) {
            Network network = Plane.network();
            Plane.trainer(network).epochs(3).fit(train);
            return Evaluation.of(network, test).accuracy();
        }

        @Test
        void eachFoldIsTrainedOnTheRestAndScoredInOrder() {
            Dataset data = classes(23);
            List<Fold> folds = CrossValidation.stratifiedKFold(4, 3).folds(data);
            List<double[]> seen = new ArrayList<>();

            FoldScores scores = CrossValidation.stratifiedKFold(4, 3).score(data, (train, test) -> {
                seen.add(train.X().toArray());
                seen.add(test.X().toArray());
                assertThat(train.classes()).isEqualTo(data.classes());
                return test.example(0)[0];
            });

            for (int i = 0; i < 4; i++) {
                assertThat(seen.get(2 * i)).isEqualTo(asDoubles(folds.get(i).train()));
                assertThat(seen.get(2 * i + 1)).isEqualTo(asDoubles(folds.get(i).test()));
                assertThat(scores.values()[i]).isEqualTo(folds.get(i).test()[0]);
            }
        }

        private static double[] asDoubles(int[] indices) {
            return Arrays.stream(indices).asDoubleStream().toArray();
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 20})
        void threadsChangeNoBit(int threads) {
            Dataset data = Plane.data(60, 1);
            CrossValidation validation = CrossValidation.stratifiedKFold(5, 1).repeated(2);
            FoldScores one = validation.score(data, Scoring::accuracy);

            FoldScores several = validation.threads(threads).score(data, Scoring::accuracy);

            assertThat(several.values()).isEqualTo(one.values());
            assertThat(one.values()).hasSize(10).doesNotContain(0);
        }

        /** Both folds wait for each other. */
        @Test
        @Timeout(60)
        void onTwoThreadsTwoFoldsRunAtTheSameTime() {
            CyclicBarrier both = new CyclicBarrier(2);
            Set<String> names = ConcurrentHashMap.newKeySet();

            CrossValidation.kFold(2, 1).threads(2).score(numbers(4), (train, test) -> {
                names.add(Thread.currentThread().getName()
                        + Thread.currentThread().isDaemon());
                try {
                    return both.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(names).containsExactly("bp4j-foldtrue");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 4})
        void ofWhatTheExperimentThrowsTheFirstReachesTheCaller(int threads) {
            List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
            List<Fold> folds = CrossValidation.kFold(4, 1).folds(numbers(4));
            double[][] examples = new double[4][1];
            for (int i = 0; i < 4; i++) {
                examples[folds.get(i).test()[0]][0] = i;
            }

            assertThatThrownBy(() -> CrossValidation.kFold(4, 1)
                            .threads(threads)
                            .score(Dataset.of(examples, new double[4]), (train, test) -> {
                                int fold = (int) test.example(0)[0];
                                seen.add(fold);
                                if (fold > 0) {
                                    throw new ArithmeticException("fold " + fold);
                                }
                                return 0;
                            }))
                    .isExactlyInstanceOf(ArithmeticException.class)
                    .hasMessage("fold 1");
            assertThat(seen).contains(0, 1);
        }

        @Test
        void anErrorReachesTheCallerAsItIs() {
            assertThatThrownBy(() -> CrossValidation.kFold(2, 1).threads(2).score(numbers(4), (train, test) -> {
                        throw new AssertionError("broken");
                    }))
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessage("broken");
        }

        @Test
        void anInterruptEndsItOnOneThread() {
            assertThatThrownBy(() -> CrossValidation.kFold(4, 1).score(numbers(4), (train, test) -> {
                        Thread.currentThread().interrupt();
                        return 0;
                    }))
                    .isExactlyInstanceOf(CancellationException.class)
                    .hasMessage("interrupted after 0 of 4 folds");
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        @Timeout(60)
        void anInterruptEndsItOnSeveralAndTheirWorkIsInterruptedToo() {
            Set<String> ended = ConcurrentHashMap.newKeySet();
            CountDownLatch started = new CountDownLatch(2);
            Thread caller = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                try {
                    started.await();
                    caller.interrupt();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            interrupter.start();

            assertThatThrownBy(() -> CrossValidation.kFold(2, 1).threads(2).score(numbers(4), (train, test) -> {
                        try {
                            started.countDown();
                            Thread.sleep(60_000);
                        } catch (InterruptedException e) {
                            ended.add("fold " + ended.size());
                        }
                        return 0;
                    }))
                    .isExactlyInstanceOf(CancellationException.class)
                    .hasMessage("interrupted after 0 of 2 folds");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(ended).isNotEmpty();
        }
    }

    @Nested
    class TheirScores {
        /** np.std([0.5, 1, 0.75, 0.75]) is 0.17677669529663687. */
        @Test
        void haveAMeanAndAStandardDeviation() {
            FoldScores scores = new FoldScores(0.5, 1, 0.75, 0.75);

            assertThat(scores.mean()).isEqualTo(0.75);
            assertThat(scores.standardDeviation()).isCloseTo(0.17677669529663687, within(1e-16));
            assertThat(scores).hasToString("0.7500 ± 0.1768 (4 folds)");
        }

        @Test
        void areCopied() {
            FoldScores scores = new FoldScores(1, 2);
            scores.values()[0] = 9;

            assertThat(scores.values()).containsExactly(1, 2);
        }
    }

    @Nested
    class Refusals {
        @Test
        void numbersOutOfTheirRangesAreRefused() {
            assertThatThrownBy(() -> CrossValidation.kFold(1, 1))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("k must be at least 2; got 1");
            assertThatThrownBy(() -> CrossValidation.stratifiedKFold(0, 1))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("k must be at least 2; got 0");
            assertThatThrownBy(() -> CrossValidation.kFold(2, 1).repeated(0))
                    .hasMessage("repetitions must be at least 1; got 0");
            assertThatThrownBy(() -> CrossValidation.kFold(2, 1).threads(0))
                    .hasMessage("threads must be at least 1; got 0");
        }

        @Test
        void dataThatDoNotFitAreRefused() {
            assertThatThrownBy(() -> CrossValidation.kFold(5, 1).folds(numbers(4)))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cross-validation: 5 folds of 4 examples; each fold needs one at least");
            assertThatThrownBy(() -> CrossValidation.stratifiedKFold(2, 1).score(numbers(4), (train, test) -> 0))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("stratifiedKFold: the examples have numeric targets, no classes");
        }

        @Test
        void itsTextSaysWhatItIs() {
            assertThat(CrossValidation.stratifiedKFold(5, 7).repeated(3))
                    .hasToString("CrossValidation of 5 stratified folds, 3 times, seed 7");
            assertThat(CrossValidation.kFold(5, 7)).hasToString("CrossValidation of 5 folds, seed 7");
        }
    }
}
