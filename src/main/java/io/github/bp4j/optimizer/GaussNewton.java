package io.github.bp4j.optimizer;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Product;
import java.util.Arrays;

/**
 * H = 1/m Σ_r ∇e_r ∇e_rᵀ + Λ, (p, p), of the residuals e_r = a_k(i) − y_k(i) of all units k and examples i; with
 * weights 1/Σ w Σ_r w_i ∇e_r ∇e_rᵀ + Λ, for which ∇e_r is multiplied by √w_i. Belongs to one network.
 *
 * <p>The Jacobian comes from the equations of the backward pass, one pass for each output unit: with dA[L] = 1 for this
 * unit and 0 for the others, BP4 and BP3 give dZ[l] = ∂a_k/∂z[l] of every example, and BP1 and BP2, before their sum over the
 * examples, ∂a_k(i)/∂W[l] = dZ[l](i) A[l−1](i)ᵀ and ∂a_k(i)/∂b[l] = dZ[l](i).
 *
 * <p>It is never held as a whole: of {@value #BLOCK} examples at a time, and H, whose upper triangle stays empty, is
 * summed in panels of {@value #PANEL} rows. Frozen layers have no part in it; p counts the parameters of the others.
 */
final class GaussNewton {
    private static final int BLOCK = 256;
    private static final int PANEL = 192;

    private final Network network;
    private final Layer[] layers;
    private final Matrix X;
    private final double[] roots; //    √w of each example over √ of the largest; null where all count alike
    private final double total; //      Σ w over the largest w; m without weights
    private final double counted; //    Σ w, or m
    private final Compute compute;
    private final Product product = new Product();
    private final int p;
    private final int block; //         the examples in a block
    private final double[] H; //        (p, p), the lower triangle
    private final double[] Jt; //       (p, block), a column for each example: ∂a_k/∂θ
    private final double[] panel; //    (PANEL, p)

    /** With the weights of the examples, (1, m), null where all count alike. */
    GaussNewton(Network network, Matrix X, Matrix weights, Compute compute) {
        this.network = network;
        layers = network.layers().toArray(new Layer[0]);
        this.X = X;
        int m = X.columns();
        double largest = 0;
        double sum = 0;
        double relative = 0;
        roots = weights == null ? null : weights.toArray();
        if (roots != null) {
            for (double w : roots) {
                largest = Math.max(largest, w);
                sum += w;
            }
            for (int i = 0; i < m; i++) {
                relative += roots[i] / largest;
                roots[i] = Math.sqrt(roots[i] / largest);
            }
        }
        total = roots == null ? m : relative;
        counted = roots == null ? m : sum;
        this.compute = compute;
        p = network.trainableParameters();
        block = Math.min(BLOCK, X.columns());
        H = new double[p * p];
        Jt = new double[p * block];
        panel = new double[Math.min(PANEL, p) * p];
    }

    /** H at the θ of the last forward pass, live; overwrites the dZ and dA of the network. */
    double[] fill() {
        int m = X.columns();
        Arrays.fill(H, 0);
        for (int unit = 0; unit < network.outputs(); unit++) {
            network.backwardFromOutput(unit);
            for (int from = 0; from < m; from += block) {
                int examples = Math.min(block, m - from);
                fillJacobian(from, examples);
                addProduct(examples);
            }
        }
        for (int i = 0; i < H.length; i++) {
            H[i] /= total;
        }
        addRegularisation();
        return H;
    }

    /** Jt for the examples from … from + examples − 1, in the order of θ: layer by layer W, row by row, then b. */
    private void fillJacobian(int from, int examples) {
        Matrix A_prev = X;
        int row = 0;
        for (Layer layer : layers) {
            if (layer.isFrozen()) {
                A_prev = layer.A();
                continue;
            }
            Matrix dZ = layer.dZ();
            for (int r = 0; r < layer.units(); r++) {
                for (int c = 0; c < layer.inputs(); c++, row++) {
                    for (int i = 0; i < examples; i++) {
                        Jt[row * block + i] = dZ.get(r, from + i) * A_prev.get(c, from + i);
                    }
                }
            }
            for (int r = 0; r < layer.units(); r++, row++) {
                for (int i = 0; i < examples; i++) {
                    Jt[row * block + i] = dZ.get(r, from + i);
                }
            }
            A_prev = layer.A();
        }
        if (roots != null) {
            weigh(from, examples);
        }
    }

    /** Each column of Jt times the root of its example's weight; that of an absent example, of weight 0, is 0. */
    private void weigh(int from, int examples) {
        for (int row = 0; row < p; row++) {
            for (int i = 0; i < examples; i++) {
                double root = roots[from + i];
                Jt[row * block + i] = root == 0 ? 0 : root * Jt[row * block + i];
            }
        }
    }

    /** H += Jt Jtᵀ, the lower triangle and what else its panels hold of it. */
    private void addProduct(int examples) {
        for (int from = 0; from < p; from += PANEL) {
            int to = Math.min(from + PANEL, p);
            compute.multiply(product.size(to - from, examples, to)
                    .left(Jt, from * block, block, 1)
                    .right(Jt, 0, 1, block)
                    .into(panel, 0, to));
            for (int i = from; i < to; i++) {
                for (int j = 0; j <= i; j++) {
                    H[i * p + j] += panel[(i - from) * to + j];
                }
            }
        }
    }

    /** H += Λ: λ for each W of a layer with L2, 0 for each b. */
    private void addRegularisation() {
        int row = 0;
        for (Layer layer : layers) {
            if (layer.isFrozen()) {
                continue;
            }
            for (int end = row + layer.W().rows() * layer.W().columns(); row < end; row++) {
                H[row * p + row] += layer.l2(counted);
            }
            row += layer.units();
        }
    }
}
