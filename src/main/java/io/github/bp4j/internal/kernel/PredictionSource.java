package io.github.bp4j.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Base64;

/**
 * The operations of a prediction in plain Java, one example at a time, with the bits of the kernels. Nothing calls them
 * here: {@code model.JavaSource} writes what it needs of this file, and of the canonical functions, into the programs
 * that it makes. So all of this is Java 9, and each member stands alone with what it uses.
 */
final class PredictionSource {
    private static final double SELU_ALPHA = 1.6732632423543772, SELU_LAMBDA = 1.0507009873554805;
    private static final double SQRT_1_2 = 0.7071067811865476;

    private PredictionSource() {}

    // ---------------------------------------------------------------- before g

    /** (x − shift) / scale. */
    static double[] scaled(double[] x, double[] shift, double[] scale) {
        double[] a = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            a[k] = (x[k] - shift[k]) / scale[k];
        }
        return a;
    }

    /** W x + b, where W[k][i] leads from input k to neuron i: z[i] begins as b[i] and takes in input by input. */
    static double[] affine(double[][] W, double[] b, double[] x) {
        double[] z = b.clone();
        for (int k = 0; k < x.length; k++) {
            addProducts(W[k], x[k], z);
        }
        return z;
    }

    static void addProducts(double[] w, double x, double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.fma(w[i], x, z[i]);
        }
    }

    /** Batch normalisation with the values of training: z * scale + shift. */
    static double[] batchNormalization(double[] z, double[] scale, double[] shift) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.fma(z[i], scale[i], shift[i]);
        }
        return z;
    }

    /** Layer normalisation: (z − mean) / sqrt(variance + epsilon) * gamma + beta. */
    static double[] layerNormalization(double[] z, double[] gamma, double[] beta, double epsilon) {
        double mean = 0;
        for (double zi : z) {
            mean += zi;
        }
        mean = CanonicalNormalization.moderate(mean / z.length);
        double squares = 0;
        for (int i = 0; i < z.length; i++) {
            z[i] -= mean;
            squares = Math.fma(z[i], z[i], squares);
        }
        double variance = squares / z.length;
        double s = 1 / Math.sqrt(variance + epsilon);
        if (CanonicalNormalization.isDoubtful(mean, variance, epsilon, z.length)) {
            CanonicalNormalization.normalize(z, z, 0, 1, z.length, epsilon, new double[1], new double[1], 0);
            s = 1;
        }
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.fma(gamma[i], z[i] * s, beta[i]);
        }
        return z;
    }

    // ---------------------------------------------------------------- g, in place

    /** 1 / (1 + e^−z). */
    static double[] sigmoids(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = CanonicalExponentials.sigmoid(z[i]);
        }
        return z;
    }

    /** tanh z. */
    static double[] tanhs(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = CanonicalExponentials.tanh(z[i]);
        }
        return z;
    }

    /** max(0, z). */
    static double[] relu(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] <= 0 ? 0 : z[i];
        }
        return z;
    }

    /** z &gt; 0 ? z : slope z. */
    static double[] leakyRelu(double[] z, double slope) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] <= 0 ? slope * z[i] : z[i];
        }
        return z;
    }

    /** z &gt; 0 ? z : alpha (e^z − 1). */
    static double[] elu(double[] z, double alpha) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] > 0 ? z[i] : alpha * CanonicalExponentials.expm1(z[i]);
        }
        return z;
    }

    /** z &gt; 0 ? lambda z : lambda alpha (e^z − 1). */
    static double[] selu(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] > 0 ? SELU_LAMBDA * z[i] : SELU_LAMBDA * SELU_ALPHA * CanonicalExponentials.expm1(z[i]);
        }
        return z;
    }

    /** z erfc(−z / sqrt 2) / 2. */
    static double[] gelu(double[] z) {
        for (int i = 0; i < z.length; i++) {
            double twice = CanonicalErrorFunctions.erfc(-SQRT_1_2 * z[i]);
            z[i] = twice == 0 ? 0 : z[i] * (0.5 * twice);
        }
        return z;
    }

    /** z / (1 + e^−z). */
    static double[] silu(double[] z) {
        for (int i = 0; i < z.length; i++) {
            double s = CanonicalExponentials.sigmoid(z[i]);
            z[i] = s == 0 ? 0 : z[i] * s;
        }
        return z;
    }

    /** ln(1 + e^z). */
    static double[] softplus(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = CanonicalExponentials.softplus(z[i]);
        }
        return z;
    }

    /** e^z. */
    static double[] exponential(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = CanonicalExponentials.exp(z[i]);
        }
        return z;
    }

    /** −ln(1 + e^−z). */
    static double[] logSigmoid(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = -CanonicalExponentials.softplus(-z[i]);
        }
        return z;
    }

    /** e^(−z²). */
    static double[] gaussian(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = CanonicalExponentials.exp(-(z[i] * z[i]));
        }
        return z;
    }

    /** z tanh(ln(1 + e^z)), from the smaller of s = 1 / (1 + e^−z) and q = 1 − s. */
    static double[] mish(double[] z) {
        for (int i = 0; i < z.length; i++) {
            double smaller = CanonicalExponentials.sigmoid(-Math.abs(z[i]));
            double s = z[i] < 0 ? smaller : 1 - smaller;
            double q = z[i] < 0 ? 1 - smaller : smaller;
            z[i] = s == 0 ? 0 : z[i] * (s * (1 + q) / (1 + q * q));
        }
        return z;
    }

    /** z / (1 + e^−u), u = sqrt(8/pi) (z + 0.044715 z^3). */
    static double[] geluTanh(double[] z) {
        for (int i = 0; i < z.length; i++) {
            double s = CanonicalExponentials.sigmoid(1.5957691216057308 * (z[i] * (1 + 0.044715 * (z[i] * z[i]))));
            z[i] = s == 0 ? 0 : z[i] * s;
        }
        return z;
    }

    /** z &gt; 0 ? z : alpha (e^(z/alpha) − 1). */
    static double[] celu(double[] z, double alpha) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] > 0 ? z[i] : alpha * CanonicalExponentials.expm1(z[i] / alpha);
        }
        return z;
    }

    /** z between least and most. */
    static double[] clip(double[] z, double least, double most) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.min(Math.max(z[i], least), most);
        }
        return z;
    }

    /** (z + 3) / 6 between 0 and 1. */
    static double[] hardSigmoid(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.min(Math.max((z[i] + 3) / 6, 0), 1);
        }
        return z;
    }

    /** z hardSigmoid(z). */
    static double[] hardSilu(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] <= -3 ? 0 : z[i] * Math.min(Math.max((z[i] + 3) / 6, 0), 1);
        }
        return z;
    }

    /** z &gt; theta ? z : 0. */
    static double[] thresholdedRelu(double[] z, double theta) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] <= theta ? 0 : z[i];
        }
        return z;
    }

    /** z less lambda beyond lambda, z and lambda below −lambda, else 0. */
    static double[] softShrink(double[] z, double lambda) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.abs(z[i]) <= lambda ? 0 : z[i] - Math.copySign(lambda, z[i]);
        }
        return z;
    }

    /** |z| &gt; lambda ? z : 0. */
    static double[] hardShrink(double[] z, double lambda) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.abs(z[i]) <= lambda ? 0 : z[i];
        }
        return z;
    }

    /** z / (1 + |z|). */
    static double[] softsign(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Double.isInfinite(z[i]) ? Math.signum(z[i]) : z[i] / (1 + Math.abs(z[i]));
        }
        return z;
    }

    /** (z + r) / 2, r = sqrt(z² + 4), for z &lt; 0 as 2 / (r − z). */
    static double[] squareplus(double[] z) {
        for (int i = 0; i < z.length; i++) {
            if (Math.abs(z[i]) > 1e9) {
                z[i] = z[i] < 0 ? -1 / z[i] : z[i];
            } else {
                double r = Math.sqrt(z[i] * z[i] + 4);
                z[i] = z[i] < 0 ? 2 / (r - z[i]) : 0.5 * (z[i] + r);
            }
        }
        return z;
    }

    /** sin z. */
    static double[] sines(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = CanonicalSines.sin(z[i]);
        }
        return z;
    }

    /** e^z[i] / (e^z[0] + e^z[1] + …), all exponents less the largest. */
    static double[] softmax(double[] z) {
        double max = z[0];
        for (double zi : z) {
            max = Math.max(max, zi);
        }
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            z[i] = CanonicalExponentials.exp(z[i] - max);
            sum += z[i];
        }
        for (int i = 0; i < z.length; i++) {
            z[i] /= sum;
        }
        return z;
    }

    // ---------------------------------------------------------------- after g

    /** x * scale + shift. */
    static double[] inverted(double[] x, double[] shift, double[] scale) {
        double[] a = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            a[k] = x[k] * scale[k] + shift[k];
        }
        return a;
    }

    /** The same numbers, if all are finite. */
    static double[] finite(String name, double[] x) {
        for (int i = 0; i < x.length; i++) {
            if (!(Math.abs(x[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "predictClass: " + name + "[" + i + "] is " + x[i] + "; every value must be finite");
            }
        }
        return x;
    }

    /** The first of the largest. */
    static int indexOfLargest(double[] a) {
        int best = 0;
        for (int i = 1; i < a.length; i++) {
            best = a[i] > a[best] ? i : best;
        }
        return best;
    }

    // ---------------------------------------------------------------- numbers out of text

    /** Base64 of doubles, eight bytes each, the highest first. */
    static void decode(String text, DoubleBuffer to) {
        to.put(ByteBuffer.wrap(Base64.getDecoder().decode(text)).asDoubleBuffer());
    }

    static double[] row(DoubleBuffer from, int length) {
        double[] row = new double[length];
        from.get(row);
        return row;
    }

    static double[][] rows(DoubleBuffer from, int rows, int length) {
        double[][] matrix = new double[rows][];
        for (int k = 0; k < rows; k++) {
            matrix[k] = row(from, length);
        }
        return matrix;
    }
}
