package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import java.util.List;

/** What the names of activations and losses stand for: "leakyRelu(0.01)" is Activation.leakyRelu(0.01). */
final class Names {
    private Names() {}

    /** The loss with this name, or null. */
    static Loss loss(String name) {
        for (Loss loss : List.of(
                Loss.CROSS_ENTROPY, Loss.BINARY_CROSS_ENTROPY, Loss.SQUARED_ERROR, Loss.ABSOLUTE_ERROR, Loss.HUBER)) {
            if (loss.name().equals(name)) {
                return loss;
            }
        }
        double delta = parameter("huber", name);
        return delta > 0 && delta < Double.POSITIVE_INFINITY ? Loss.huber(delta) : null;
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
