package io.github.bp4j;

import java.util.Objects;

/**
 * The random numbers of bp4j: SplitMix64, the same in every JVM. A stream is derived from (seed, purpose, epoch,
 * batch), so that a resumed run needs nothing else.
 *
 * <p>state ← state + 0x9e3779b97f4a7c15, and the output is the state mixed by two multiplications. Source: Steele, Lea
 * and Flood, <em>Fast splittable pseudorandom number generators</em> (OOPSLA 2014), with the constants of Vigna's
 * public-domain {@code splitmix64.c}. Not for cryptography; one stream belongs to one thread.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;
    private double spareGaussian = Double.NaN;

    /** The stream of the seed itself. */
    public SplitMix64(long seed) {
        state = seed;
    }

    /**
     * The stream for a purpose ("initialise", "shuffle", …) in an epoch and a batch (0 where there is none): distinct
     * streams for distinct arguments.
     */
    public static SplitMix64 stream(long seed, String purpose, long epoch, long batch) {
        Objects.requireNonNull(purpose, "purpose");
        return new SplitMix64(key(seed, purpose, epoch, batch));
    }

    /** The state in which that stream begins. */
    static long key(long seed, String purpose, long epoch, long batch) {
        long key = mix(seed + GOLDEN_GAMMA);
        for (int i = 0; i < purpose.length(); i++) {
            key = mix(key ^ purpose.charAt(i)) + GOLDEN_GAMMA;
        }
        key = mix(key ^ epoch) + GOLDEN_GAMMA;
        return mix(key ^ batch);
    }

    /** The 64 bits that a stream which begins with this key gives at index i, from 0, at once: the state is a sum. */
    static long bits(long key, long i) {
        return mix(key + (i + 1) * GOLDEN_GAMMA);
    }

    /** Of the upper 52 of these bits, k, the middle of their interval, (k + ½) 2⁻⁵²: uniform in (0, 1), without the ends. */
    static double uniformAbove0(long key, long i) {
        return ((bits(key, i) >>> 12) + 0.5) * 0x1.0p-52;
    }

    /** The next 64 bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1): 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * Uniform in {0, …, bound − 1}, without bias: the high half of bits · bound, after Lemire, <em>Fast random integer
     * generation in an interval</em> (2019).
     *
     * @throws IllegalArgumentException if the bound is below 1
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1; got " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xffffffffL;
        if (low < bound) {
            long threshold = (1L << 32) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xffffffffL;
            }
        }
        return (int) (product >>> 32);
    }

    /**
     * Normal with mean 0 and variance 1, by the transform of Box and Muller, √(−2 ln u) · (cos 2πv, sin 2πv), with
     * StrictMath, whose bits are the same everywhere.
     */
    public double nextGaussian() {
        if (!Double.isNaN(spareGaussian)) {
            double spare = spareGaussian;
            spareGaussian = Double.NaN;
            return spare;
        }
        double u = 1 - nextDouble();
        double angle = 2 * Math.PI * nextDouble();
        double radius = Math.sqrt(-2 * StrictMath.log(u));
        spareGaussian = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }

    /** Puts the numbers into a random order, each order equally likely (Fisher and Yates). */
    public void shuffle(int[] numbers) {
        Objects.requireNonNull(numbers, "numbers");
        for (int i = numbers.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int t = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = t;
        }
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
