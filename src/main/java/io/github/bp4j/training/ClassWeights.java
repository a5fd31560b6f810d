package io.github.bp4j.training;

import io.github.bp4j.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Weights of classes, which become weights of their examples. */
final class ClassWeights {
    private final Map<String, Double> weights; // null: balanced

    private ClassWeights(Map<String, Double> weights) {
        this.weights = weights;
    }

    static ClassWeights of(Map<String, Double> weights) {
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
        double[] ofClass = weights == null ? balanced(data.classCounts()) : given(data.classes());
        double[] ofExample = new double[data.size()];
        Arrays.setAll(ofExample, e -> data.weight(e) * ofClass[data.label(e)]);
        return data.withWeights(ofExample);
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

    /** n / (K n_c), K being the classes that have examples. */
    private static double[] balanced(int[] counts) {
        double n = Arrays.stream(counts).sum();
        long K = Arrays.stream(counts).filter(count -> count > 0).count();
        return Arrays.stream(counts)
                .mapToDouble(count -> count == 0 ? 0 : n / (K * count))
                .toArray();
    }
}
