package io.github.bp4j.training;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.metrics.RegressionReport;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A regressor for the impatient, with the name and the defaults of scikit-learn's.
 *
 * <pre>{@code
 * MLPRegressor regressor = new MLPRegressor().fit(train);
 * double price = regressor.predict(120, 4)[0];
 * double r2 = regressor.score(test);
 * }</pre>
 *
 * <p>A linear unit for each target, and the squared error ½ Σ (a − y)². {@link MultilayerPerceptron} tells the defaults.
 */
public final class MLPRegressor extends MultilayerPerceptron<MLPRegressor> {
    /** With scikit-learn's defaults. */
    public MLPRegressor() {}

    /**
     * The targets of an example.
     *
     * @throws IllegalStateException before a fit
     * @throws io.github.bp4j.ShapeException if x has another number of features
     */
    public double[] predict(double... x) {
        return predictor().predict(Objects.requireNonNull(x, "x"));
    }

    /**
     * R² = 1 − Σ (a − y)² / Σ (y − ȳ)², the mean over the targets: 1 at best, 0 for who always says ȳ. An
     * example of weight k counts as k examples.
     *
     * @throws IllegalStateException before a fit
     * @throws IllegalArgumentException if the data set has classes, or other features or targets
     */
    public double score(Dataset test) {
        Objects.requireNonNull(test, "test");
        predictor();
        if (test.isClassification()) {
            throw new IllegalArgumentException("score: MLPRegressor needs numeric targets; got " + test);
        }
        Evaluation.requireFit("data set", test, network());
        Dataset present = test.present();
        Matrix weights = Matrix.zeros(1, present.size());
        present.batchWeights(IntStream.range(0, present.size()).toArray(), 0, present.size(), weights);
        return RegressionReport.of(predictions(present), present.Y(), weights)
                .average()
                .r2();
    }

    @Override
    MLPRegressor self() {
        return this;
    }

    @Override
    Output outputFor(Dataset train) {
        if (train.isClassification()) {
            throw new IllegalArgumentException("MLPRegressor needs numeric targets; got " + train);
        }
        return new Output(train.outputs(), Activation.LINEAR, Loss.SQUARED_ERROR);
    }
}
