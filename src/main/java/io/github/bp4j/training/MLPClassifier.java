package io.github.bp4j.training;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.data.Dataset;
import java.util.List;
import java.util.Objects;

/**
 * A classifier for the impatient, with the name and the defaults of scikit-learn's.
 *
 * <pre>{@code
 * MLPClassifier classifier = new MLPClassifier().fit(train);
 * String species = classifier.predict(5.1, 3.5, 1.4, 0.2);
 * double accuracy = classifier.score(test);
 * }</pre>
 *
 * <p>Two classes get one sigmoid unit and the binary cross-entropy, more a softmax unit each and the cross-entropy. {@link
 * MultilayerPerceptron} tells the defaults.
 */
public final class MLPClassifier extends MultilayerPerceptron<MLPClassifier> {
    private List<String> classes = List.of();

    /** With scikit-learn's defaults. */
    public MLPClassifier() {}

    @Override
    public MLPClassifier fit(Dataset train) {
        super.fit(train);
        classes = train.classes();
        return this;
    }

    /** The classes, in the order of {@link #probabilities}. */
    public List<String> classes() {
        return classes;
    }

    /**
     * The class of an example.
     *
     * @throws IllegalStateException before a fit
     * @throws io.github.bp4j.ShapeException if x has another number of features
     * @throws IllegalArgumentException if a value of x is NaN or infinite
     */
    public String predict(double... x) {
        return classes.get(predictor().predictClass(Objects.requireNonNull(x, "x")));
    }

    /**
     * The probability of each class, in the order of {@link #classes}.
     *
     * @throws IllegalStateException before a fit
     * @throws io.github.bp4j.ShapeException if x has another number of features
     * @throws IllegalArgumentException if a value of x is NaN or infinite
     */
    public double[] probabilities(double... x) {
        double[] a = predictor().predict(Objects.requireNonNull(x, "x"));
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException(
                        "probabilities: x[" + i + "] is " + x[i] + "; every value must be finite");
            }
        }
        return a.length == 1 ? new double[] {1 - a[0], a[0]} : a;
    }

    /**
     * The share of the examples that are classified right.
     *
     * @throws IllegalStateException before a fit
     * @throws IllegalArgumentException if the data set has other features or classes
     */
    public double score(Dataset test) {
        Objects.requireNonNull(test, "test");
        predictor();
        if (!test.isClassification()) {
            throw new IllegalArgumentException("score: MLPClassifier needs classes; got " + test);
        }
        return Evaluation.of(network(), test).accuracy();
    }

    @Override
    MLPClassifier self() {
        return this;
    }

    @Override
    Output outputFor(Dataset train) {
        int classes = train.classes().size();
        if (!train.isClassification() || classes < 2) {
            throw new IllegalArgumentException("MLPClassifier needs 2 classes at least; got " + train);
        }
        return classes == 2
                ? new Output(1, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY)
                : new Output(classes, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
    }
}
