package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.CanonicalExponentials.*;
import static io.github.bp4j.internal.kernel.CanonicalLogarithms.*;
import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static io.github.bp4j.internal.kernel.SimdSpecies.LONGS;
import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/** {@link CanonicalExponentials} on vectors, line by line the same operations. {@link SimdFunctions} tells the form. */
final class SimdExponentials {
    private static final int LANES = DOUBLES.length();

    private SimdExponentials() {}

    /** e^(x − minus). */
    static int exp(double[] x, int xFrom, double minus, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done).sub(minus);
            DoubleVector magnitude = vx.abs();
            boolean common = LANES > 2
                    ? magnitude.compare(LE, LIMIT).allTrue()
                    : magnitude.lane(0) <= LIMIT && magnitude.lane(1) <= LIMIT;
            if (!common) {
                break;
            }
            DoubleVector t = vx.fma(LOG2_E, SHIFT);
            DoubleVector k = t.sub(SHIFT);
            DoubleVector r = k.lanewise(FMA, MINUS_LN2_LOW, k.lanewise(FMA, MINUS_LN2_HIGH, vx));
            DoubleVector r2 = r.mul(r);
            DoubleVector q01 = r.fma(Q1, Q0);
            DoubleVector q23 = r.fma(Q3, Q2);
            DoubleVector q45 = r.fma(Q5, Q4);
            DoubleVector q67 = r.fma(Q7, Q6);
            DoubleVector q89 = r.fma(Q9, Q8);
            DoubleVector q03 = q23.fma(r2, q01);
            DoubleVector q47 = q67.fma(r2, q45);
            DoubleVector q810 = r2.lanewise(FMA, Q10, q89);
            DoubleVector r4 = r2.mul(r2);
            DoubleVector q = q810.fma(r4, q47).fma(r4, q03);
            LongVector p1 = r2.fma(q, r).add(1).reinterpretAsLongs();
            p1.add(t.reinterpretAsLongs().lanewise(LSHL, 52))
                    .reinterpretAsDoubles()
                    .intoArray(y, yFrom + done);
        }
        return done;
    }

    static int expm1(double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done);
            DoubleVector magnitude = vx.abs();
            boolean common = LANES > 2
                    ? magnitude.compare(LE, LIMIT).allTrue()
                    : magnitude.lane(0) <= LIMIT && magnitude.lane(1) <= LIMIT;
            if (!common) {
                break;
            }
            DoubleVector t = vx.fma(LOG2_E, SHIFT);
            DoubleVector k = t.sub(SHIFT);
            DoubleVector high = k.lanewise(FMA, MINUS_LN2_HIGH, vx);
            DoubleVector r = k.lanewise(FMA, MINUS_LN2_LOW, high);
            DoubleVector c = k.lanewise(FMA, MINUS_LN2_LOW, high.sub(r));
            DoubleVector r2 = r.mul(r);
            DoubleVector q01 = r.fma(Q1, Q0);
            DoubleVector q23 = r.fma(Q3, Q2);
            DoubleVector q45 = r.fma(Q5, Q4);
            DoubleVector q67 = r.fma(Q7, Q6);
            DoubleVector q89 = r.fma(Q9, Q8);
            DoubleVector q03 = q23.fma(r2, q01);
            DoubleVector q47 = q67.fma(r2, q45);
            DoubleVector q810 = r2.lanewise(FMA, Q10, q89);
            DoubleVector r4 = r2.mul(r2);
            DoubleVector q = q810.fma(r4, q47).fma(r4, q03);
            DoubleVector w = r2.fma(q, c);
            DoubleVector s = t.reinterpretAsLongs().lanewise(LSHL, 52).add(ONE).reinterpretAsDoubles();
            DoubleVector value = s.fma(w, s.fma(r, s.sub(1)));
            LongVector sign = vx.reinterpretAsLongs().and(Long.MIN_VALUE);
            value.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(y, yFrom + done);
        }
        return done;
    }

    static int tanh(double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done);
            DoubleVector a = vx.abs().min(TANH_LIMIT);
            DoubleVector x2 = a.add(a);
            DoubleVector t = x2.fma(LOG2_E, SHIFT);
            DoubleVector k = t.sub(SHIFT);
            DoubleVector high = k.lanewise(FMA, MINUS_LN2_HIGH, x2);
            DoubleVector r = k.lanewise(FMA, MINUS_LN2_LOW, high);
            DoubleVector c = k.lanewise(FMA, MINUS_LN2_LOW, high.sub(r));
            DoubleVector r2 = r.mul(r);
            DoubleVector q01 = r.fma(Q1, Q0);
            DoubleVector q23 = r.fma(Q3, Q2);
            DoubleVector q45 = r.fma(Q5, Q4);
            DoubleVector q67 = r.fma(Q7, Q6);
            DoubleVector q89 = r.fma(Q9, Q8);
            DoubleVector q03 = q23.fma(r2, q01);
            DoubleVector q47 = q67.fma(r2, q45);
            DoubleVector q810 = r2.lanewise(FMA, Q10, q89);
            DoubleVector r4 = r2.mul(r2);
            DoubleVector q = q810.fma(r4, q47).fma(r4, q03);
            DoubleVector w = r2.fma(q, c);
            DoubleVector p = r.add(w);
            DoubleVector pLow = w.sub(p.sub(r));
            DoubleVector s = t.reinterpretAsLongs().lanewise(LSHL, 52).add(ONE).reinterpretAsDoubles();
            DoubleVector sMinus1 = s.sub(1);
            DoubleVector numerator = s.fma(p, sMinus1);
            DoubleVector denominator = s.fma(p, s.add(1));
            DoubleVector numeratorLow = s.fma(pLow, s.fma(p, sMinus1.sub(numerator)));
            DoubleVector denominatorLow =
                    s.fma(pLow, s.fma(p, s.sub(denominator).add(1)));
            DoubleVector reciprocal = DoubleVector.broadcast(DOUBLES, -1).div(denominator);
            DoubleVector minusQuotient = numerator.mul(reciprocal);
            DoubleVector rest = minusQuotient.fma(denominator, numerator);
            rest = minusQuotient.fma(denominatorLow, rest.add(numeratorLow));
            LongVector minus = rest.fma(reciprocal, minusQuotient).reinterpretAsLongs();
            LongVector otherSign = vx.neg().reinterpretAsLongs().and(Long.MIN_VALUE);
            minus.lanewise(XOR, otherSign).reinterpretAsDoubles().intoArray(y, yFrom + done);
        }
        return done;
    }

    static int sigmoid(double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done);
            DoubleVector magnitude = vx.abs();
            boolean common = LANES > 2
                    ? magnitude.compare(LE, LIMIT).allTrue()
                    : magnitude.lane(0) <= LIMIT && magnitude.lane(1) <= LIMIT;
            if (!common) {
                break;
            }
            DoubleVector m = magnitude.neg();
            DoubleVector t = m.fma(LOG2_E, SHIFT);
            DoubleVector k = t.sub(SHIFT);
            DoubleVector r = k.lanewise(FMA, MINUS_LN2_LOW, k.lanewise(FMA, MINUS_LN2_HIGH, m));
            DoubleVector r2 = r.mul(r);
            DoubleVector q01 = r.fma(Q1, Q0);
            DoubleVector q23 = r.fma(Q3, Q2);
            DoubleVector q45 = r.fma(Q5, Q4);
            DoubleVector q67 = r.fma(Q7, Q6);
            DoubleVector q89 = r.fma(Q9, Q8);
            DoubleVector q03 = q23.fma(r2, q01);
            DoubleVector q47 = q67.fma(r2, q45);
            DoubleVector q810 = r2.lanewise(FMA, Q10, q89);
            DoubleVector r4 = r2.mul(r2);
            DoubleVector q = q810.fma(r4, q47).fma(r4, q03);
            DoubleVector p = r2.fma(q, r);
            DoubleVector s = t.reinterpretAsLongs().lanewise(LSHL, 52).add(ONE).reinterpretAsDoubles();
            DoubleVector z = s.fma(p, s);
            DoubleVector zLow = s.fma(p, s.sub(z));
            DoubleVector denominator = z.add(1);
            DoubleVector denominatorLow = z.sub(denominator.sub(1)).add(zLow);
            LongVector negative = vx.reinterpretAsLongs().lanewise(ASHR, 63);
            DoubleVector numerator = LongVector.broadcast(LONGS, ONE)
                    .lanewise(BITWISE_BLEND, z.reinterpretAsLongs(), negative)
                    .reinterpretAsDoubles();
            DoubleVector numeratorLow = zLow.reinterpretAsLongs().and(negative).reinterpretAsDoubles();
            DoubleVector reciprocal = DoubleVector.broadcast(DOUBLES, -1).div(denominator);
            DoubleVector minusQuotient = numerator.mul(reciprocal);
            DoubleVector rest = minusQuotient.fma(denominator, numerator);
            rest = minusQuotient.fma(denominatorLow, rest.add(numeratorLow));
            rest.fma(reciprocal, minusQuotient).neg().intoArray(y, yFrom + done);
        }
        return done;
    }

    static int softplus(double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done);
            DoubleVector magnitude = vx.abs();
            boolean common = LANES > 2
                    ? magnitude.compare(LE, LIMIT).allTrue()
                    : magnitude.lane(0) <= LIMIT && magnitude.lane(1) <= LIMIT;
            if (!common) {
                break;
            }
            DoubleVector m = magnitude.neg();
            DoubleVector t = m.fma(LOG2_E, SHIFT);
            DoubleVector k = t.sub(SHIFT);
            DoubleVector r = k.lanewise(FMA, MINUS_LN2_LOW, k.lanewise(FMA, MINUS_LN2_HIGH, m));
            DoubleVector r2 = r.mul(r);
            DoubleVector q01 = r.fma(Q1, Q0);
            DoubleVector q23 = r.fma(Q3, Q2);
            DoubleVector q45 = r.fma(Q5, Q4);
            DoubleVector q67 = r.fma(Q7, Q6);
            DoubleVector q89 = r.fma(Q9, Q8);
            DoubleVector q03 = q23.fma(r2, q01);
            DoubleVector q47 = q67.fma(r2, q45);
            DoubleVector q810 = r2.lanewise(FMA, Q10, q89);
            DoubleVector r4 = r2.mul(r2);
            DoubleVector q = q810.fma(r4, q47).fma(r4, q03);
            DoubleVector p = r2.fma(q, r);
            DoubleVector s = t.reinterpretAsLongs().lanewise(LSHL, 52).add(ONE).reinterpretAsDoubles();
            DoubleVector z = s.fma(p, s);
            DoubleVector zLow = s.fma(p, s.sub(z));
            LongVector far = z.sub(SQRT_2_MINUS_1).reinterpretAsLongs().lanewise(ASHR, 63);
            DoubleVector f = z.fma(0.5, -0.5)
                    .reinterpretAsLongs()
                    .lanewise(BITWISE_BLEND, z.reinterpretAsLongs(), far)
                    .reinterpretAsDoubles();
            DoubleVector low = zLow.fma(0.5, LN2_LOW)
                    .reinterpretAsLongs()
                    .lanewise(BITWISE_BLEND, zLow.reinterpretAsLongs(), far)
                    .reinterpretAsDoubles();
            DoubleVector one =
                    LongVector.broadcast(LONGS, ONE).lanewise(AND_NOT, far).reinterpretAsDoubles();
            DoubleVector half = f.mul(0.5).mul(f);
            DoubleVector g = f.div(f.add(2));
            DoubleVector g2 = g.mul(g);
            DoubleVector r01 = g2.fma(R1, R0);
            DoubleVector r23 = g2.fma(R3, R2);
            DoubleVector r45 = g2.fma(R5, R4);
            DoubleVector g4 = g2.mul(g2);
            DoubleVector series = g4.lanewise(FMA, R6, r45).fma(g4, r23).fma(g4, r01);
            DoubleVector rest = g.fma(g2.fma(series, half), low);
            DoubleVector log = one.lanewise(FMA, LN2_HIGH, f.sub(half.sub(rest)));
            vx.max(0).add(log).intoArray(y, yFrom + done);
        }
        return done;
    }
}
