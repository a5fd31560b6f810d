package io.github.bp4j.training;

import io.github.bp4j.data.Dataset;
import java.util.Locale;

/**
 * A data set by its content: names, examples, labels or targets, and weights. Two are the same if their fingerprints of
 * 128 bits are; these are computed when they are needed, and never where both are one object.
 */
final class Examples {
    private final Dataset data; //       null of one that was read from a checkpoint
    private String fingerprint; //       null until it is needed

    private Examples(Dataset data, String fingerprint) {
        this.data = data;
        this.fingerprint = fingerprint;
    }

    static Examples of(Dataset data) {
        return new Examples(data, null);
    }

    /** With what was read from a file. */
    static Examples of(String fingerprint) {
        return new Examples(null, fingerprint);
    }

    boolean isSame(Examples other) {
        return (data != null && data == other.data) || fingerprint().equals(other.fingerprint());
    }

    /** 32 hexadecimal digits. */
    String fingerprint() {
        if (fingerprint == null) {
            fingerprint = new Hash().of(data);
        }
        return fingerprint;
    }

    /** Two sums of 64 bits, each multiplied and shifted after every value. */
    private static final class Hash {
        private long a = 0x243F6A8885A308D3L; // digits of π
        private long b = 0x13198A2E03707344L;

        String of(Dataset data) {
            take(data.size());
            take(data.inputs());
            take(data.features().hashCode());
            take(data.classes().hashCode());
            for (int e = 0; e < data.size(); e++) {
                for (double x : data.example(e)) {
                    take(x);
                }
                if (data.isClassification()) {
                    take(data.label(e));
                }
                if (data.isWeighted()) {
                    take(data.weight(e));
                }
            }
            if (!data.isClassification()) {
                for (double y : data.Y().toArray()) {
                    take(y);
                }
            }
            return String.format(Locale.ROOT, "%016x%016x", a, b);
        }

        private void take(double x) {
            long bits = Double.doubleToLongBits(x);
            a = (a ^ bits) * 0x9E3779B97F4A7C15L;
            a ^= a >>> 32;
            b = (b + bits) * 0xBF58476D1CE4E5B9L;
            b ^= b >>> 29;
        }
    }
}
