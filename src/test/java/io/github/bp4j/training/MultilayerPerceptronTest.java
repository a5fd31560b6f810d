package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.optimizer.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultilayerPerceptronTest {
    private static final Dataset IRIS = Datasets.iris();
    private static final Dataset LINE =
            Dataset.of(new double[][] {{0}, {1}, {2}, {3}, {4}, {5}}, new double[] {1, 3, 5, 7, 9, 11});

    @Test
    void theDefaultsAreScikitLearns() {
        MLPClassifier classifier = new MLPClassifier().epochs(1).fit(IRIS);
        Network network = classifier.network();
        Layer hidden = network.layer(1);

        assertThat(network.layers()).hasSize(2);
        assertThat(hidden.units()).isEqualTo(100);
        assertThat(hidden.activation()).isEqualTo(Activation.RELU);
        assertThat(network.layer(2).activation()).isEqualTo(Activation.SOFTMAX);
        assertThat(network.loss()).isEqualTo(Loss.CROSS_ENTROPY);
        assertThat(network.layers()).allSatisfy(layer -> {
            assertThat(layer.l2OverExamples()).isEqualTo(1e-4);
            assertThat(layer.l2()).isZero();
        });
        assertThat(classifier).hasToString("MLPClassifier of [100] hidden relu units");
    }

    /** One epoch of one batch: the parts put together by hand end with the same bits. */
    @Test
    void aFitIsThatOfTheParts() {
        Network byHand = Network.builder()
                .inputs(4)
                .layer(5, Activation.TANH, options -> options.biasInitializer(Initializer.GLOROT_UNIFORM))
                .layer(3, Activation.SOFTMAX, options -> options.biasInitializer(Initializer.GLOROT_UNIFORM))
                .loss(Loss.CROSS_ENTROPY)
                .initializer(Initializer.GLOROT_UNIFORM)
                .l2OverExamples(0.5)
                .seed(9)
                .build();
        Trainer.of(byHand)
                .optimizer(Optimizer.nesterov(0.01, 0.9))
                .batchSize(40)
                .epochs(3)
                .seed(9)
                .fit(IRIS);

        MLPClassifier classifier = new MLPClassifier()
                .hidden(5)
                .activation(Activation.TANH)
                .optimizer(Optimizer.nesterov(0.01, 0.9))
                .alpha(0.5)
                .batchSize(40)
                .epochs(3)
                .seed(9)
                .threads(1)
                .fit(IRIS);

        assertThat(classifier.network().parameters()).isEqualTo(byHand.parameters());
        assertThat(classifier.history().epochs()).isEqualTo(3);
    }

    @Test
    void twoClassesHaveOneSigmoidUnitAndProbabilitiesOfBoth() {
        Dataset two = Dataset.of(new double[][] {{0}, {1}, {0.1}, {0.9}}, new String[] {"no", "yes", "no", "yes"});

        MLPClassifier classifier = new MLPClassifier()
                .hidden(8)
                .optimizer(Optimizer.adam(0.05))
                .seed(1)
                .fit(two);

        assertThat(classifier.network().outputs()).isEqualTo(1);
        assertThat(classifier.network().loss()).isEqualTo(Loss.BINARY_CROSS_ENTROPY);
        assertThat(classifier.classes()).containsExactly("no", "yes");
        assertThat(classifier.predict(0)).isEqualTo("no");
        assertThat(classifier.predict(1)).isEqualTo("yes");
        double[] probabilities = classifier.probabilities(1);
        assertThat(probabilities).hasSize(2);
        assertThat(probabilities[0] + probabilities[1]).isCloseTo(1, within(1e-15));
        assertThat(probabilities[1]).isGreaterThan(0.5);
        assertThat(classifier.score(two)).isEqualTo(1);
    }

    @Test
    void aRegressorLearnsALineAndScoresRSquared() {
        MLPRegressor regressor = new MLPRegressor()
                .hidden()
                .optimizer(Optimizer.adam(0.1))
                .epochs(2000)
                .tolerance(1e-12, 50)
                .alpha(0)
                .fit(LINE);

        assertThat(regressor.predict(10)[0]).isCloseTo(21, within(0.05));
        assertThat(regressor.score(LINE)).isGreaterThan(0.9999);
        assertThat(regressor.network().layers()).hasSize(1);
    }

    /** The cost stays where nothing moves, but for rounding: the first epoch has a gain, and eleven without one end it. */
    @Test
    void trainingEndsAfterMoreThanPatienceEpochsWithoutGain() {
        MLPClassifier still =
                new MLPClassifier().optimizer(Optimizer.gradientDescent(1e-300)).tolerance(0, Integer.MAX_VALUE);

        assertThat(still.fit(IRIS).history().epochs()).isEqualTo(200);

        still.tolerance(1e-4, 10);

        assertThat(still.fit(IRIS).history().epochs()).isEqualTo(12);
        assertThat(still.history().ending()).isEqualTo(Ending.STOPPED);
    }

    @Test
    void anotherFitStartsAnewAndOneThatFailsLeavesTheFirst() {
        MLPClassifier classifier =
                new MLPClassifier().hidden(6).epochs(4).seed(2).fit(IRIS);
        double[] first = classifier.network().parameters().clone();

        assertThat(classifier.fit(IRIS).network().parameters()).isEqualTo(first);

        assertThatThrownBy(() ->
                        classifier.optimizer(Optimizer.gradientDescent(1e308)).fit(IRIS))
                .isInstanceOf(TrainingDivergedException.class);
        assertThat(classifier.network().parameters()).isEqualTo(first);
        assertThat(classifier.classes()).isEqualTo(IRIS.classes());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new MLPClassifier().predict(1))
                .withMessage("MLPClassifier is not fitted yet: call fit(train) first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MLPClassifier().fit(LINE))
                .withMessage("MLPClassifier needs 2 classes at least; got Dataset of 6 examples, 1 input, 1 target");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MLPRegressor().fit(IRIS))
                .withMessageStartingWith("MLPRegressor needs numeric targets; got Dataset of 150 examples");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MLPClassifier().hidden(5, 0))
                .withMessage("hidden: units must be at least 1; got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MLPClassifier().alpha(-1))
                .withMessage("alpha must be finite and at least 0; got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MLPClassifier().tolerance(Double.NEGATIVE_INFINITY, 3))
                .withMessage("tolerance must be finite and at least 0; got -Infinity");
        MLPClassifier fitted = new MLPClassifier().epochs(1).fit(IRIS);
        Dataset other = Dataset.of(new double[][] {{1, 2, 3, 4}, {1, 2, 3, 5}}, new String[] {"a", "b"});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fitted.score(other))
                .withMessage("the data set has the classes " + List.of("a", "b") + ", the network was trained with "
                        + IRIS.classes() + "; they must be the same, in the same order");
    }
}
