package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PredictorTest {
    private static Network softmax() {
        return Network.builder()
                .inputs(5)
                .layer(17, Activation.GELU)
                .layer(9, Activation.TANH)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(4)
                .build();
    }

    /** a = b, whatever x is. */
    private static Predictor constant(double... outputs) {
        Network network = Network.builder()
                .inputs(2)
                .layer(outputs.length, Activation.LINEAR, options -> options.initializer(Initializer.ZEROS))
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).b().setColumn(0, outputs, 0);
        return network.predictor();
    }

    private static double[] example(int i) {
        SplitMix64 random = new SplitMix64(i);
        double[] x = new double[5];
        Arrays.setAll(x, k -> random.nextGaussian());
        return x;
    }

    private final Network network = softmax();
    private final Predictor predictor = network.predictor();

    @Test
    void everyFormGivesTheBitsOfTheNetwork() {
        double[] out = new double[3];
        for (int i = 0; i < 50; i++) {
            double[] x = example(i);
            double[] expected = network.predict(Matrix.column(x)).toArray();

            assertThat(predictor.predict(x)).isEqualTo(expected);
            predictor.predict(x, out);
            assertThat(out).isEqualTo(expected);
            assertThat(predictor.predict(Matrix.column(x)).toArray()).isEqualTo(expected);
            assertThat(predictor.predictClass(x))
                    .isEqualTo(Matrix.column(expected).classOfColumn(0));
        }
    }

    @Test
    void laterChangesOfTheNetworkAreNotSeen() {
        double[] before = predictor.predict(example(1));

        Arrays.fill(network.parameters(), 0.5);

        assertThat(predictor.predict(example(1))).isEqualTo(before);
        assertThat(predictor.predict(Matrix.column(example(1))).toArray()).isEqualTo(before);
        assertThat(network.predictor().predict(example(1))).isNotEqualTo(before);
    }

    @Test
    void theNetworksCachesAreNotTouched() {
        Matrix A = network.forward(Matrix.column(example(1)));
        Matrix kept = A.map(x -> x);

        predictor.predict(example(2));
        predictor.predict(Matrix.column(example(3)));

        assertThat(A).isEqualTo(kept);
    }

    @Test
    void whatItGivesIsTheCallersOwn() {
        double[] first = predictor.predict(example(1));
        double[] kept = first.clone();
        Matrix batch = predictor.predict(Matrix.column(example(1)));

        predictor.predict(example(2))[0] = 77;
        predictor.predict(Matrix.column(example(2))).set(0, 0, 77);

        assertThat(first).isEqualTo(kept);
        assertThat(batch.toArray()).isEqualTo(kept);
        first[0] = 99;
        assertThat(predictor.predict(example(1))).isEqualTo(kept);
    }

    @Test
    void theExampleStaysAsItIsEvenWhenItIsAlsoTheOutput() {
        Network square = Network.builder()
                .inputs(2)
                .layer(2, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .seed(1)
                .build();
        double[] x = {0.5, -2};
        double[] expected = square.predictor().predict(x);
        assertThat(x).containsExactly(0.5, -2);

        square.predictor().predict(x, x);

        assertThat(x).isEqualTo(expected);
    }

    @Test
    void manyThreadsAtOnceGetTheSameBits() throws Exception {
        int threads = 8;
        int examples = 300;
        double[][] expected = new double[examples][];
        for (int i = 0; i < examples; i++) {
            expected[i] = network.predict(Matrix.column(example(i))).toArray();
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int shift = t * 37;
                tasks.add(() -> {
                    start.countDown();
                    start.await();
                    int wrong = 0;
                    double[] out = new double[3];
                    for (int k = 0; k < 3 * examples; k++) {
                        int i = (k + shift) % examples;
                        predictor.predict(example(i), out);
                        wrong += Arrays.equals(out, expected[i]) ? 0 : 1;
                        wrong += Arrays.equals(predictor.predict(example(i)), expected[i]) ? 0 : 1;
                        wrong += k % 10 != 0
                                        || Arrays.equals(
                                                predictor
                                                        .predict(Matrix.column(example(i)))
                                                        .toArray(),
                                                expected[i])
                                ? 0
                                : 1;
                    }
                    return wrong;
                });
            }
            for (Future<Integer> wrong : pool.invokeAll(tasks)) {
                assertThat(wrong.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void batchesOnManyThreadsAtOnceHaveTheBitsOfTheNetwork() throws Exception {
        Matrix X = Matrix.zeros(5, 4001);
        for (int j = 0; j < X.columns(); j++) {
            X.setColumn(j, example(j), 0);
        }
        Matrix expected = network.predict(X);
        Callable<Matrix> task = () -> predictor.predict(X);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (Future<Matrix> A : pool.invokeAll(Collections.nCopies(12, task))) {
                assertThat(A.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void moreThreadsThanWorkspacesGetTheSameBits() throws Exception {
        int threads = Workspaces.MOST + 3;
        CountDownLatch inside = new CountDownLatch(threads); // all of them, in the middle of a prediction
        Predictor waiting = Network.builder()
                .inputs(5)
                .layer(
                        1,
                        Activation.of(
                                "waiting",
                                z -> {
                                    inside.countDown();
                                    await(inside);
                                    return z;
                                },
                                z -> 1))
                .loss(Loss.SQUARED_ERROR)
                .seed(4)
                .build()
                .predictor();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<double[]>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                double[] x = example(t);
                tasks.add(() -> waiting.predict(x));
            }
            List<Future<double[]>> results = pool.invokeAll(tasks);
            for (int t = 0; t < threads; t++) {
                assertThat(results.get(t).get()).isEqualTo(waiting.predict(example(t)));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aThreadTakesTheWorkspaceAgainThatItHasGivenBack() {
        Workspaces workspaces = new Workspaces(new FrozenLayer[] {new FrozenLayer(network.layer(1))});
        Set<Workspaces.Workspace> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 2 * Workspaces.MOST; i++) {
            assertThat(taken.add(workspaces.take())).isTrue();
        }
        taken.forEach(Workspaces.Workspace::giveBack);

        Workspaces.Workspace first = workspaces.take();
        assertThat(taken).contains(first);
        first.giveBack();
        assertThat(workspaces.take()).isSameAs(first);
    }

    /** Where one thread predicts within a prediction, it has two workspaces. */
    @Test
    void aPredictionWithinAPredictionDoesNotTouchTheOuterOne() {
        Predictor[] itself = new Predictor[1];
        double[][] within = new double[1][];
        double[] other = example(2);
        itself[0] = Network.builder()
                .inputs(5)
                .layer(
                        2,
                        Activation.of(
                                "nested",
                                z -> {
                                    if (within[0] == null) {
                                        within[0] = new double[0];
                                        within[0] = itself[0].predict(other);
                                    }
                                    return z;
                                },
                                z -> 1))
                .loss(Loss.SQUARED_ERROR)
                .seed(4)
                .build()
                .predictor();

        double[] outer = itself[0].predict(example(1));

        assertThat(outer).isEqualTo(itself[0].predict(example(1)));
        assertThat(within[0]).isEqualTo(itself[0].predict(other));
    }

    @Test
    void anActivationThatThrowsGivesItsWorkspaceBack() {
        boolean[] fail = {true};
        Predictor failing = Network.builder()
                .inputs(1)
                .layer(
                        1,
                        Activation.of(
                                "failing",
                                z -> {
                                    if (fail[0]) {
                                        throw new ArithmeticException("g");
                                    }
                                    return z;
                                },
                                z -> 1))
                .loss(Loss.SQUARED_ERROR)
                .build()
                .predictor();
        for (int i = 0; i < 3 * Workspaces.MOST; i++) {
            assertThatThrownBy(() -> failing.predict(1)).isExactlyInstanceOf(ArithmeticException.class);
        }
        fail[0] = false;

        assertThat(failing.predict(1))
                .isEqualTo(failing.predict(Matrix.column(1)).toArray());
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3, 2", "3, 2, 1, 0", "1, 3, 2, 1", "2, 2, 1, 0", "1, 2, 2, 1", "-3, -1, -2, 1"})
    void ofSeveralOutputsTheClassIsTheLargestAndTheFirstOfEquals(double a0, double a1, double a2, int expected) {
        assertThat(constant(a0, a1, a2).predictClass(1, 2)).isEqualTo(expected);
    }

    @Test
    void aSureSigmoidUnitTellsItsClass() {
        Network binary = Network.builder()
                .inputs(1)
                .layer(1, Activation.SIGMOID, options -> options.initializer(Initializer.constant(1)))
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .build();

        assertThat(binary.predictor().predictClass(0)).isEqualTo(1); // σ(0) = ½
        assertThat(binary.predictor().predictClass(-0.1)).isEqualTo(0);
        assertThat(binary.predictor().predictClass(1000)).isEqualTo(1);
        assertThat(binary.predictor().predictClass(-1000)).isEqualTo(0);
    }

    @Test
    void sizesAreThoseOfTheNetwork() {
        assertThat(predictor.inputs()).isEqualTo(5);
        assertThat(predictor.outputs()).isEqualTo(3);
    }

    static Stream<Arguments> wrongLengths() {
        Predictor p = softmax().predictor();
        return Stream.of(
                refused(() -> p.predict(1, 2, 3, 4), "predict: x has 4 values; the network has 5 inputs"),
                refused(() -> p.predict(), "predict: x has 0 values; the network has 5 inputs"),
                refused(() -> p.predictClass(1, 2, 3, 4, 5, 6), "predict: x has 6 values; the network has 5 inputs"),
                refused(
                        () -> p.predict(new double[6], new double[3]),
                        "predict: x has 6 values; the network has 5 inputs"),
                refused(
                        () -> p.predict(new double[5], new double[2]),
                        "predict: out has 2 places; the network has 3 outputs"),
                refused(
                        () -> p.predict(new double[5], new double[4]),
                        "predict: out has 4 places; the network has 3 outputs"),
                refused(
                        () -> p.predict(Matrix.zeros(4, 2)),
                        "predict: X is 4×2; X.rows (4) must equal the network's inputs (5)"));
    }

    @ParameterizedTest
    @MethodSource("wrongLengths")
    void wrongLengthsAreRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isExactlyInstanceOf(ShapeException.class).hasMessage(message);
    }

    @Test
    void aRefusedCallLeavesOutAsItIs() {
        double[] out = {7, 7, 7};

        assertThatThrownBy(() -> predictor.predict(new double[4], out)).isInstanceOf(ShapeException.class);

        assertThat(out).containsExactly(7, 7, 7);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }
}
