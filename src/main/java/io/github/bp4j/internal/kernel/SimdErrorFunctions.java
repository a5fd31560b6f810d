package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.CanonicalErrorFunctions.*;
import static io.github.bp4j.internal.kernel.CanonicalExponentials.*;
import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/** {@link CanonicalErrorFunctions} on vectors, line by line the same operations. {@link SimdFunctions} tells the form. */
final class SimdErrorFunctions {
    private static final int LANES = DOUBLES.length();

    private SimdErrorFunctions() {}

    /** erf, or erfc where the complement is asked for: all but the ends is the same. */
    static int erf(boolean complement, double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done);
            DoubleVector a = complement ? vx.max(-ERF_LIMIT).abs() : vx.abs().min(ERF_LIMIT);
            boolean common = LANES > 2
                    ? a.compare(LE, ERFC_LIMIT).allTrue()
                    : a.lane(0) <= ERFC_LIMIT && a.lane(1) <= ERFC_LIMIT;
            if (complement && !common) {
                break;
            }
            LongVector near = a.sub(MIDDLE).reinterpretAsLongs().lanewise(ASHR, 63);

            DoubleVector one = DoubleVector.broadcast(DOUBLES, 1);
            DoubleVector shifted = a.add(2.25);
            DoubleVector denominator = a.add(0.75);
            DoubleVector denominatorLow = DoubleVector.broadcast(DOUBLES, 0.75).sub(denominator.sub(a));
            DoubleVector inverse = one.div(shifted.mul(denominator));
            DoubleVector tau = denominator.mul(inverse).fma(-5.5, 1);
            DoubleVector tau2 = tau.mul(tau);
            DoubleVector s01 = tau.fma(S1, S0);
            DoubleVector s23 = tau.fma(S3, S2);
            DoubleVector s45 = tau.fma(S5, S4);
            DoubleVector s67 = tau.fma(S7, S6);
            DoubleVector s89 = tau.fma(S9, S8);
            DoubleVector s1011 = tau.fma(S11, S10);
            DoubleVector s1213 = tau.fma(S13, S12);
            DoubleVector s1415 = tau.fma(S15, S14);
            DoubleVector s1617 = tau.fma(S17, S16);
            DoubleVector s1819 = tau.fma(S19, S18);
            DoubleVector s2021 = tau.fma(S21, S20);
            DoubleVector s03 = s23.fma(tau2, s01);
            DoubleVector s47 = s67.fma(tau2, s45);
            DoubleVector s811 = s1011.fma(tau2, s89);
            DoubleVector s1215 = s1415.fma(tau2, s1213);
            DoubleVector s1619 = s1819.fma(tau2, s1617);
            DoubleVector tau4 = tau2.mul(tau2);
            DoubleVector s1621 = s2021.fma(tau4, s1619);
            DoubleVector s821 = s1621.fma(tau4, s1215).fma(tau4, s811);
            DoubleVector exponent = s821.fma(tau4, s47).fma(tau4, s03);

            DoubleVector square = a.neg().mul(a);
            DoubleVector squareLow = a.fma(a, square).neg();
            DoubleVector t = square.add(exponent).fma(LOG2_E, SHIFT);
            DoubleVector k = t.sub(SHIFT);
            DoubleVector r = k.lanewise(FMA, MINUS_LN2_HIGH, square)
                    .add(exponent)
                    .add(k.lanewise(FMA, MINUS_LN2_LOW, squareLow));
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
            DoubleVector e = p.add(1);
            DoubleVector eLow = p.sub(e.sub(1));

            DoubleVector reciprocal = shifted.mul(inverse);
            DoubleVector minusQuotient = e.mul(reciprocal).neg();
            DoubleVector rest = minusQuotient.fma(denominator, e).add(minusQuotient.fma(denominatorLow, eLow));
            DoubleVector quotient = rest.fma(reciprocal, minusQuotient.neg());
            DoubleVector halfScale =
                    t.reinterpretAsLongs().lanewise(LSHL, 52).add(HALF).reinterpretAsDoubles();
            DoubleVector erfc = quotient.mul(halfScale);

            DoubleVector z = vx.mul(vx);
            DoubleVector p01 = z.fma(P1, P0);
            DoubleVector p23 = z.fma(P3, P2);
            DoubleVector p45 = z.fma(P5, P4);
            DoubleVector p67 = z.fma(P7, P6);
            DoubleVector z2 = z.mul(z);
            DoubleVector p03 = p23.fma(z2, p01);
            DoubleVector p47 = p67.fma(z2, p45);
            DoubleVector z4 = z2.mul(z2);
            DoubleVector nearP = z4.lanewise(FMA, P8, p47).fma(z4, p03);
            if (complement) {
                DoubleVector nearHigh = one.sub(vx);
                DoubleVector nearLow = one.sub(nearHigh).sub(vx);
                LongVector nearErfc = nearHigh.add(vx.neg().fma(nearP, nearLow)).reinterpretAsLongs();
                LongVector ofMinusX =
                        DoubleVector.broadcast(DOUBLES, 2).sub(erfc).reinterpretAsLongs();
                LongVector negative = vx.reinterpretAsLongs().lanewise(ASHR, 63);
                erfc.reinterpretAsLongs()
                        .lanewise(BITWISE_BLEND, ofMinusX, negative)
                        .lanewise(BITWISE_BLEND, nearErfc, near)
                        .reinterpretAsDoubles()
                        .intoArray(y, yFrom + done);
            } else {
                LongVector nearErf = vx.fma(nearP, vx).reinterpretAsLongs();
                LongVector sign = vx.reinterpretAsLongs().and(Long.MIN_VALUE);
                one.sub(erfc)
                        .reinterpretAsLongs()
                        .or(sign)
                        .lanewise(BITWISE_BLEND, nearErf, near)
                        .reinterpretAsDoubles()
                        .intoArray(y, yFrom + done);
            }
        }
        return done;
    }
}
