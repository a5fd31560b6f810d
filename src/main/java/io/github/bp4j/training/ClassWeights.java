package io.github.bp4j.training;

import io.github.bp4j.data.Dataset;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Weights of classes, which become weights of their examples. */
final class ClassWeights {
    private static final double HALF_THE_RANGE = 0x1p-512;

    private final Map<String, Double> weights; // null: balanced

    private ClassWeights(Map<String, Double> weights) {
        this.weights = weights;
    }

    static ClassWeights of(Map<String, Double> weights) {
        Require.noNulls("weights", weights);
        weights.forEach((name, weight) -> {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the weight of class \"" + name + "\" is " + weight + "; it must be finite and at least 0");
            }
        });
        return new ClassWeights(Map.copyOf(weights));
    }

    static ClassWeights balanced() {
        return new ClassWeights(null);
    }

    /** The data with each example's weight multiplied by that of its class. */
    Dataset apply(Dataset data) {
        if (!data.isClassification()) {
            throw new IllegalArgumentException("class weights: the training set has numeric targets, no classes");
        }
        double[] ofClass = weights == null ? balanced(data) : given(data.classes());
        double[] ofExample = products(data, ofClass, 1);
        boolean overflow = Arrays.stream(ofExample).anyMatch(Double::isInfinite);
        return data.withWeights(overflow ? products(data, ofClass, HALF_THE_RANGE) : ofExample);
    }

    /** Only their ratios are left where the products would overflow. */
    private static double[] products(Dataset data, double[] ofClass, double unit) {
        double[] products = new double[data.size()];
        Arrays.setAll(products, e -> (data.weight(e) * unit) * (ofClass[data.label(e)] * unit));
        return products;
    }

    private double[] given(List<String> classes) {
        for (String name : weights.keySet()) {
            if (!classes.contains(name)) {
                throw new IllegalArgumentException(
                        "there is a weight for class \"" + name + "\"; the classes of the training set are " + classes);
            }
        }
        return classes.stream()
                .mapToDouble(name -> weights.getOrDefault(name, 1.0))
                .toArray();
    }

    /** Σ w / (K Σ_c w), with Σ_c w over the examples of a class and K the classes in which it is above 0; else 0. */
    private static double[] balanced(Dataset data) {
        double unit = Weights.unit(data);
        double[] sums = new double[data.classes().size()];
        for (int e = 0; e < data.size(); e++) {
            sums[data.label(e)] += data.weight(e) * unit;
        }
        double total = Arrays.stream(sums).sum();
        long K = Arrays.stream(sums).filter(sum -> sum > 0).count();
        return Arrays.stream(sums).map(sum -> sum == 0 ? 0 : total / (K * sum)).toArray();
    }
}
