package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** What the names of activations and losses stand for: "leakyRelu(0.01)" is Activation.leakyRelu(0.01). */
final class Names {
    private Names() {}

    private static final List<Activation> ACTIVATIONS = List.of(
            Activation.LINEAR,
            Activation.SIGMOID,
            Activation.TANH,
            Activation.RELU,
            Activation.SELU,
            Activation.GELU,
            Activation.SILU,
            Activation.SOFTPLUS,
            Activation.SOFTMAX,
            Activation.EXPONENTIAL,
            Activation.LOG_SIGMOID,
            Activation.MISH,
            Activation.GELU_TANH,
            Activation.GAUSSIAN,
            Activation.SIN,
            Activation.SOFTSIGN,
            Activation.SQUAREPLUS,
            Activation.RELU6,
            Activation.HARD_TANH,
            Activation.HARD_SIGMOID,
            Activation.HARD_SILU);

    private static final Map<String, DoubleFunction<Activation>> ACTIVATIONS_BY_NUMBER = Map.of(
            "leakyRelu", Activation::leakyRelu,
            "elu", Activation::elu,
            "celu", Activation::celu,
            "thresholdedRelu", Activation::thresholdedRelu,
            "softShrink", Activation::softShrink,
            "hardShrink", Activation::hardShrink);

    private static final List<Loss> LOSSES = List.of(
            Loss.CROSS_ENTROPY,
            Loss.BINARY_CROSS_ENTROPY,
            Loss.SQUARED_ERROR,
            Loss.ABSOLUTE_ERROR,
            Loss.HUBER,
            Loss.LOG_COSH,
            Loss.SQUARED_LOGARITHMIC_ERROR,
            Loss.ABSOLUTE_PERCENTAGE_ERROR,
            Loss.POISSON,
            Loss.KULLBACK_LEIBLER,
            Loss.HINGE,
            Loss.SQUARED_HINGE,
            Loss.CATEGORICAL_HINGE,
            Loss.COSINE_SIMILARITY);

    private static final Map<String, DoubleFunction<Loss>> LOSSES_BY_NUMBER = Map.of(
            "crossEntropy", Loss::crossEntropy,
            "binaryCrossEntropy", Loss::binaryCrossEntropy,
            "huber", Loss::huber,
            "focalCrossEntropy", Loss::focalCrossEntropy,
            "binaryFocalCrossEntropy", Loss::binaryFocalCrossEntropy);

    /** The activation of bp4j with this name, or null. */
    static Activation activation(String name) {
        return named(name, ACTIVATIONS, ACTIVATIONS_BY_NUMBER, Activation::name);
    }

    /** The loss with this name, or null. */
    static Loss loss(String name) {
        return named(name, LOSSES, LOSSES_BY_NUMBER, Loss::name);
    }

    private static <T> T named(
            String name, List<T> all, Map<String, DoubleFunction<T>> byNumber, Function<T, String> nameOf) {
        for (T one : all) {
            if (nameOf.apply(one).equals(name)) {
                return one;
            }
        }
        for (Map.Entry<String, DoubleFunction<T>> kind : byNumber.entrySet()) {
            double number = parameter(kind.getKey(), name);
            try {
                T made = Double.isNaN(number) ? null : kind.getValue().apply(number);
                if (made != null && nameOf.apply(made).equals(name)) {
                    return made;
                }
            } catch (IllegalArgumentException e) {
                return null; // a number out of its range
            }
        }
        return null;
    }

    /** Whether it was made by {@link Loss#of}, of functions that no file can hold; its name may be that of another. */
    static boolean isCustom(Loss loss) {
        Loss known = loss(loss.name());
        return known == null || known.getClass() != loss.getClass();
    }

    /** "leakyRelu" for "leakyRelu(0.01)". */
    static String kind(String name) {
        int parenthesis = name.indexOf('(');
        return parenthesis < 0 ? name : name.substring(0, parenthesis);
    }

    /** The number in "leakyRelu(0.01)", for the kind "leakyRelu"; NaN where the name is of another kind. */
    static double parameter(String kind, String name) {
        if (!name.startsWith(kind + "(") || !name.endsWith(")")) {
            return Double.NaN;
        }
        return number(name.substring(kind.length() + 1, name.length() - 1));
    }

    /** The number, or NaN. */
    static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The loss that goes with an output activation where nothing is said. */
    static Loss usualLoss(Activation output) {
        return output == Activation.SOFTMAX
                ? Loss.CROSS_ENTROPY
                : output == Activation.SIGMOID ? Loss.BINARY_CROSS_ENTROPY : Loss.SQUARED_ERROR;
    }
}
