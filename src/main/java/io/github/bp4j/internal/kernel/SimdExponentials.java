package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.CanonicalExponentials.*;
import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/** {@link CanonicalExponentials} on vectors: line by line the same operations, hence the same bits. */
final class SimdExponentials {
    private static final int LANES = DOUBLES.length();

    private SimdExponentials() {}

    private static DoubleVector all(double c) {
        return DoubleVector.broadcast(DOUBLES, c);
    }

    private static DoubleVector fma(DoubleVector a, DoubleVector b, DoubleVector c) {
        return a.fma(b, c);
    }

    private static LongVector bits(DoubleVector v) {
        return v.reinterpretAsLongs();
    }

    /** Whether all |x| ≤ LIMIT, so that the common path holds; NaN is beyond. */
    static boolean withinLimit(DoubleVector x) {
        return x.abs().compare(LE, LIMIT).allTrue();
    }

    static DoubleVector q(DoubleVector r, DoubleVector r2) {
        DoubleVector q01 = fma(all(Q1), r, all(Q0));
        DoubleVector q23 = fma(all(Q3), r, all(Q2));
        DoubleVector q45 = fma(all(Q5), r, all(Q4));
        DoubleVector q67 = fma(all(Q7), r, all(Q6));
        DoubleVector q89 = fma(all(Q9), r, all(Q8));
        DoubleVector q03 = fma(q23, r2, q01);
        DoubleVector q47 = fma(q67, r2, q45);
        DoubleVector q810 = fma(all(Q10), r2, q89);
        DoubleVector r4 = r2.mul(r2);
        return fma(fma(q810, r4, q47), r4, q03);
    }

    static DoubleVector twoToThe(DoubleVector t) {
        return bits(t).lanewise(LSHL, 52).add(ONE).reinterpretAsDoubles();
    }

    /** e^x within the limit. */
    static DoubleVector exp(DoubleVector x) {
        DoubleVector t = fma(x, all(LOG2_E), all(SHIFT));
        DoubleVector n = t.sub(SHIFT);
        DoubleVector r = fma(n, all(MINUS_LN2_LOW), fma(n, all(MINUS_LN2_HIGH), x));
        DoubleVector r2 = r.mul(r);
        DoubleVector y = fma(r2, q(r, r2), r).add(1);
        return bits(y).add(bits(t).lanewise(LSHL, 52)).reinterpretAsDoubles();
    }

    static void exp(double[] x, int xFrom, double[] y, int yFrom, int n) {
        int last = n - LANES;
        DoubleVector end = DoubleVector.fromArray(DOUBLES, x, xFrom + last);
        for (int i = 0; i < last; i += LANES) {
            DoubleVector v = DoubleVector.fromArray(DOUBLES, x, xFrom + i);
            if (withinLimit(v)) {
                exp(v).intoArray(y, yFrom + i);
            } else {
                SimdFunctions.scalar(Function.EXP, x, xFrom + i, y, yFrom + i, LANES);
            }
        }
        if (withinLimit(end)) {
            exp(end).intoArray(y, yFrom + last);
        } else {
            int done = last - last % LANES;
        }
    }
}
