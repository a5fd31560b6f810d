package io.github.bp4j.internal.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Prints the vector width; then for each function how many results of SIMD differ from the scalar definition; then how
 * many bytes a call allocates once compiled, at least. With the argument "faulty" one result in each array is off by a
 * unit in the last place, and every call allocates a little, to show that both would be seen.
 */
public final class SimdFunctionsRun {
    private static final int MARGIN = 3;
    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        708,
        -708,
        709.7,
        709.782712893384,
        709.782712893385,
        -708.5,
        -745.13,
        -745.14,
        1e300,
        -1e300,
        0.5,
        -0.5,
        6,
        -6,
        26,
        26.5,
        27.3,
        19.5,
        -19.5,
        0.7071067811865476,
        1.4142135623730951,
        0.41421356237309515,
        -0.2928932188134524,
        0x1p1000
    };

    private static volatile Object leaked;

    private final boolean faulty;
    private final SplittableRandom random = new SplittableRandom(4);
    private long differences;

    private SimdFunctionsRun(boolean faulty) {
        this.faulty = faulty;
    }

    /** With no argument, or "faulty". */
    public static void main(String[] args) {
        System.out.println(SimdSpecies.bits() + " bits");
        boolean inHardware = SimdSpecies.bits() <= SimdSpecies.preferredBits();
        for (Function f : Function.values()) {
            SimdFunctionsRun run = new SimdFunctionsRun(args.length > 0);
            run.compare(f, inHardware ? 2000 : 100);
            System.out.println(f + " differences " + run.differences);
            if (inHardware) {
                System.out.println(f + " bytes " + run.leastBytes(f));
            }
        }
    }

    private void compare(Function f, int rounds) {
        for (int n = 0; n < 40; n++) {
            compare(f, arguments(n, n % 4), n % 5, n % 3);
        }
        compare(f, SPECIAL, 0, 1);
        for (double special : SPECIAL) {
            compare(f, around(special), 1, 0);
        }
        for (int round = 0; round < rounds; round++) {
            compare(f, arguments(100 + random.nextInt(100), round % 4), random.nextInt(8), random.nextInt(8));
        }
    }

    /** Any bits, common magnitudes, the range of e^x, or common magnitudes with a rare argument among them. */
    private double[] arguments(int n, int kind) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (kind) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1, 3 -> (random.nextDouble() - 0.5) * (1 << random.nextInt(7));
                default -> (random.nextDouble() - 0.5) * 1500;
            };
        }
        if (kind == 3 && n > 0) {
            x[random.nextInt(n)] = SPECIAL[random.nextInt(SPECIAL.length)];
        }
        return x;
    }

    private static double[] around(double special) {
        double[] x = new double[41];
        double up = special;
        double down = special;
        for (int i = 0; i <= 20; i++) {
            x[20 + i] = up;
            x[20 - i] = down;
            up = Math.nextUp(up);
            down = Math.nextDown(down);
        }
        return x;
    }

    /** From one array to another, and in place; what lies beside the results must stay as it is. */
    private void compare(Function f, double[] arguments, int xFrom, int yFrom) {
        int n = arguments.length;
        double[] x = new double[xFrom + n + MARGIN];
        System.arraycopy(arguments, 0, x, xFrom, n);
        double[] y = new double[yFrom + n + MARGIN];
        Arrays.fill(y, Double.NaN);
        double[] expected = y.clone();
        double[] expectedInPlace = x.clone();
        for (int i = 0; i < n; i++) {
            expected[yFrom + i] = expectedInPlace[xFrom + i] = f.of(arguments[i]);
        }
        SimdFunctions.map(f, x, xFrom, y, yFrom, n);
        if (faulty && n > 0) {
            y[yFrom + n / 2] = Math.nextUp(y[yFrom + n / 2]);
        }
        count(expected, y);
        SimdFunctions.map(f, x, xFrom, x, xFrom, n);
        count(expectedInPlace, x);
    }

    private void count(double[] expected, double[] given) {
        for (int i = 0; i < expected.length; i++) {
            if (Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(given[i])) {
                differences++;
            }
        }
    }

    /** The least of many windows: while the JIT compiler has not done its work, vectors are objects. */
    private long leastBytes(Function f) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        double[] x = new double[1001];
        double[] y = new double[1001];
        for (int i = 0; i < x.length; i++) {
            x[i] = f == Function.LOG ? i + 1 : (i - 500) / 100.0;
        }
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + (faulty ? 200_000_000L : 10_000_000_000L);
        while (least > 0 && System.nanoTime() < end) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 500; i++) {
                SimdFunctions.map(f, x, 0, y, 0, x.length);
                SimdFunctions.map(f, y, 0, y, 0, y.length);
                leaked = faulty ? new int[1] : null;
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }
}
