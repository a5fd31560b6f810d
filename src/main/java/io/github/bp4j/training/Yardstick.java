package io.github.bp4j.training;

import io.github.bp4j.Layer;
import io.github.bp4j.Network;

/**
 * What a number that is remembered was measured with: a data set and settings. Values of one yardstick may be compared,
 * those of two may not.
 */
final class Yardstick {
    private final Examples examples;
    private final String settings;

    Yardstick(Examples examples, String settings) {
        this.examples = examples;
        this.settings = settings;
    }

    /** From {@link #toString}. */
    static Yardstick parse(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? new Yardstick(Examples.of(text), "")
                : new Yardstick(Examples.of(text.substring(0, space)), text.substring(space + 1));
    }

    /** Loss and regularisation: what J is, but for the data. */
    static String settings(Network network) {
        StringBuilder text = new StringBuilder(network.loss().toString());
        for (Layer layer : network.layers()) {
            text.append(" l1=")
                    .append(layer.l1())
                    .append(" l2=")
                    .append(layer.l2())
                    .append(" l2OverExamples=")
                    .append(layer.l2OverExamples());
        }
        return text.toString();
    }

    boolean isSame(Yardstick other) {
        return settings.equals(other.settings) && examples.isSame(other.examples);
    }

    /** Whether there was none yet, or one that is the same. */
    static boolean isSame(Yardstick before, Yardstick now) {
        return before == null || before.isSame(now);
    }

    /** The fingerprint of the data, a space and the settings. */
    @Override
    public String toString() {
        return examples.fingerprint() + " " + settings;
    }
}
