package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
    private static final ParameterSpace SPACE = new ParameterSpace()
            .logUniform("rate", 1e-4, 1)
            .integers("units", 3, 6)
            .uniform("l2", -1, 3)
            .values("activation", Activation.TANH, Activation.RELU, "none");

    private static final ParameterSpace NUMBERS = new ParameterSpace().integers("x", 0, 9);

    private static List<String> texts(Search search) {
        return search.tried().stream().map(Parameters::toString).toList();
    }

    private static List<Integer> numbers(SearchResult result) {
        return result.trials().stream().map(Trial::number).toList();
    }

    @Nested
    class WhatIsTried {
        @Test
        void aGridIsEveryCombinationTheLastParameterChangingFirst() {
            ParameterSpace space = new ParameterSpace()
                    .values("rate", 0.1, 0.01)
                    .integers("units", 7, 9)
                    .values("rule", "adam");

            assertThat(texts(Search.grid(space)))
                    .containsExactly(
                            "rate=0.1, units=7, rule=adam",
                            "rate=0.1, units=8, rule=adam",
                            "rate=0.1, units=9, rule=adam",
                            "rate=0.01, units=7, rule=adam",
                            "rate=0.01, units=8, rule=adam",
                            "rate=0.01, units=9, rule=adam");
            assertThat(Search.grid(space).tried().get(5).trial()).isEqualTo(6);
        }

        @Test
        void randomTrialsFillTheSpaceAndStayWithin() {
            List<Parameters> tried = Search.random(SPACE, 4000, 1).tried();

            assertThat(tried).allSatisfy(p -> {
                assertThat(p.getDouble("rate")).isBetween(1e-4, 1.0);
                assertThat(p.getInt("units")).isBetween(3, 6);
                assertThat(p.getDouble("l2")).isBetween(-1.0, 3.0);
            });
            // quarters of each range, and each value; a share of 1/4 of 4000 has a standard deviation of 27
            for (int quarter = 0; quarter < 4; quarter++) {
                double from = quarter;
                assertThat(tried.stream()
                                .map(p -> Math.log10(p.getDouble("rate")) + 4)
                                .filter(x -> x >= from && x < from + 1)
                                .count())
                        .isBetween(890L, 1110L);
                assertThat(tried.stream()
                                .map(p -> p.getDouble("l2") + 1)
                                .filter(x -> x >= from && x < from + 1)
                                .count())
                        .isBetween(890L, 1110L);
                assertThat(tried.stream()
                                .filter(p -> p.getInt("units") == 3 + from)
                                .count())
                        .isBetween(890L, 1110L);
            }
            for (Object value : new Object[] {Activation.TANH, Activation.RELU, "none"}) {
                assertThat(tried.stream()
                                .filter(p -> p.get("activation", Object.class).equals(value))
                                .count())
                        .isBetween(1200L, 1460L);
            }
        }

        @Test
        void neitherMoreTrialsNorMoreParametersChangeWhatTheOthersAre() {
            List<String> tried = texts(Search.random(SPACE, 5, 7));

            assertThat(texts(Search.random(SPACE, 9, 7)).subList(0, 5)).isEqualTo(tried);
            assertThat(texts(Search.random(SPACE.uniform("more", 0, 1), 5, 7)))
                    .zipSatisfy(tried, (more, text) -> assertThat(more).startsWith(text + ", more="));
            assertThat(texts(Search.random(SPACE, 5, 8))).doesNotContainAnyElementsOf(tried);
        }

        @Test
        void parametersOfOneKindAreDrawnIndependently() {
            ParameterSpace twins = new ParameterSpace().uniform("a", 0, 1).uniform("b", 0, 1);

            assertThat(Search.random(twins, 5, 7).tried())
                    .allSatisfy(p -> assertThat(p.getDouble("a")).isNotEqualTo(p.getDouble("b")));
        }

        @Test
        void theWidestIntegersAndRangesAreDrawnFrom() {
            ParameterSpace wide = new ParameterSpace()
                    .integers("i", Integer.MIN_VALUE, -2)
                    .integers("one", 5, 5)
                    .logUniform("log", Double.MIN_VALUE, Double.MAX_VALUE)
                    .uniform("real", -8e307, 8e307);

            assertThat(Search.random(wide, 100, 1).tried()).allSatisfy(p -> {
                assertThat(p.getInt("i")).isNegative();
                assertThat(p.getInt("one")).isEqualTo(5);
                assertThat(p.getDouble("log")).isPositive().isFinite();
                assertThat(p.getDouble("real")).isFinite();
            });
        }
    }

    @Nested
    class Results {
        /** (x − 6)², whose least is at trial 7. */
        private static double parabola(Parameters p) {
            return (p.getInt("x") - 6) * (p.getInt("x") - 6);
        }

        @Test
        void areSortedBestFirstAndEqualOnesInTheOrderOfTheSearch() {
            SearchResult least = Search.grid(NUMBERS).minimize(Results::parabola);
            SearchResult most = Search.grid(NUMBERS).maximize(Results::parabola);

            assertThat(numbers(least)).containsExactly(7, 6, 8, 5, 9, 4, 10, 3, 2, 1);
            assertThat(numbers(most)).containsExactly(1, 2, 3, 4, 10, 5, 9, 6, 8, 7);
            assertThat(least.best().score()).isZero();
            assertThat(least.best().parameters().getInt("x")).isEqualTo(6);
            assertThat(least.best().failure()).isEmpty();
        }

        @Test
        void whatFailsIsRecordedAndComesLast() {
            SearchResult result = Search.grid(NUMBERS).minimize(p -> {
                if (p.getInt("x") == 6) {
                    throw new ArithmeticException("no six");
                }
                return p.getInt("x") == 5 ? Double.NaN : p.getInt("x") == 1 ? Double.POSITIVE_INFINITY : parabola(p);
            });

            assertThat(numbers(result)).containsExactly(8, 5, 9, 4, 10, 3, 1, 2, 6, 7);
            Trial last = result.trials().get(9);
            assertThat(last.score()).isNaN();
            assertThat(last.failure())
                    .containsInstanceOf(ArithmeticException.class)
                    .hasValueSatisfying(e -> assertThat(e).hasMessage("no six"));
            assertThat(last).hasToString("trial 7: java.lang.ArithmeticException: no six (x=6)");
            assertThat(result.trials().get(8).failure())
                    .hasValueSatisfying(e -> assertThat(e).hasMessage("the score is NaN"));
            assertThat(result.toString()).startsWith("trial 8: 1.0 (x=7)\ntrial 5: 4.0 (x=4)\n");
        }

        @Test
        void ofFailuresAloneThereIsNoBest() {
            ArithmeticException failure = new ArithmeticException("never");
            SearchResult result = Search.grid(NUMBERS).maximize(p -> {
                throw failure;
            });

            assertThatThrownBy(result::best)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("all 10 trials failed; first trial 1: java.lang.ArithmeticException: never (x=0)")
                    .hasCause(failure);
        }

        @Test
        void anErrorEndsTheSearch() {
            assertThatThrownBy(() -> Search.grid(NUMBERS).maximize(p -> {
                        throw new AssertionError("broken");
                    }))
                    .isExactlyInstanceOf(AssertionError.class);
        }

        /** Networks of different sizes and rates, one of which diverges. */
        @ParameterizedTest
        @ValueSource(ints = {2, 4})
        void areTheSameOnAnyNumberOfThreads(int threads) {
            Dataset data = Plane.data(60, 1);
            Search search = Search.random(
                    new ParameterSpace().logUniform("rate", 1e-2, 1).values("factor", 1, 2, 1e300), 8, 5);

            SearchResult one = search.maximize(p -> accuracy(data, p));
            SearchResult several = search.threads(threads).maximize(p -> accuracy(data, p));

            assertThat(several).hasToString(one.toString());
            assertThat(one.trials().get(7).failure()).containsInstanceOf(TrainingDivergedException.class);
            assertThat(one.best().score()).isGreaterThan(0.5);
        }

        private static double accuracy(Dataset data, Parameters p) {
            return CrossValidation.stratifiedKFold(3, 1)
                    .score(data, (train, test) -> {
                        Network network = Plane.network();
                        Plane.trainer(network)
                                .optimizer(Optimizer.gradientDescent(p.getDouble("rate") * p.getDouble("factor")))
                                .epochs(3)
                                .fit(train);
                        return Evaluation.of(network, test).accuracy();
                    })
                    .mean();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3})
        @Timeout(60)
        void anInterruptEndsTheSearch(int threads) {
            Thread caller = Thread.currentThread();
            CountDownLatch never = new CountDownLatch(1);
            List<Integer> seen = Collections.synchronizedList(new ArrayList<>());

            assertThatThrownBy(() -> Search.grid(NUMBERS).threads(threads).maximize(p -> {
                        seen.add(p.trial());
                        caller.interrupt();
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException(e);
                        }
                        return 0;
                    }))
                    .isExactlyInstanceOf(CancellationException.class)
                    .hasMessage("interrupted after 0 of 10 trials");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(seen).hasSizeLessThan(10);
        }
    }

    @Nested
    class Access {
        private final Parameters parameters = Search.grid(new ParameterSpace()
                        .values("rate", 0.5)
                        .values("units", 8)
                        .values("activation", Activation.TANH))
                .tried()
                .get(0);

        @Test
        void isByNameAndType() {
            assertThat(parameters.getDouble("rate")).isEqualTo(0.5);
            assertThat(parameters.getDouble("units")).isEqualTo(8);
            assertThat(parameters.getInt("units")).isEqualTo(8);
            assertThat(parameters.get("activation", Activation.class)).isSameAs(Activation.TANH);
            assertThat(parameters.trial()).isEqualTo(1);
        }

        @Test
        void aNameThatIsNotThereIsRefused() {
            assertThatThrownBy(() -> parameters.getDouble("rat"))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no parameter \"rat\"; there are rate, units, activation");
        }

        @Test
        void anotherTypeIsRefused() {
            assertThatThrownBy(() -> parameters.getInt("rate"))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parameter \"rate\" is 0.5, a Double; it was asked for as an Integer");
            assertThatThrownBy(() -> parameters.get("units", String.class))
                    .hasMessage("parameter \"units\" is 8, an Integer; it was asked for as a String");
        }
    }

    @Nested
    class Refusals {
        private final ParameterSpace space = new ParameterSpace();

        @Test
        void aParameterOfNothingIsRefused() {
            assertThatThrownBy(() -> space.values("a"))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parameter \"a\" has no values; at least 1 is needed");
            assertThatThrownBy(() -> space.values("a", 1, null))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a value of parameter \"a\" is null");
        }

        @Test
        void rangesThatAreNoneAreRefused() {
            assertThatThrownBy(() -> space.integers("a", 2, 1))
                    .hasMessage("parameter \"a\" reaches from 2 to 1; low ≤ high is needed, with less than 2³¹ numbers"
                            + " between them");
            assertThatThrownBy(() -> space.integers("a", Integer.MIN_VALUE, -1))
                    .isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> space.uniform("a", 1, 1))
                    .hasMessage("parameter \"a\" reaches from 1.0 to 1.0; low < high is needed, both finite, and"
                            + " high − low too");
            assertThatThrownBy(() -> space.uniform("a", -1e308, 1e308))
                    .isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> space.uniform("a", Double.NaN, 1))
                    .isExactlyInstanceOf(IllegalArgumentException.class);
            for (double low : new double[] {0, -1, Double.NaN, 2}) {
                assertThatThrownBy(() -> space.logUniform("a", low, 2))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("parameter \"a\" reaches from " + low
                                + " to 2.0; 0 < low < high is needed, both finite");
            }
            assertThatThrownBy(() -> space.logUniform("a", 1, Double.POSITIVE_INFINITY))
                    .isExactlyInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void aNameComesOnceAndASpaceStaysAsItIs() {
            ParameterSpace one = space.values("a", 1);

            assertThatThrownBy(() -> one.uniform("a", 0, 1))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parameter \"a\" is there twice");
            assertThat(one.values("b", 2)).hasToString("a: 1\nb: 2");
            assertThat(one).hasToString("a: 1");
            assertThat(SPACE)
                    .hasToString("rate: log-uniform from 1.0E-4 to 1.0\nunits: integers from 3 to 6\n"
                            + "l2: uniform from -1.0 to 3.0\nactivation: tanh, relu, none");
        }

        @Test
        void spacesThatCannotBeSearchedAreRefused() {
            assertThatThrownBy(() -> Search.grid(space))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("grid: the space has no parameter");
            assertThatThrownBy(() -> Search.random(space, 1, 1))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("random: the space has no parameter");
            assertThatThrownBy(() -> Search.grid(SPACE))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("grid: parameter \"rate\" is log-uniform from 1.0E-4 to 1.0; a grid needs values");
            assertThatThrownBy(() -> Search.grid(space.integers("a", 1, 1001).integers("b", 1, 1000)))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("grid: the space has more than a million combinations");
            assertThatThrownBy(() -> Search.random(SPACE, 0, 1)).hasMessage("trials must be at least 1; got 0");
            assertThatThrownBy(() -> Search.random(SPACE, 1, 1).threads(0))
                    .hasMessage("threads must be at least 1; got 0");
        }

        @Test
        void whatIsTriedCannotBeChanged() {
            List<Parameters> tried = Search.grid(NUMBERS).tried();

            assertThat(tried).hasSize(10);
            assertThatThrownBy(() -> tried.remove(0)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(IntStream.rangeClosed(1, 10).boxed().toList())
                    .isEqualTo(tried.stream().map(Parameters::trial).toList());
        }
    }
}
