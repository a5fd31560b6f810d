import java.util.List;

/**
 * A neural network, 2 -> 2 with 17 parameters, as bp4j's JavaSource has written it: plain Java,
 * 9 or later, that needs nothing else. Its predictions have the same bits on every JVM, which are those of
 * bp4j's Predictor. Safe for any number of threads.
 */
@SuppressWarnings("strictfp") // which JVMs older than 17 need where they compute in wider registers
public final strictfp class Net {
    /** The names of the classes, by the index that predictClass gives. */
    public static final List<String> CLASSES = List.of("no", "yes");

    private Net() {}

    /** From the x of one example, 2 long and as it was measured, to the output, 2 long, in a new array. */
    public static double[] predict(double... x) {
        if (x.length != 2) {
            throw new IllegalArgumentException(
                    "predict: x has " + x.length + " values; the network has 2 inputs");
        }
        double[] a = x;
        a = Scaler.of(a);
        a = Layer1.of(a);
        a = Layer2.of(a);
        return a;
    }

    /** The predicted class of one example: the index of the largest output; every value of x must be finite. */
    public static int predictClass(double... x) {
        double[] a = finite("a", predict(finite("x", x)));
        return indexOfLargest(a);
    }

    /** What the inputs go through first: (x - shift) / scale. */
    private static final class Scaler {
        static final double[] shift = {1.0, 2.0};
        static final double[] scale = {3.0, 4.0};

        static double[] of(double[] x) {
            return scaled(x, shift, scale);
        }
    }

    /** Layer 1: 2 -> 3, relu. */
    private static final class Layer1 {
        /** W[k][i] leads from input k to neuron i. */
        static final double[][] W = {
            {0.0, 0.5, 1.0},
            {0.25, 0.75, 1.25}
        };
        static final double[] b = {1.5, 1.75, 2.0};

        static double[] of(double[] x) {
            return relu(affine(W, b, x));
        }
    }

    /** Layer 2: 3 -> 2, linear. */
    private static final class Layer2 {
        /** W[k][i] leads from input k to neuron i. */
        static final double[][] W = {
            {2.25, 3.0},
            {2.5, 3.25},
            {2.75, 3.5}
        };
        static final double[] b = {3.75, 4.0};

        static double[] of(double[] x) {
            return affine(W, b, x);
        }
    }

    // ---------------------------------------------------------------- operations and functions of bp4j (Apache-2.0)

    /** (x - shift) / scale. */
    private static double[] scaled(double[] x, double[] shift, double[] scale) {
        double[] a = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            a[k] = (x[k] - shift[k]) / scale[k];
        }
        return a;
    }

    /** W x + b, where W[k][i] leads from input k to neuron i: z[i] begins as b[i] and takes in input by input. */
    private static double[] affine(double[][] W, double[] b, double[] x) {
        double[] z = b.clone();
        for (int k = 0; k < x.length; k++) {
            addProducts(W[k], x[k], z);
        }
        return z;
    }

    private static void addProducts(double[] w, double x, double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.fma(w[i], x, z[i]);
        }
    }

    /** max(0, z). */
    private static double[] relu(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] <= 0 ? 0 : z[i];
        }
        return z;
    }

    /** The same numbers, if all are finite. */
    private static double[] finite(String name, double[] x) {
        for (int i = 0; i < x.length; i++) {
            if (!(Math.abs(x[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "predictClass: " + name + "[" + i + "] is " + x[i] + "; every value must be finite");
            }
        }
        return x;
    }

    /** The first of the largest. */
    private static int indexOfLargest(double[] a) {
        int best = 0;
        for (int i = 1; i < a.length; i++) {
            best = a[i] > a[best] ? i : best;
        }
        return best;
    }
}
