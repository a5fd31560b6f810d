package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.CanonicalLogarithms.*;
import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static io.github.bp4j.internal.kernel.SimdSpecies.LONGS;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/** {@link CanonicalLogarithms} on vectors, line by line the same operations. {@link SimdFunctions} tells the form. */
final class SimdLogarithms {
    private static final int LANES = DOUBLES.length();

    private SimdLogarithms() {}

    static int log(double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done);
            DoubleVector finite = vx.lanewise(FMA, 0, vx); // NaN for ∞
            boolean common = LANES > 2
                    ? finite.compare(GE, Double.MIN_NORMAL).allTrue()
                    : finite.lane(0) >= Double.MIN_NORMAL && finite.lane(1) >= Double.MIN_NORMAL;
            if (!common) {
                break;
            }
            LongVector bits = vx.reinterpretAsLongs().add(TO_EXPONENT);
            DoubleVector k = bits.lanewise(LSHR, 52)
                    .or(TWO_52_BITS)
                    .reinterpretAsDoubles()
                    .sub(TWO_52_AND_BIAS);
            DoubleVector f =
                    bits.and(MANTISSA).add(SQRT_HALF).reinterpretAsDoubles().sub(1);
            DoubleVector low = k.mul(LN2_LOW);
            DoubleVector s = f.div(f.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector half = f.mul(0.5).mul(f);
            DoubleVector r01 = z.fma(R1, R0);
            DoubleVector r23 = z.fma(R3, R2);
            DoubleVector r45 = z.fma(R5, R4);
            DoubleVector z2 = z.mul(z);
            DoubleVector series = z2.lanewise(FMA, R6, r45).fma(z2, r23).fma(z2, r01);
            DoubleVector rest = s.fma(z.fma(series, half), low);
            DoubleVector log = k.lanewise(FMA, LN2_HIGH, f.sub(half.sub(rest)));
            log.intoArray(y, yFrom + done);
        }
        return done;
    }

    static int log1p(double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = 0;
        for (; done <= n - LANES; done += LANES) {
            DoubleVector vx = DoubleVector.fromArray(DOUBLES, x, xFrom + done);
            DoubleVector u = vx.add(1);
            DoubleVector finite = u.mul(LOG1P_OVERFLOW).lanewise(FMA, 0, u); // NaN beyond the limit
            boolean common = LANES > 2 ? finite.compare(GT, 0).allTrue() : finite.lane(0) > 0 && finite.lane(1) > 0;
            if (!common) {
                break;
            }
            DoubleVector u1 = u.sub(1);
            DoubleVector uLow =
                    DoubleVector.broadcast(DOUBLES, 1).sub(u.sub(u1)).add(vx.sub(u1));
            LongVector bits = u.reinterpretAsLongs().add(TO_EXPONENT);
            DoubleVector k = bits.lanewise(LSHR, 52)
                    .or(TWO_52_BITS)
                    .reinterpretAsDoubles()
                    .sub(TWO_52_AND_BIAS);
            LongVector minusK = LongVector.broadcast(LONGS, TWICE_BIAS).sub(bits.and(~MANTISSA));
            DoubleVector fHigh =
                    bits.and(MANTISSA).add(SQRT_HALF).reinterpretAsDoubles().sub(1);
            DoubleVector fLow = uLow.mul(minusK.reinterpretAsDoubles());
            DoubleVector f = fHigh.add(fLow);
            DoubleVector low = k.lanewise(FMA, LN2_LOW, fLow.sub(f.sub(fHigh)));
            DoubleVector s = f.div(f.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector half = f.mul(0.5).mul(f);
            DoubleVector r01 = z.fma(R1, R0);
            DoubleVector r23 = z.fma(R3, R2);
            DoubleVector r45 = z.fma(R5, R4);
            DoubleVector z2 = z.mul(z);
            DoubleVector series = z2.lanewise(FMA, R6, r45).fma(z2, r23).fma(z2, r01);
            DoubleVector rest = s.fma(z.fma(series, half), low);
            DoubleVector log = k.lanewise(FMA, LN2_HIGH, f.sub(half.sub(rest)));
            LongVector sign = vx.reinterpretAsLongs().and(Long.MIN_VALUE);
            log.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(y, yFrom + done);
        }
        return done;
    }
}
