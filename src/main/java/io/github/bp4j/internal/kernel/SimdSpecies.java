package io.github.bp4j.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this JVM: {@code bp4j.simd.bits} (128, 256 or 512), else what the processor prefers. A width
 * beyond {@link #preferredBits()} computes the same bits, hundreds of times slower.
 */
final class SimdSpecies {
    static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(
            double.class, VectorShape.forBitSize(Integer.getInteger("bp4j.simd.bits", preferredBits())));
    static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, DOUBLES.vectorShape());

    /** Whether there are 32 vector registers, as with AVX-512 and AArch64; else 16. */
    static final boolean HAS_32_REGISTERS =
            bits() == 512 || System.getProperty("os.arch", "").equals("aarch64");

    private SimdSpecies() {}

    /** The width of {@link #DOUBLES} in bits. */
    static int bits() {
        return DOUBLES.vectorBitSize();
    }

    /** The widest vectors that this JVM turns into machine instructions. */
    static int preferredBits() {
        return DoubleVector.SPECIES_PREFERRED.vectorBitSize();
    }
}
