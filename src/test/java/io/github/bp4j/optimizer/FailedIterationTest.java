package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An iteration of a full-batch method that fails, or that another thread begins too, leaves the network as it was. */
@Timeout(60)
class FailedIterationTest {
    private static final Matrix X = Matrix.of(1, 6, -2, -1, -0.5, 0.5, 1, 2);
    private static final Matrix Y = X.map(x -> x * x * x - x);

    /** After so many values, g fails once; −1 for never. */
    private final AtomicInteger untilFailure = new AtomicInteger(-1);

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch tried = new CountDownLatch(1);
    private boolean waits;

    static Stream<FullBatchOptimizer> methods() {
        return Stream.of(FullBatchOptimizer.lbfgs(), FullBatchOptimizer.levenbergMarquardt());
    }

    private Network network() {
        Activation g = Activation.of(
                "failing",
                z -> {
                    if (untilFailure.get() >= 0 && untilFailure.getAndDecrement() == 0) {
                        throw new ArithmeticException("g");
                    }
                    if (waits) {
                        inside.countDown();
                        await(tried);
                    }
                    return z / (1 + Math.abs(z));
                },
                z -> 1 / ((1 + Math.abs(z)) * (1 + Math.abs(z))));
        return Network.builder()
                .inputs(1)
                .layer(4, g)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(3)
                .threads(1)
                .build();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void parametersAreAsBeforeAndTheRunGoesOn(FullBatchOptimizer method) {
        for (int values = 0; values < 200; values += 5) { // in whichever pass of an iteration
            Network network = network();
            FullBatchState state = method.start(network, X, Y);
            state.step();
            state.step();
            double[] theta = network.parameters().clone();
            double J = state.cost();
            untilFailure.set(values);
            try {
                state.step();
                untilFailure.set(-1); // the iteration took fewer passes
                continue;
            } catch (ArithmeticException g) {
                assertThat(network.parameters()).isEqualTo(theta);
                assertThat(state.cost()).isEqualTo(J);
                assertThat(state.steps()).isEqualTo(2);
            }

            assertThat(state.step()).isLessThan(J);
            assertThat(state.steps()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aSecondThreadIsRefused(FullBatchOptimizer method) throws InterruptedException {
        Network network = network();
        FullBatchState state = method.start(network, X, Y);
        waits = true;
        Thread first = new Thread(state::step, "first");
        first.start();
        await(inside);

        assertThatThrownBy(state::step)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("step: the network is in use by thread \"first\" (step); ");

        tried.countDown();
        first.join();
        assertThat(state.steps()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
