package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTest {
    private static final UnaryOperator<LayerOptions> PLAIN = options -> options;

    /** 2 → 3 leakyRelu(0.25) → 2 linear with squared error: every number below is exact. */
    private static Network byHand(UnaryOperator<LayerOptions> first, UnaryOperator<LayerOptions> second) {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.leakyRelu(0.25), first)
                .layer(2, Activation.LINEAR, second)
                .loss(Loss.SQUARED_ERROR)
                .build();
        write(network.layer(1).W(), Matrix.of(3, 2, 1, -1, 2, 0, 0, 1));
        write(network.layer(1).b(), Matrix.column(0, -1, 1));
        write(network.layer(2).W(), Matrix.of(2, 3, 2, 1, -1, 0, 4, 1));
        write(network.layer(2).b(), Matrix.column(1, 0));
        return network;
    }

    private static final Matrix X = Matrix.of(2, 2, 1, -2, 3, 1);
    private static final Matrix Y = Matrix.of(2, 2, -4, -3.75, 6, -1);

    private static void write(Matrix target, Matrix values) {
        for (int i = 0; i < values.rows(); i++) {
            for (int j = 0; j < values.columns(); j++) {
                target.set(i, j, values.get(i, j));
            }
        }
    }

    @Nested
    class ByHand {
        private final Network network = byHand(PLAIN, PLAIN);
        private final Layer first = network.layer(1);
        private final Layer second = network.layer(2);

        @Test
        void forwardIsWAPlusBThenG() {
            Matrix A = network.forward(X);

            assertThat(first.Z()).isEqualTo(Matrix.of(3, 2, -2, -3, 1, -5, 4, 2));
            assertThat(first.A()).isEqualTo(Matrix.of(3, 2, -0.5, -0.75, 1, -1.25, 4, 2));
            assertThat(second.Z()).isEqualTo(Matrix.of(2, 2, -3, -3.75, 8, -3));
            assertThat(second.A()).isEqualTo(Matrix.of(2, 2, -3, -3.75, 8, -3)).isSameAs(A);
        }

        @Test
        void costIsTheMeanOfTheLosses() {
            network.forward(X);

            assertThat(network.cost(Y)).isEqualTo(((0.5 + 2) + (0 + 2)) / 2);
        }

        @Test
        void backwardIsTheFourEquations() {
            network.forward(X);
            network.backward(Y);

            assertThat(second.dA()).isEqualTo(Matrix.of(2, 2, 1, 0, 2, -2));
            assertThat(second.dZ()).isEqualTo(Matrix.of(2, 2, 1, 0, 2, -2));
            assertThat(second.dW()).isEqualTo(Matrix.of(2, 3, -0.25, 0.5, 2, 0.25, 2.25, 2));
            assertThat(second.db()).isEqualTo(Matrix.column(0.5, 0));
            assertThat(first.dA()).isEqualTo(Matrix.of(3, 2, 2, 0, 9, -8, 1, -2));
            assertThat(first.dZ()).isEqualTo(Matrix.of(3, 2, 0.5, 0, 9, -2, 1, -2));
            assertThat(first.dW()).isEqualTo(Matrix.of(3, 2, 0.25, 0.75, 6.5, 12.5, 2.5, 0.5));
            assertThat(first.db()).isEqualTo(Matrix.column(0.25, 3.5, -0.5));
            assertThat(network.inputGradient()).isEqualTo(Matrix.of(2, 2, 18.5, -4, 0.5, -2));
        }

        @Test
        void aBatchOfOneHasTheGradientOfItsExample() {
            network.forward(Matrix.column(1, 3));
            network.backward(Matrix.column(-4, 6));

            assertThat(second.dZ()).isEqualTo(Matrix.column(1, 2));
            assertThat(second.dW()).isEqualTo(Matrix.of(2, 3, -0.5, 1, 4, -1, 2, 8));
            assertThat(second.db()).isEqualTo(Matrix.column(1, 2));
            assertThat(first.dZ()).isEqualTo(Matrix.column(0.5, 9, 1));
            assertThat(first.dW()).isEqualTo(Matrix.of(3, 2, 0.5, 1.5, 9, 27, 1, 3));
            assertThat(first.db()).isEqualTo(Matrix.column(0.5, 9, 1));
            assertThat(network.inputGradient()).isEqualTo(Matrix.column(18.5, 0.5));
        }

        @Test
        void dZAndDAOfAnExampleDoNotDependOnTheSizeOfTheBatch() {
            network.forward(X);
            network.backward(Y);
            Matrix dZ = first.dZ().map(x -> x);

            network.forward(Matrix.of(2, 4, 1, -2, 1, -2, 3, 1, 3, 1));
            network.backward(Matrix.of(2, 4, -4, -3.75, -4, -3.75, 6, -1, 6, -1));

            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 4; j++) {
                    assertThat(first.dZ().get(i, j)).isEqualTo(dZ.get(i, j % 2));
                }
            }
            assertThat(first.dW()).isEqualTo(Matrix.of(3, 2, 0.25, 0.75, 6.5, 12.5, 2.5, 0.5));
        }
    }

    @Nested
    class Regularisation {
        @Test
        void l2AddsHalfLambdaSumOfSquaresToJAndLambdaWToDW() {
            Network network = byHand(options -> options.l2(0.5), PLAIN);

            network.forward(X);
            double J = network.cost(Y);
            network.backward(Y);

            assertThat(J).isEqualTo(2.25 + 0.25 * (1 + 1 + 4 + 0 + 0 + 1));
            assertThat(network.layer(1).dW()).isEqualTo(Matrix.of(3, 2, 0.75, 0.25, 7.5, 12.5, 2.5, 1));
            assertThat(network.layer(1).db()).isEqualTo(Matrix.column(0.25, 3.5, -0.5));
            assertThat(network.layer(1).dZ()).isEqualTo(Matrix.of(3, 2, 0.5, 0, 9, -2, 1, -2));
            assertThat(network.layer(2).dW()).isEqualTo(Matrix.of(2, 3, -0.25, 0.5, 2, 0.25, 2.25, 2));
        }

        @Test
        void l1AddsLambdaSumOfMagnitudesToJAndLambdaSignToDW() {
            Network network = byHand(PLAIN, options -> options.l1(2));

            network.forward(X);
            double J = network.cost(Y);
            network.backward(Y);

            assertThat(J).isEqualTo(2.25 + 2 * (2 + 1 + 1 + 0 + 4 + 1));
            assertThat(network.layer(2).dW()).isEqualTo(Matrix.of(2, 3, 1.75, 2.5, 0, 0.25, 4.25, 4));
            assertThat(network.layer(2).db()).isEqualTo(Matrix.column(0.5, 0));
            assertThat(network.layer(1).dW()).isEqualTo(Matrix.of(3, 2, 0.25, 0.75, 6.5, 12.5, 2.5, 0.5));
        }

        @Test
        void bothAddUp() {
            Network network = byHand(
                    options -> options.l1(1).l2(2), options -> options.l2(4).l1(0.5));

            network.forward(X);
            double J = network.cost(Y);
            network.backward(Y);

            assertThat(J).isEqualTo(2.25 + (7 + 5) + (2 * 23 + 0.5 * 9));
            assertThat(network.layer(1).dW())
                    .isEqualTo(Matrix.of(3, 2, 0.25 + 2 + 1, 0.75 - 2 - 1, 6.5 + 4 + 1, 12.5, 2.5, 0.5 + 2 + 1));
            assertThat(network.layer(2).dW())
                    .isEqualTo(
                            Matrix.of(2, 3, -0.25 + 8 + 0.5, 0.5 + 4 + 0.5, 2 - 4 - 0.5, 0.25, 2.25 + 16.5, 2 + 4.5));
        }

        @Test
        void biasesAreNeverRegularised() {
            Network network = byHand(
                    options -> options.l1(1).l2(2), options -> options.l1(1).l2(2));
            network.forward(X);
            double J = network.cost(Y);
            Network other = byHand(
                    options -> options.l1(1).l2(2), options -> options.l1(1).l2(2));
            other.layer(2).b().set(0, 0, 101); // a shift of b and Y alike
            Matrix shifted = Matrix.of(2, 2, 96, 96.25, 6, -1);
            other.forward(X);

            assertThat(other.cost(shifted)).isEqualTo(J);
        }

        @Test
        void theNetworksLambdasHoldWhereALayerSaysNothing() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.TANH, options -> options.l2(0))
                    .layer(3, Activation.TANH, options -> options.l1(3))
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .l1(1)
                    .l2(2)
                    .build();

            assertThat(network.layers()).extracting(Layer::l1).containsExactly(1.0, 3.0, 1.0);
            assertThat(network.layers()).extracting(Layer::l2).containsExactly(0.0, 2.0, 2.0);
        }

        @Test
        void withoutLambdasThereIsNone() {
            assertThat(byHand(PLAIN, PLAIN).layers()).allSatisfy(layer -> {
                assertThat(layer.l1()).isZero();
                assertThat(layer.l2()).isZero();
            });
        }

        @Test
        void sumsOfMoreThanABlockAreRight() {
            Network network = Network.builder()
                    .inputs(5000)
                    .layer(2, Activation.LINEAR, options -> options.initializer(Initializer.constant(0.5)))
                    .loss(Loss.SQUARED_ERROR)
                    .l1(1)
                    .l2(2)
                    .build();
            network.forward(Matrix.zeros(5000, 1));

            assertThat(network.cost(Matrix.zeros(2, 1))).isEqualTo(10_000 * 0.25 + 10_000 * 0.5);
        }
    }

    @Nested
    class OtherActivations {
        /** dz = a * (da − ⟨a, da⟩), column by column. */
        @Test
        void softmaxInAHiddenLayerGoesBackThroughItsJacobian() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.SOFTMAX)
                    .layer(2, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(3)
                    .build();
            Layer hidden = network.layer(1);

            network.forward(X);
            network.backward(Y);

            for (int j = 0; j < 2; j++) {
                double inner = 0;
                for (int k = 0; k < 3; k++) {
                    inner += hidden.A().get(k, j) * hidden.dA().get(k, j);
                }
                double sum = 0;
                for (int i = 0; i < 3; i++) {
                    double expected = hidden.A().get(i, j) * (hidden.dA().get(i, j) - inner);
                    assertThat(hidden.dZ().get(i, j)).isCloseTo(expected, within(1e-15 * 10));
                    sum += hidden.dZ().get(i, j);
                }
                assertThat(sum).isCloseTo(0, within(1e-14));
            }
        }

        @Test
        void aCustomActivationIsAppliedToZAndItsDerivativeToo() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.of("cube", z -> z * z * z, z -> 3 * z * z))
                    .layer(2, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            write(network.layer(1).W(), Matrix.of(3, 2, 1, -1, 2, 0, 0, 1));
            write(network.layer(1).b(), Matrix.column(0, -1, 1));
            Layer cube = network.layer(1);

            network.forward(X);
            network.backward(Y);

            assertThat(cube.A()).isEqualTo(Matrix.of(3, 2, -8, -27, 1, -125, 64, 8));
            assertThat(cube.dZ()).isEqualTo(cube.dA().hadamard(Matrix.of(3, 2, 12, 27, 3, 75, 48, 12)));
        }

        @Test
        void theOutputLayersDAIsThatOfTheLossWhateverTheForm() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(1, Activation.SIGMOID)
                    .loss(Loss.BINARY_CROSS_ENTROPY)
                    .seed(1)
                    .build();
            Matrix targets = Matrix.of(1, 2, 1, 0);

            network.forward(X);
            network.backward(targets);

            Layer layer = network.layer(1);
            double a = layer.A().get(0, 0);
            assertThat(layer.dA().get(0, 0)).isEqualTo((a - 1) / (a * (1 - a)));
            assertThat(layer.dZ()).isEqualTo(layer.A().minus(targets));
        }
    }

    @Nested
    class Views {
        private final Network network = byHand(PLAIN, PLAIN);
        private final Layer first = network.layer(1);
        private final Layer second = network.layer(2);

        @Test
        void theMatricesHandedOutStayTheSameObjects() {
            Matrix[] before = {
                first.W(), first.b(), first.Z(), first.A(), first.dZ(), first.dA(), first.dW(), first.db()
            };
            network.forward(X);
            network.backward(Y);

            assertThat(new Matrix[] {
                        first.W(), first.b(), first.Z(), first.A(), first.dZ(), first.dA(), first.dW(), first.db()
                    })
                    .usingElementComparator((a, b) -> a == b ? 0 : 1)
                    .containsExactly(before);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 8, 100, 5})
        void afterTheNextPassTheyHaveTheWidthOfItsBatch(int m) {
            Matrix Z = first.Z();
            Matrix A = second.A();
            network.forward(X);
            network.backward(Y);
            Matrix dZ = first.dZ();
            Matrix dA = first.dA();
            Matrix dALast = second.dA();
            Matrix dX = network.inputGradient();

            network.forward(Matrix.zeros(2, m));

            assertThat(Z.columns()).isEqualTo(m);
            assertThat(A.columns()).isEqualTo(m);
            for (int j = 0; j < m; j++) {
                assertThat(Z.get(0, j)).isZero();
                assertThat(Z.get(1, j)).isEqualTo(-1);
                assertThat(Z.get(2, j)).isEqualTo(1);
            }

            network.backward(Matrix.zeros(2, m));
            second.dA();
            network.inputGradient();

            assertThat(new int[] {dZ.columns(), dA.columns(), dALast.columns(), dX.columns()})
                    .containsExactly(m, m, m, m);
            assertThat(first.dW().columns()).isEqualTo(2);
            assertThat(first.db().columns()).isEqualTo(1);
        }

        @Test
        void aShorterBatchAfterALongerOneHasTheBitsOfAFreshNetwork() {
            network.forward(Matrix.zeros(2, 9).map(x -> 7));
            network.backward(Matrix.zeros(2, 9));
            network.forward(X);
            double J = network.cost(Y);
            network.backward(Y);

            Network fresh = byHand(PLAIN, PLAIN);
            fresh.forward(X);

            assertThat(J).isEqualTo(fresh.cost(Y));
            fresh.backward(Y);
            assertThat(network.gradient()).isEqualTo(fresh.gradient());
            assertThat(first.Z()).isEqualTo(fresh.layer(1).Z());
            assertThat(first.dA()).isEqualTo(fresh.layer(1).dA());
            assertThat(second.dA()).isEqualTo(fresh.layer(2).dA());
            assertThat(network.inputGradient()).isEqualTo(fresh.inputGradient());
        }

        @Test
        void writingWAndBChangesTheNextPass() {
            network.forward(X);

            second.W().set(1, 1, 5);
            second.b().set(1, 0, 100);

            assertThat(network.forward(X)).isEqualTo(Matrix.of(2, 2, -3, -3.75, 109, 95.75));
        }
    }

    @Nested
    class Misuse {
        private final Network network = byHand(PLAIN, PLAIN);
        private final Layer last = network.layer(2);
        private static final String MESSAGE = "dA of layer 2 (3→2, linear) is ∂ℒ/∂A: call forward and backward first";

        @Test
        void theLastDABeforeAnyPassIsRefused() {
            assertThatIllegalStateException().isThrownBy(last::dA).withMessage(MESSAGE);
        }

        @Test
        void theLastDABetweenForwardAndBackwardIsRefused() {
            network.forward(X);
            network.backward(Y);
            network.forward(X);

            assertThatIllegalStateException().isThrownBy(last::dA).withMessage(MESSAGE);
        }
    }

    @Test
    void aLayerTellsItsPlaceAndShape() {
        Layer layer = byHand(PLAIN, PLAIN).layer(1);

        assertThat(layer).hasToString("layer 1 (2→3, leakyRelu(0.25))");
        assertThat(layer.number()).isEqualTo(1);
        assertThat(layer.inputs()).isEqualTo(2);
        assertThat(layer.units()).isEqualTo(3);
        assertThat(layer.activation().name()).isEqualTo("leakyRelu(0.25)");
        assertThat(layer.W().rows()).isEqualTo(3);
        assertThat(layer.W().columns()).isEqualTo(2);
        assertThat(layer.b().rows()).isEqualTo(3);
        assertThat(layer.b().columns()).isEqualTo(1);
    }
}
