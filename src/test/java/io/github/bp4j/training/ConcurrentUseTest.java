package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.inspection.PermutationImportance;
import io.github.bp4j.metrics.Accuracy;
import io.github.bp4j.model.JavaSource;
import io.github.bp4j.model.Models;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two threads, or a listener, and one network: each call gives the right bits or is refused, and nothing hangs. */
@Timeout(120)
class ConcurrentUseTest {
    private static final int ROUNDS = 1000;
    private static final Dataset DATA = Plane.data(21, 1);

    /** A network whose products, with 128 examples, are worth two threads each. */
    private static Network wide() {
        return Network.builder()
                .inputs(64)
                .layer(160, Activation.TANH)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(7)
                .threads(2)
                .build();
    }

    private static Matrix examples(int inputs, int m, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(inputs, m).map(x -> random.nextGaussian());
    }

    private static Trainer trainer(Network network) {
        return Plane.trainer(network).epochs(1);
    }

    private static void set(Network network, double[] theta) {
        System.arraycopy(theta, 0, network.parameters(), 0, theta.length);
    }

    // ---------------------------------------------------------------- at the same moment

    @Nested
    class AtTheSameMoment {
        @Test
        void twoFitsOfTwoTrainers() throws Exception {
            Network network = Plane.network();
            double[] start = network.parameters().clone();
            trainer(network).fit(DATA);
            double[] once = network.parameters().clone();
            trainer(network).fit(DATA);
            double[] twice = network.parameters().clone();
            Callable<History> fit = () -> trainer(network).fit(DATA);

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    set(network, start);
                    boolean both = !rounds.run(List.of(fit, fit)).contains(null);
                    assertThat(network.parameters()).isEqualTo(both ? twice : once);
                }
            }
        }

        @Test
        void twoFitsOfOneTrainer() throws Exception {
            Network network = Plane.network();
            double[] start = network.parameters().clone();
            Trainer sequential = trainer(network);
            sequential.fit(DATA);
            double[] once = network.parameters().clone();
            double[] costs = {sequential.fit(DATA).cost(1), sequential.fit(DATA).cost(2)};
            set(network, start);
            Trainer again = trainer(network);
            again.fit(DATA);
            again.fit(DATA);
            double[] twice = network.parameters().clone();

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    set(network, start);
                    Trainer trainer = trainer(network);
                    Callable<History> fit = () -> trainer.fit(DATA);
                    List<History> histories = rounds.run(List.of(fit, fit));
                    boolean both = !histories.contains(null);
                    assertThat(network.parameters()).isEqualTo(both ? twice : once);
                    for (History history : histories) {
                        for (int epoch = 1; history != null && epoch <= history.epochs(); epoch++) {
                            assertThat(history.cost(epoch)).isEqualTo(costs[epoch - 1]);
                        }
                    }
                }
            }
        }

        @Test
        void aFitAndAPrediction() throws Exception {
            Network network = Plane.network();
            double[] start = network.parameters().clone();
            Network.Prediction before = network.predict(DATA.X(), DATA.Y());
            trainer(network).fit(DATA);
            double[] trained = network.parameters().clone();
            Network.Prediction after = network.predict(DATA.X(), DATA.Y());

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    set(network, start);
                    List<Object> results = rounds.run(
                            List.of(() -> trainer(network).fit(DATA), () -> network.predict(DATA.X(), DATA.Y())));
                    assertThat(network.parameters()).isEqualTo(results.get(0) == null ? start : trained);
                    if (results.get(1) != null) {
                        assertThat(results.get(1)).isIn(before, after);
                    }
                }
            }
        }

        @Test
        void twoPredictions() throws Exception {
            Network network = Plane.network();
            Matrix[] X = {examples(2, 40, 1), examples(2, 33, 2)};
            Matrix[] A = {network.predict(X[0]), network.predict(X[1])};

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    List<Matrix> results =
                            rounds.run(List.of(() -> network.predict(X[0]), () -> network.predict(X[1])));
                    for (int k = 0; k < 2; k++) {
                        assertThat(results.get(k)).isIn(A[k], null);
                    }
                }
            }
        }

        /** The products of each are shared out among threads. */
        @Test
        void twoPredictionsOnSeveralThreadsEach() throws Exception {
            Network network = wide();
            Matrix[] X = {examples(64, 128, 1), examples(64, 150, 2)};
            Matrix[] A = {network.predict(X[0]), network.predict(X[1])};

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    boolean interrupt = i % 3 == 0;
                    List<Matrix> results = rounds.run(List.of(
                            () -> {
                                if (interrupt) {
                                    Thread.currentThread().interrupt();
                                }
                                Matrix prediction = network.predict(X[0]);
                                assertThat(Thread.interrupted()).isEqualTo(interrupt);
                                return prediction;
                            },
                            () -> network.predict(X[1])));
                    for (int k = 0; k < 2; k++) {
                        assertThat(results.get(k)).isIn(A[k], null);
                    }
                }
            }
        }

        @Test
        void twoForwardPasses() throws Exception {
            Network network = wide();
            Matrix[] X = {examples(64, 128, 1), examples(64, 150, 2)};
            Matrix[] A = {network.predict(X[0]), network.predict(X[1])};
            long passes = 0;

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    List<Matrix> results =
                            rounds.run(List.of(() -> network.forward(X[0]), () -> network.forward(X[1])));
                    passes += results.stream().filter(result -> result != null).count();
                    assertThat(network.passes()).isEqualTo(passes);
                    Matrix last = network.layer(2).A();
                    assertThat(last).isEqualTo(A[last.columns() == 128 ? 0 : 1]);
                    assertThat(results.get(last.columns() == 128 ? 0 : 1)).isNotNull();
                }
            }
        }

        /** Whoever holds the network has it to itself from forward to backward. */
        @Test
        void twoTrainingLoops() throws Exception {
            Network network = Plane.network();
            List<Matrix> X = List.of(examples(2, 40, 1), examples(2, 33, 2));
            List<Matrix> Y = X.stream().map(x -> network.predict(x.scale(-1))).toList();
            Map<Integer, double[]> expected = new LinkedHashMap<>();
            List<Callable<double[]>> loops = new ArrayList<>();
            for (int k = 0; k < 2; k++) {
                Matrix x = X.get(k);
                Matrix y = Y.get(k);
                Callable<double[]> loop = () -> {
                    network.inUse().hold("loop");
                    try {
                        network.forward(x);
                        network.cost(y);
                        network.backward(y);
                        return network.gradient().clone();
                    } finally {
                        network.inUse().release();
                    }
                };
                expected.put(k, loop.call());
                loops.add(loop);
            }

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    List<double[]> gradients = rounds.run(loops);
                    for (int k = 0; k < 2; k++) {
                        if (gradients.get(k) != null) {
                            assertThat(gradients.get(k)).isEqualTo(expected.get(k));
                        }
                    }
                }
            }
        }

        @Test
        void aFitAndAnEvaluation() throws Exception {
            Network network = Plane.network();
            double[] start = network.parameters().clone();
            Evaluation before = Evaluation.of(network, DATA);
            trainer(network).fit(DATA);
            double[] trained = network.parameters().clone();
            Evaluation after = Evaluation.of(network, DATA);

            try (Rounds rounds = new Rounds(3)) {
                for (int i = 0; i < ROUNDS; i++) {
                    set(network, start);
                    List<Object> results = rounds.run(List.of(
                            () -> trainer(network).fit(DATA),
                            () -> Evaluation.of(network, DATA),
                            () -> Evaluation.of(network, DATA)));
                    assertThat(network.parameters()).isEqualTo(results.get(0) == null ? start : trained);
                    for (Object evaluation : results.subList(1, 3)) {
                        if (evaluation != null) {
                            assertThat(evaluation).isIn(before, after);
                        }
                    }
                }
            }
        }

        /** Without a hold another thread's pass may come between two calls; it is never gone on with. */
        @Test
        void twoTrainingLoopsWithoutAHold() throws Exception {
            Network network = Plane.network();
            double[] start = network.parameters().clone();
            Callable<Boolean> loop = () -> {
                network.forward(DATA.X());
                network.backward(DATA.Y());
                Optimizer.gradientDescent(0.01).start(network).step();
                return true;
            };
            loop.call();
            double[] once = network.parameters().clone();
            loop.call();
            double[] twice = network.parameters().clone();

            try (Rounds rounds = new Rounds(2)) {
                for (int i = 0; i < ROUNDS; i++) {
                    set(network, start);
                    List<Boolean> done = rounds.run(List.of(loop, loop));
                    assertThat(done).contains(true);
                    assertThat(network.parameters()).isEqualTo(done.contains(null) ? once : twice);
                }
            }
        }

        /** Networks of their own share no more than the pool of workers. */
        @Test
        void networksOfTheirOwnOnSeveralThreadsEach() throws Exception {
            Matrix X = examples(64, 128, 1);
            Matrix Y = wide().predict(examples(64, 128, 2));
            Network sequential = wide();
            Callable<double[]> step = () -> step(sequential, X, Y);
            step.call();
            double[] expected = sequential.parameters().clone();

            try (Rounds rounds = new Rounds(3)) {
                for (int i = 0; i < ROUNDS / 10; i++) {
                    List<Callable<double[]>> steps = IntStream.range(0, 3)
                            .<Callable<double[]>>mapToObj(k -> () -> step(wide(), X, Y))
                            .toList();
                    for (double[] theta : rounds.run(steps)) {
                        assertThat(theta).isEqualTo(expected);
                    }
                }
            }
        }

        private double[] step(Network network, Matrix X, Matrix Y) {
            Trainer.of(network).optimizer(Optimizer.gradientDescent(0.1)).fitBatch(X, Y);
            return network.parameters();
        }
    }

    // ---------------------------------------------------------------- during a fit, for certain

    @Nested
    class DuringAFit {
        @TempDir
        private Path folder;

        private final Network network = Plane.network();
        private final Trainer trainer = trainer(network);
        private final Trainer other = trainer(network);
        private final OptimizerState state = Optimizer.adam(0.1).start(network);
        private final Checkpoint checkpoint = trainer(Plane.network()).checkpoint();

        /** All that a second thread may try, by the word that its refusal begins with. */
        private Map<String, List<ThrowingCallable>> refused() {
            Matrix X = DATA.X();
            Matrix Y = DATA.Y();
            Map<String, List<ThrowingCallable>> calls = new LinkedHashMap<>();
            calls.put("fit", List.of(() -> trainer.fit(DATA), () -> other.fit(DATA)));
            calls.put("fitBatch", List.of(() -> trainer.fitBatch(X, Y), () -> other.fitBatch(X, Y)));
            calls.put("resume", List.of(() -> trainer.resume(checkpoint), () -> other.resume(checkpoint)));
            calls.put("checkpoint", List.of(trainer::checkpoint));
            calls.put("predict", List.of(() -> network.predict(X), () -> network.predict(X, Y)));
            calls.put("predictor", List.of(network::predictor));
            calls.put("forward", List.of(() -> network.forward(X)));
            calls.put("passes", List.of(() -> network.passes(7)));
            calls.put("Evaluation.of", List.of(() -> Evaluation.of(network, DATA)));
            calls.put(
                    "PermutationImportance.of",
                    List.of(() -> PermutationImportance.of(network, DATA, Accuracy::of, 1, 1)));
            calls.put("check", List.of(() -> GradientCheck.of(network).check(X, Y)));
            calls.put("step", List.of(state::step));
            calls.put("firstToLeaveFinite", List.of(state::firstToLeaveFinite));
            calls.put("nextRate", List.of(state::nextRate));
            calls.put("setRateFactor", List.of(() -> state.setRateFactor(0.5)));
            calls.put("steps", List.of(() -> state.steps(5)));
            calls.put("lbfgs", List.of(() -> FullBatchOptimizer.lbfgs().start(network, X, Y)));
            calls.put("save", List.of(() -> Models.save(network, folder.resolve("model.npz"))));
            calls.put("Onnx.write", List.of(() -> Models.save(network, folder.resolve("model.onnx"))));
            calls.put("JavaSource.write", List.of(() -> JavaSource.write(network, "Model", folder)));
            return calls;
        }

        private List<ThrowingCallable> settings() {
            return List.of(
                    () -> trainer.optimizer(Optimizer.adam(0.5)),
                    () -> trainer.optimizer(FullBatchOptimizer.lbfgs()),
                    () -> trainer.epochs(9),
                    () -> trainer.batchSize(3),
                    () -> trainer.seed(4),
                    () -> trainer.shuffle(false),
                    () -> trainer.validation(DATA),
                    () -> trainer.classWeights(Map.of("1", 2.0)),
                    trainer::balancedClassWeights,
                    () -> trainer.earlyStopping(EarlyStopping.patience(3)),
                    () -> trainer.reduceOnPlateau(new ReduceOnPlateau(0.5, 3)),
                    () -> trainer.timeLimit(Duration.ofSeconds(1)),
                    () -> trainer.listener(new TrainingListener() {}));
        }

        private double[] expected() {
            Network alone = Plane.network();
            trainer(alone).fit(DATA);
            return alone.parameters();
        }

        @Test
        void anotherThreadIsRefusedWhateverItTriesAndTheFitGoesOn() throws Exception {
            CountDownLatch between = new CountDownLatch(1);
            CountDownLatch tried = new CountDownLatch(1);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            trainer.listener(TrainingListener.onBatchEnd(progress -> {
                between.countDown();
                await(tried);
            }));
            Thread thread = new Thread(
                    () -> {
                        try {
                            trainer.fit(DATA);
                        } catch (Throwable t) {
                            thrown.set(t);
                        }
                    },
                    "training-1");
            thread.start();
            await(between);

            refused()
                    .forEach((name, calls) -> calls.forEach(call -> assertThatThrownBy(call)
                            .as(name)
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessage(name
                                    + ": the network is in use by thread \"training-1\" (fit); one thread at a time"
                                    + " may use a network. For predictions from other threads take network.predictor()"
                                    + " before training starts, or in a listener")));
            settings()
                    .forEach(call -> assertThatThrownBy(call)
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessageEndingWith(
                                    ": a fit of this trainer is in progress; its settings may be changed before or"
                                            + " after it"));
            assertThat(folder).isEmptyDirectory();

            tried.countDown();
            thread.join();
            assertThat(thrown).hasNullValue();
            assertThat(network.parameters()).isEqualTo(expected());
            assertThat(network.passes()).isEqualTo(3);
            assertThat(state.steps()).isZero();
            for (List<ThrowingCallable> calls : refused().values()) {
                for (ThrowingCallable call : calls) {
                    assertThat(thrownBy(call)).isNull(); // it is free again
                }
            }
        }

        /** A dashboard that asks all the time, from another thread. */
        @Test
        void aDashboardChangesNoBitOfTheTraining() throws Exception {
            double[] expected = expected();
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch asked = new CountDownLatch(1);
            trainer.listener(TrainingListener.onBatchEnd(progress -> {
                started.countDown();
                await(asked);
            }));
            int[] refusals = new int[1];
            Thread dashboard = new Thread(() -> {
                await(started);
                while (network.passes() < 3) {
                    if (thrownBy(() -> network.predict(DATA.X(), DATA.Y())) != null) {
                        refusals[0]++;
                    }
                    asked.countDown();
                }
            });
            dashboard.start();

            trainer.fit(DATA);

            dashboard.interrupt();
            dashboard.join();
            assertThat(refusals[0]).isPositive();
            assertThat(network.parameters()).isEqualTo(expected);
        }

        @Test
        void aListenerCannotTrainTheNetworkThatItListensTo() {
            int[] tried = new int[1];
            List<ThrowingCallable> trainings = List.of(
                    () -> trainer.fit(DATA),
                    () -> other.fit(DATA),
                    () -> trainer.fitBatch(DATA.X(), DATA.Y()),
                    () -> other.fitBatch(DATA.X(), DATA.Y(), Matrix.zeros(1, 21).map(zero -> 1)),
                    () -> trainer.resume(checkpoint),
                    () -> other.resume(checkpoint));
            List<String> names = List.of("fit", "fit", "fitBatch", "fitBatch", "resume", "resume");
            trainer.listener(new Everywhere(() -> {
                for (int k = 0; k < trainings.size(); k++) {
                    assertThatThrownBy(trainings.get(k))
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessage(
                                    names.get(k) + ": the network is in training already (fit), which must end first; a"
                                            + " listener cannot train the network that it listens to");
                }
                settings()
                        .forEach(setting ->
                                assertThatThrownBy(setting).isExactlyInstanceOf(IllegalStateException.class));
                tried[0]++;
            }));

            History history = trainer.fit(DATA);

            assertThat(tried[0]).isEqualTo(10); // 3 batches and an epoch, each started and ended, and the run
            assertThat(history.epochs()).isEqualTo(1);
            assertThat(network.parameters()).isEqualTo(expected());
            assertThat(network.passes()).isEqualTo(3);
        }

        @Test
        void aListenerMayLookAtTheNetworkAndTrainAnotherOne() {
            Network another = Plane.network();
            int[] looked = new int[1];
            trainer.listener(new Everywhere(() -> {
                Matrix A = network.predict(DATA.X());
                assertThat(network.predictor().predict(DATA.X())).isEqualTo(A);
                assertThat(network.predict(DATA.X(), DATA.Y()).A()).isEqualTo(A);
                Evaluation.of(network, DATA);
                trainer.checkpoint();
                trainer(another).fit(DATA);
                looked[0]++;
            }));

            trainer.fit(DATA);

            assertThat(looked[0]).isEqualTo(10);
            assertThat(network.parameters()).isEqualTo(expected());
        }

        @Test
        void aThousandTimesAListenerTriesToTrainAndTheFitGoesOn() {
            double[] start = network.parameters().clone();
            double[] expected = expected();
            for (int i = 0; i < ROUNDS; i++) {
                set(network, start);
                Trainer fresh = trainer(network);
                int[] refusals = new int[1];
                fresh.listener(TrainingListener.onBatchEnd(progress -> {
                    if (thrownBy(() -> fresh.fit(DATA)) instanceof IllegalStateException) {
                        refusals[0]++;
                    }
                }));
                fresh.fit(DATA);
                assertThat(refusals[0]).isEqualTo(3);
                assertThat(network.parameters()).isEqualTo(expected);
            }
        }
    }

    // ---------------------------------------------------------------- after a fit, however it has ended

    @Nested
    class AfterAFit {
        private final Network network = Plane.network();

        private void assertFree() throws InterruptedException {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread thread = new Thread(() -> thrown.set(thrownBy(() -> {
                trainer(network).fit(DATA);
                Evaluation.of(network, DATA);
            })));
            thread.start();
            thread.join();
            assertThat(thrown).hasNullValue();
        }

        @Test
        void thatHasEndedAnotherThreadMayUseTheNetwork() throws Exception {
            trainer(network).fit(DATA);
            assertFree();
        }

        @Test
        void thatWasRefusedAnotherThreadMayUseTheNetwork() throws Exception {
            assertThatThrownBy(() -> Trainer.of(network).fit(DATA)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> trainer(network).fit(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> trainer(network).fitBatch(DATA.Y(), DATA.X()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertFree();
        }

        @Test
        void thatAListenerHasEndedByAnExceptionAnotherThreadMayUseTheNetwork() throws Exception {
            int[] told = new int[1];
            for (int at = 1; at <= 10; at++) {
                int last = at;
                told[0] = 0;
                assertThatThrownBy(() -> trainer(network)
                                .listener(new Everywhere(() -> {
                                    if (++told[0] == last) {
                                        throw new ArithmeticException("listener");
                                    }
                                }))
                                .fit(DATA))
                        .isExactlyInstanceOf(ArithmeticException.class)
                        .hasMessage("listener");
                assertFree();
            }
        }

        @Test
        void thatHasDivergedAnotherThreadMayUseTheNetwork() throws Exception {
            double[] start = network.parameters().clone();
            assertThatThrownBy(() -> Trainer.of(network)
                            .optimizer(Optimizer.gradientDescent(1e308))
                            .epochs(5)
                            .fit(DATA))
                    .isExactlyInstanceOf(TrainingDivergedException.class);
            set(network, start);
            assertFree();
        }

        /** The settings of a trainer are its own again, too. */
        @Test
        void theTrainerMayBeChanged() {
            Trainer trainer = trainer(network);
            assertThatThrownBy(() -> trainer.fit(null)).isInstanceOf(NullPointerException.class);

            assertThat(trainer.epochs(2).fit(DATA).epochs()).isEqualTo(2);
            assertThat(trainer.epochs(3).fit(DATA).epochs()).isEqualTo(5);
        }
    }

    // ---------------------------------------------------------------- what they have in common

    /** Does the same whatever it is told. */
    private record Everywhere(Runnable action) implements TrainingListener {
        @Override
        public void trainingStarted(Progress progress) {
            action.run();
        }

        @Override
        public void epochStarted(Progress progress) {
            action.run();
        }

        @Override
        public void batchStarted(Progress progress) {
            action.run();
        }

        @Override
        public void batchEnded(Progress progress) {
            action.run();
        }

        @Override
        public void epochEnded(Progress progress) {
            action.run();
        }

        @Override
        public void trainingEnded(Progress progress) {
            action.run();
        }
    }

    /** Null for nothing. */
    private static Throwable thrownBy(ThrowingCallable call) {
        try {
            call.call();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
