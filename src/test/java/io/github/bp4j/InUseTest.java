package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class InUseTest {
    private static final Matrix X = Matrix.of(2, 3, 0.5, -1, 2, 1, 0.25, -0.5);
    private static final Matrix Y = Matrix.of(1, 3, 1, 0, 1);
    private static final Matrix WEIGHTS = Matrix.of(1, 3, 2, 2, 2);

    private static final String REMEDY = "; one thread at a time may use a network. For predictions from other threads"
            + " take network.predictor() before training starts, or in a listener";

    private static Network network() {
        return network(Activation.TANH);
    }

    private static Network network(Activation hidden) {
        return Network.builder()
                .inputs(2)
                .layer(4, hidden, LayerOptions::batchNormalization)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .maxNorm(3)
                .seed(5)
                .build();
    }

    /** Whatever the call throws on a thread of its own; null for nothing. */
    private static Throwable onAnotherThread(ThrowingCallable call) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        call.call();
                    } catch (Throwable t) {
                        thrown.set(t);
                    }
                },
                "dashboard");
        thread.start();
        thread.join();
        return thrown.get();
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("forward", n -> n.forward(X)),
                operation("forward", n -> n.forward(X, WEIGHTS)),
                operation("passes", n -> n.passes(3)),
                operation("schema", n -> n.schema(Schema.NONE)),
                operation("cost", n -> n.cost(Y)),
                operation("cost", n -> n.cost(Y, WEIGHTS)),
                operation("backward", n -> n.backward(Y)),
                operation("backward", n -> n.backward(Y, WEIGHTS)),
                operation("backwardFromOutput", n -> n.backwardFromOutput(0)),
                operation("inputGradient", Network::inputGradient),
                operation("inputGradient", n -> n.inputGradient(X, 0)),
                operation("inputGradient", n -> n.inputGradient(X, Y)),
                operation("predict", n -> n.predict(X)),
                operation("predict", n -> n.predict(X, Y)),
                operation("predict", n -> n.predict(X, Y, WEIGHTS)),
                operation("predict", n -> n.layer(1).predict(X)),
                operation("predictor", Network::predictor),
                operation("applyMaxNorm", Network::applyMaxNorm),
                operation("adoptBatchStatistics", n -> n.layer(1).adoptBatchStatistics()),
                operation("requireBatch", n -> n.requireBatch(X, Y, WEIGHTS)),
                operation("regularisation", n -> n.regularisation(3)),
                operation("regularisation", n -> n.layer(1).regularisation(3)),
                operation("dA", n -> n.layer(2).dA()));
    }

    private static Arguments operation(String name, Consumer<Network> call) {
        return arguments(name, call);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aSecondThreadIsRefusedWhileTheFirstHoldsTheNetwork(String name, Consumer<Network> call) throws Exception {
        Network network = network();
        network.forward(X);
        network.backward(Y);
        double[] gradient = network.gradient().clone();
        network.inUse().hold("my training");

        assertThat(onAnotherThread(() -> call.accept(network)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(name + ": the network is in use by thread \""
                        + Thread.currentThread().getName() + "\" (my training)" + REMEDY);
        assertThat(network.passes()).isEqualTo(1);
        assertThat(network.gradient()).isEqualTo(gradient);

        network.inUse().release();
        assertThat(onAnotherThread(() -> {
                    network.forward(X); // some calls go on with a pass, which must be of their own thread
                    network.backward(Y);
                    call.accept(network);
                }))
                .isNull();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aSecondThreadIsRefusedDuringAnOperation(String name, Consumer<Network> call) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        Network network = network(Activation.of(
                "waiting",
                z -> {
                    inside.countDown();
                    await(tried);
                    return z;
                },
                z -> 1));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread owner = new Thread(
                () -> {
                    try {
                        network.forward(X);
                    } catch (Throwable t) {
                        thrown.set(t);
                    }
                },
                "trainer");
        owner.start();
        await(inside);

        assertThatThrownBy(() -> call.accept(network))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(name + ": the network is in use by thread \"trainer\" (forward)" + REMEDY);

        tried.countDown();
        owner.join();
        assertThat(thrown).hasNullValue();
        assertThat(network.passes()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationWithinAnotherIsRefusedOnTheSameThreadToo(String name, Consumer<Network> call) {
        Network[] itself = new Network[1];
        boolean[] ask = {true};
        itself[0] = network(Activation.of(
                "selfish",
                z -> {
                    if (ask[0]) {
                        call.accept(itself[0]);
                    }
                    return z;
                },
                z -> 1));

        assertThatThrownBy(() -> itself[0].forward(X))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(name + ": forward of this network is in progress on this thread; an activation or a loss of"
                        + " your own cannot use the network that computes it");

        ask[0] = false;
        itself[0].forward(X);
        itself[0].backward(Y);
        assertThatCode(() -> call.accept(itself[0])).doesNotThrowAnyException();
    }

    @Test
    void aRefusedCallLeavesTheNetworkFree() throws Exception {
        Network network = network();
        assertThatThrownBy(() -> network.forward(Matrix.zeros(3, 3))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> network.cost(Y)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> network.predict(null)).isInstanceOf(NullPointerException.class);

        assertThat(onAnotherThread(() -> network.forward(X))).isNull();
    }

    @Test
    void holdsAreCountedAndEndWithTheLastRelease() throws Exception {
        Network network = network();
        network.inUse().hold("outer");
        network.inUse().hold("inner");
        network.forward(X);
        network.inUse().release();

        assertThat(onAnotherThread(() -> network.forward(X))).hasMessageContaining("(outer)");

        network.inUse().release();
        assertThat(onAnotherThread(() -> network.forward(X))).isNull();
    }

    @Test
    void onlyTheThreadThatHoldsTheNetworkReleasesIt() throws Exception {
        Network network = network();
        String message = "release: this thread does not hold the network";
        assertThatThrownBy(network.inUse()::release)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        network.inUse().hold("mine");

        assertThat(onAnotherThread(network.inUse()::release))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThat(onAnotherThread(() -> network.forward(X))).hasMessageContaining("(mine)");

        network.inUse().release();
        assertThatThrownBy(network.inUse()::release).hasMessage(message);
    }

    @Test
    void aHoldNeedsAUse() {
        assertThatThrownBy(() -> network().inUse().hold(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("use");
        assertThatThrownBy(() -> network().inUse().holdForTraining(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("use");
    }

    @Test
    void thereIsOneTrainingAtATimeOnAnyThread() throws Exception {
        InUse inUse = network().inUse();
        inUse.hold("mine");
        inUse.holdForTraining("fit");

        assertThatThrownBy(() -> inUse.holdForTraining("fitBatch"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "fitBatch: the network is in training already (fit), which must end first; a listener cannot"
                                + " train the network that it listens to");
        inUse.hold("check");
        assertThatThrownBy(() -> inUse.holdForTraining("fitBatch")).isInstanceOf(IllegalStateException.class);
        inUse.release();

        inUse.release();
        inUse.holdForTraining("fit");
        inUse.release();
        inUse.release();
        assertThat(onAnotherThread(() -> inUse.holdForTraining("fit"))).isNull();
    }

    /** A network of two layers whose second fails as long as it is told to, after the first has seen the batch. */
    private static Network failing(boolean[] fail, DoubleUnaryOperator gPrime) {
        Activation activation = Activation.of(
                "failing",
                z -> {
                    if (fail[0]) {
                        throw new ArithmeticException("g");
                    }
                    return z;
                },
                gPrime);
        return Network.builder()
                .inputs(2)
                .layer(4, Activation.TANH, options -> options.batchNormalization())
                .layer(3, activation)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .seed(5)
                .build();
    }

    @Test
    void aPassThatFailsDoesNotCountAndMovesNoRunningValue() {
        boolean[] fail = {false};
        Network network = failing(fail, z -> 1);
        network.forward(X);
        double[] mean = network.layer(1).runningMean().toArray();
        double[] variance = network.layer(1).runningVariance().toArray();
        fail[0] = true;

        assertThatThrownBy(() -> network.forward(X)).isExactlyInstanceOf(ArithmeticException.class);

        assertThat(network.passes()).isEqualTo(1);
        assertThat(network.layer(1).runningMean().toArray()).isEqualTo(mean);
        assertThat(network.layer(1).runningVariance().toArray()).isEqualTo(variance);
        assertThatThrownBy(() -> network.cost(Y)).hasMessage("cost: call forward first");
        fail[0] = false;
        network.forward(X);
        assertThat(network.passes()).isEqualTo(2);
        assertThat(network.layer(1).runningMean().toArray()).isNotEqualTo(mean);
    }

    @Test
    void aBackwardPassThatFailsLeavesNoGradientOfTheInputs() {
        boolean[] fail = {false};
        Network network = failing(new boolean[1], z -> {
            if (fail[0]) {
                throw new ArithmeticException("g prime");
            }
            return 1;
        });
        network.forward(X);
        network.backward(Y);
        network.inputGradient();
        fail[0] = true;

        assertThatThrownBy(() -> network.backward(Y)).isExactlyInstanceOf(ArithmeticException.class);

        assertThatThrownBy(network::inputGradient).hasMessage("inputGradient: call forward and backward first");
    }

    @Test
    void theLastPassThatHasANumberIsFollowedByNone() {
        Network network = network();
        network.passes(Long.MAX_VALUE - 1);
        network.forward(X);
        assertThat(network.passes()).isEqualTo(Long.MAX_VALUE);
        double[] mean = network.layer(1).runningMean().toArray();
        double[] A = network.layer(2).A().toArray();

        assertThatThrownBy(() -> network.forward(Matrix.zeros(2, 3)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("forward: the last pass has the number 9223372036854775807, the largest there is; passes(0)"
                        + " makes the next pass number 1");

        assertThat(network.passes()).isEqualTo(Long.MAX_VALUE);
        assertThat(network.layer(1).runningMean().toArray()).isEqualTo(mean);
        assertThat(network.layer(2).A().toArray()).isEqualTo(A);
        network.backward(Y); // of the pass before
        network.passes(0);
        network.forward(X);
        assertThat(network.passes()).isEqualTo(1);
    }

    @Test
    void aThreadThatHasEndedHandsOnWhatItHasWritten() throws Exception {
        Network network = network();
        assertThat(onAnotherThread(() -> {
                    network.forward(X);
                    network.backward(Y);
                    Arrays.fill(network.parameters(), 0.25);
                }))
                .isNull();

        assertThat(network.predict(X)).isEqualTo(network.predictor().predict(X));
        assertThat(network.passes()).isEqualTo(1);
    }

    @Test
    void aPassOfAnotherThreadIsNotGoneOnWith() throws Exception {
        Network network = network();
        OptimizerState descent = Optimizer.gradientDescent(0.1).start(network);
        network.forward(X);
        network.backward(Y);
        assertThat(onAnotherThread(() -> {
                    network.forward(X);
                    network.backward(Y);
                }))
                .isNull();
        double[] parameters = network.parameters().clone();

        Map<String, ThrowingCallable> calls = Map.of(
                "cost",
                () -> network.cost(Y),
                "backward",
                () -> network.backward(Y),
                "backwardFromOutput",
                () -> network.backwardFromOutput(0),
                "inputGradient",
                network::inputGradient,
                "trainingInput",
                network::trainingInput,
                "step",
                descent::step);
        calls.forEach((name, call) -> assertThatThrownBy(call)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        name + ": the last forward pass was made by thread \"dashboard\"; call forward on this thread,"
                                + " and keep other threads out with network.inUse().hold(…) until the update is done"));

        assertThat(network.parameters()).isEqualTo(parameters);
        network.forward(X);
        network.backward(Y);
        descent.step();
        assertThat(descent.steps()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
