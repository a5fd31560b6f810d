package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * Canonical arithmetic in vectors of 128, 256 or 512 bits. Loaded by name, by {@link Kernels} alone: this class and the
 * others named Simd… are the only ones that need the module jdk.incubator.vector.
 *
 * <p>What is left over behind the last whole vector is computed in scalars, with the same operations. There are no
 * masks: on JDK 17 with 256 bits masked loads are no machine instructions.
 */
final class SimdKernel implements Kernel {
    private static final int L = DOUBLES.length();
    private static final PlainKernel PLAIN = new PlainKernel();

    /** Whether comparisons are machine instructions: C2 makes none of masks of two lanes, and allocates instead. */
    private static final boolean MASKS = L > 2;

    /**
     * Long loops run in pieces of so many elements, each a call: the JIT compiler takes up what is called often, while a long loop called seldom
     * would run on for many calls where each vector is an object.
     */
    static final int PIECE = 1024;

    @Override
    public String name() {
        return "simd (" + SimdSpecies.bits() + " bits)";
    }

    @Override
    public void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        SimdProduct.multiply(p, rowFrom, rowTo, columnFrom, columnTo, scratch);
    }

    @Override
    public int grainWithSharedB(Product p, int rows, int columns) {
        return SimdSpecies.HAS_32_REGISTERS
                ? SimdProduct32.grainWithSharedB(p, rows, columns)
                : SimdWide.grainWithSharedB(p, rows, columns);
    }

    @Override
    public void copyB(Product p, int columnFrom, int columnTo, int from, int to, double[] copy) {
        if (SimdSpecies.HAS_32_REGISTERS) {
            SimdProduct32.copyB(p, columnFrom, columnTo, from, to, copy);
        } else {
            SimdWide.copyB(p, columnFrom, columnTo, from, to, copy);
        }
    }

    @Override
    public void affine(double[] panels, double[] b, double[] x, double[] z, int units, int inputs) {
        SimdAffine.affine(panels, b, x, z, units, inputs);
    }

    @Override
    public void map(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        SimdFunctions.map(f, x, xFrom, y, yFrom, n);
    }

    @Override
    public void rectify(double slope, double[] z, double[] a, int from, int to) {
        for (int i = from; i < to; i += PIECE) {
            rectifyPiece(slope, z, a, i, Math.min(i + PIECE, to));
        }
    }

    private static void rectifyPiece(double slope, double[] z, double[] a, int from, int to) {
        int i = from;
        if (slope == 0) {
            for (; i <= to - L; i += L) {
                fromArray(DOUBLES, z, i).max(0).intoArray(a, i); // +0 for −0, NaN for NaN
            }
        } else if (MASKS) {
            for (; i <= to - L; i += L) {
                DoubleVector zi = fromArray(DOUBLES, z, i);
                zi.blend(zi.mul(slope), zi.compare(LE, 0)).intoArray(a, i);
            }
        }
        PLAIN.rectify(slope, z, a, i, to);
    }

    @Override
    public void rectifyBackward(double slope, double[] z, double[] da, double[] dz, int from, int to) {
        for (int i = from; i < to; i += PIECE) {
            rectifyBackwardPiece(slope, z, da, dz, i, Math.min(i + PIECE, to));
        }
    }

    private static void rectifyBackwardPiece(double slope, double[] z, double[] da, double[] dz, int from, int to) {
        int i = from;
        if (MASKS && slope == 0) {
            for (; i <= to - L; i += L) {
                broadcast(DOUBLES, 0)
                        .blend(
                                fromArray(DOUBLES, da, i),
                                fromArray(DOUBLES, z, i).compare(GT, 0))
                        .intoArray(dz, i);
            }
        } else if (MASKS) {
            for (; i <= to - L; i += L) {
                DoubleVector dai = fromArray(DOUBLES, da, i);
                dai.mul(slope)
                        .blend(dai, fromArray(DOUBLES, z, i).compare(GT, 0))
                        .intoArray(dz, i);
            }
        }
        PLAIN.rectifyBackward(slope, z, da, dz, i, to);
    }

    @Override
    public void softmax(double[] z, double[] a, int rows, int columns, int from, int to) {
        SimdSoftmax.softmax(z, a, rows, columns, from, to);
    }

    @Override
    public void crossEntropy(
            double[] z, double[] a, double[] y, int yFrom, double[] losses, double[] scratch, int rows, int columns) {
        if (MASKS && columns >= L) {
            SimdCrossEntropy.perColumn(z, a, y, yFrom, losses, scratch, rows, columns);
        } else {
            PLAIN.crossEntropy(z, a, y, yFrom, losses, scratch, rows, columns);
        }
    }

    @Override
    public double sum(double[] x, int from, int n) {
        double sum = 0;
        for (int block = 0; block < n; block += PlainKernel.SUM_BLOCK) {
            sum += SimdSum.block(x, from + block, from + Math.min(block + PlainKernel.SUM_BLOCK, n));
        }
        return sum;
    }

    @Override
    public void rowMeans(double[] x, int columns, double[] means, int meansFrom, int from, int to) {
        if (L >= 4 && columns % 8 == 0 && columns <= PlainKernel.SUM_BLOCK) {
            SimdSum.rowMeans(x, columns, means, meansFrom, from, to);
        } else {
            for (int i = from; i < to; i++) {
                means[meansFrom + i] = sum(x, i * columns, columns) / columns;
            }
        }
    }

    @Override
    public void addScaled(double alpha, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i += PIECE) {
            addScaledPiece(alpha, x, y, i, Math.min(i + PIECE, to));
        }
    }

    private static void addScaledPiece(double alpha, double[] x, double[] y, int from, int to) {
        DoubleVector alphas = broadcast(DOUBLES, alpha);
        int i = from;
        for (; i <= to - L; i += L) {
            alphas.fma(fromArray(DOUBLES, x, i), fromArray(DOUBLES, y, i)).intoArray(y, i);
        }
        PLAIN.addScaled(alpha, x, y, i, to);
    }

    @Override
    public boolean staysFinite(double alpha, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i += PIECE) {
            if (!pieceStaysFinite(alpha, x, y, i, Math.min(i + PIECE, to))) {
                return false;
            }
        }
        return true;
    }

    /** |v| &lt; ∞ holds for finite v alone: not for ∞, not for NaN. */
    private static boolean pieceStaysFinite(double alpha, double[] x, double[] y, int from, int to) {
        DoubleVector alphas = broadcast(DOUBLES, alpha);
        int i = from;
        for (; MASKS && i <= to - L; i += L) {
            VectorMask<Double> finite = alphas.fma(fromArray(DOUBLES, x, i), fromArray(DOUBLES, y, i))
                    .abs()
                    .compare(LT, Double.POSITIVE_INFINITY);
            if (!finite.allTrue()) {
                return false;
            }
        }
        return PLAIN.staysFinite(alpha, x, y, i, to);
    }
}
