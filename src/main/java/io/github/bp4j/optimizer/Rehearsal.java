package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/** An update on copies, block by block, to see whether all would stay finite. Belongs to one thread. */
final class Rehearsal {
    /** Elements in a block: θ, dθ and two or three slots of it fit into the first-level cache. */
    private static final int BLOCK = 512;

    private final Kernel kernel = Kernels.kernel();
    private final UpdateRule rule;
    private final Clipping clipping;
    private final double[] theta;
    private final double[] dTheta;
    private final double[][] slots;

    /** Of updates of so many elements. */
    Rehearsal(UpdateRule rule, Clipping clipping, int elements) {
        this.rule = rule;
        this.clipping = clipping;
        int length = Math.min(BLOCK, elements);
        theta = new double[length];
        dTheta = new double[length];
        slots = new double[rule.slots()][length];
    }

    /** The index of the first element of [from, to) whose θ or slot would be NaN or infinite; −1 if there is none. */
    int firstToLeaveFinite(
            double[] theta, double[] dTheta, double scale, double[][] slots, double rate, long step, int from, int to) {
        for (int start = from; start < to; start += BLOCK) {
            int n = Math.min(BLOCK, to - start);
            System.arraycopy(theta, start, this.theta, 0, n);
            System.arraycopy(dTheta, start, this.dTheta, 0, n);
            for (int s = 0; s < slots.length; s++) {
                System.arraycopy(slots[s], start, this.slots[s], 0, n);
            }
            clipping.apply(this.dTheta, scale, 0, n);
            rule.update(this.theta, this.dTheta, this.slots, rate, step, 0, n);
            if (!isFinite(n)) {
                return start + first(n);
            }
        }
        return -1;
    }

    private boolean isFinite(int n) {
        boolean finite = kernel.staysFinite(0, theta, theta, 0, n); // θ + 0 θ is finite where θ is
        for (double[] slot : slots) {
            finite &= kernel.staysFinite(0, slot, slot, 0, n);
        }
        return finite;
    }

    /** The first of the copies that is not finite, of which there is one. */
    private int first(int n) {
        int i = 0;
        while (i < n - 1 && isFiniteAt(i)) {
            i++;
        }
        return i;
    }

    private boolean isFiniteAt(int i) {
        boolean finite = Double.isFinite(theta[i]);
        for (double[] slot : slots) {
            finite &= Double.isFinite(slot[i]);
        }
        return finite;
    }
}
