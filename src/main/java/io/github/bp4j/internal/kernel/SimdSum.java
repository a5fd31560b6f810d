package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;

/** The sum of a block of rule 2: its eight partial sums lie in the lanes of one vector, of two or of four. */
final class SimdSum {
    private static final int L = DOUBLES.length();

    private static final VectorShuffle<Double> FOUR_AWAY = VectorShuffle.fromOp(DOUBLES, lane -> (lane ^ 4) % L);
    private static final VectorShuffle<Double> TWO_AWAY = VectorShuffle.fromOp(DOUBLES, lane -> (lane ^ 2) % L);

    private SimdSum() {}

    static double block(double[] x, int from, int to) {
        return L == 8 ? inOne(x, from, to) : L == 4 ? inTwo(x, from, to) : inFour(x, from, to);
    }

    private static double inOne(double[] x, int from, int to) {
        DoubleVector p = broadcast(DOUBLES, 0);
        int i = from;
        for (; i <= to - 8; i += 8) {
            p = p.add(fromArray(DOUBLES, x, i));
        }
        return PlainKernel.addPartials(
                p.lane(0), p.lane(1), p.lane(2), p.lane(3), p.lane(4), p.lane(5), p.lane(6), p.lane(7), x, i, to);
    }

    private static double inTwo(double[] x, int from, int to) {
        DoubleVector p = broadcast(DOUBLES, 0), q = broadcast(DOUBLES, 0);
        int i = from;
        for (; i <= to - 8; i += 8) {
            p = p.add(fromArray(DOUBLES, x, i));
            q = q.add(fromArray(DOUBLES, x, i + 4));
        }
        return PlainKernel.addPartials(
                p.lane(0), p.lane(1), p.lane(2), p.lane(3), q.lane(0), q.lane(1), q.lane(2), q.lane(3), x, i, to);
    }

    private static double inFour(double[] x, int from, int to) {
        DoubleVector p = broadcast(DOUBLES, 0),
                q = broadcast(DOUBLES, 0),
                r = broadcast(DOUBLES, 0),
                s = broadcast(DOUBLES, 0);
        int i = from;
        for (; i <= to - 8; i += 8) {
            p = p.add(fromArray(DOUBLES, x, i));
            q = q.add(fromArray(DOUBLES, x, i + 2));
            r = r.add(fromArray(DOUBLES, x, i + 4));
            s = s.add(fromArray(DOUBLES, x, i + 6));
        }
        return PlainKernel.addPartials(
                p.lane(0), p.lane(1), q.lane(0), q.lane(1), r.lane(0), r.lane(1), s.lane(0), s.lane(1), x, i, to);
    }

    /** Rows of a multiple of eight columns, at most a block, where one vector or two hold all eight partial sums. */
    static void rowMeans(double[] x, int columns, double[] means, int meansFrom, int from, int to) {
        for (int i = from; i < to; i++) {
            means[meansFrom + i] =
                    (L == 8 ? rowInOne(x, i * columns, columns) : rowInTwo(x, i * columns, columns)) / columns;
        }
    }

    private static double rowInOne(double[] x, int from, int columns) {
        DoubleVector p = broadcast(DOUBLES, 0);
        for (int ij = from, end = from + columns; ij < end; ij += 8) {
            p = p.add(fromArray(DOUBLES, x, ij));
        }
        p = p.add(p.rearrange(FOUR_AWAY)); // 0 + 4, 1 + 5, 2 + 6, 3 + 7
        p = p.add(p.rearrange(TWO_AWAY)); //  (0 + 4) + (2 + 6), (1 + 5) + (3 + 7)
        return p.lane(0) + p.lane(1);
    }

    private static double rowInTwo(double[] x, int from, int columns) {
        DoubleVector p = broadcast(DOUBLES, 0), q = broadcast(DOUBLES, 0);
        for (int ij = from, end = from + columns; ij < end; ij += 8) {
            p = p.add(fromArray(DOUBLES, x, ij));
            q = q.add(fromArray(DOUBLES, x, ij + 4));
        }
        p = p.add(q); // 0 + 4, 1 + 5, 2 + 6, 3 + 7
        return (p.lane(0) + p.lane(2)) + (p.lane(1) + p.lane(3));
    }
}
