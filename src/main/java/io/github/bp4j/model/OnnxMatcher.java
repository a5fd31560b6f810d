package io.github.bp4j.model;

import io.github.bp4j.Activation;
import java.util.Deque;
import java.util.List;

/** Finds the activations that are composed of several operators: those of {@link OnnxForm}, and some that vary more. */
final class OnnxMatcher {
    private static final double SQRT_2 = 1.4142135623730951;

    private final OnnxValues values;
    private final OnnxActivations activations;

    OnnxMatcher(OnnxValues values, OnnxActivations activations) {
        this.values = values;
        this.activations = activations;
    }

    /** Puts the activation that the node ends in front of the steps, and gives its z; null if there is none. */
    String before(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
        String end = node.outputs().get(0);
        for (OnnxForm form : OnnxForm.ALL) {
            String z = match(form.term(), end, "");
            if (z != null) {
                steps.push(new OnnxStep.Activate(node, form.activation()));
                return z;
            }
        }
        if (node.operator().equals("Mul")) {
            for (Activation g : List.of(Activation.GELU, Activation.GELU_TANH)) {
                String z = ofGelu(node, g);
                if (z != null) {
                    steps.push(new OnnxStep.Activate(node, g));
                    return z;
                }
            }
            for (int i = 0; i < 2 && node.inputs().size() == 2; i++) { // z · HardSigmoid(z)
                OnnxNode factor = values.writer(node.input(i));
                if (factor != null
                        && factor.operator().equals("HardSigmoid")
                        && factor.input(0).equals(node.input(1 - i))
                        && activations.activation(factor) == Activation.HARD_SIGMOID) {
                    steps.push(new OnnxStep.Activate(node, Activation.HARD_SILU));
                    return factor.input(0);
                }
            }
        }
        return null;
    }

    /**
     * What stands for z where the name is that of the term's value; else null.
     *
     * @param z what stands for z elsewhere in the term; "" while that is unknown
     */
    private String match(OnnxForm.Term term, String name, String z) throws ModelFormatException {
        if (term instanceof OnnxForm.Z) {
            return !values.isConstant(name) && (z.isEmpty() || z.equals(name)) ? name : null;
        } else if (term instanceof OnnxForm.Number number) {
            return OnnxValues.isAbout(number.value(), values.scalar(name)) ? z : null;
        }
        OnnxForm.Op op = (OnnxForm.Op) term;
        OnnxNode node = values.writer(name);
        if (node == null
                || !node.operator().equals(op.operator())
                || !node.isPlain()
                || node.inputs().size() != op.inputs().size()) {
            return null;
        }
        String found = z;
        for (int i = 0; i < op.inputs().size() && found != null; i++) {
            found = match(op.inputs().get(i), node.input(i), found);
        }
        if (found == null && op.isCommutative()) {
            found = match(op.inputs().get(0), node.input(1), z);
            found = found == null ? null : match(op.inputs().get(1), node.input(0), found);
        }
        return found;
    }

    /**
     * z of Where(z > 20, z, Softplus(z)), as PyTorch 2 writes softplus: beyond its threshold, 20 or more, ln(1 + e^z) is z
     * but for 2e-9.
     */
    String ofSoftplus(OnnxNode where) throws ModelFormatException {
        where.requireInputs(3, 3);
        String z = where.input(1);
        OnnxNode greater = values.writer(where.input(0));
        OnnxNode softplus = values.writer(where.input(2));
        if (greater == null
                || softplus == null
                || !greater.operator().equals("Greater")
                || !greater.input(0).equals(z)
                || !(values.scalar(greater.input(1)) >= 20)
                || !softplus.operator().equals("Softplus")
                || !softplus.input(0).equals(z)) {
            throw new ModelFormatException(where + " is supported for softplus alone, Where(z > 20, z, Softplus(z))");
        }
        return z;
    }

    /** z, where the node ends z · ½ · (1 + Erf(z / √2)), the factors in any order; else null. For geluTanh with Tanh(u). */
    private String ofGelu(OnnxNode node, Activation g) throws ModelFormatException {
        String z = ofBracket(node.outputs().get(0), g, 3);
        if (z == null) {
            return null;
        }
        Factors factors = new Factors(z, g);
        factors.take(node.outputs().get(0), 3);
        return factors.isGelu() ? z : null;
    }

    /** z of the 1 + Erf(z / √2), or 1 + Tanh(u), among the factors, else null. */
    private String ofBracket(String name, Activation g, int depth) throws ModelFormatException {
        OnnxNode node = values.writer(name);
        if (node == null || node.inputs().size() != 2) {
            return null;
        }
        if (node.operator().equals("Mul") && depth > 0) {
            String left = ofBracket(node.input(0), g, depth - 1);
            return left != null ? left : ofBracket(node.input(1), g, depth - 1);
        }
        if (!node.operator().equals("Add")) {
            return null;
        }
        boolean oneFirst = values.isConstant(node.input(0));
        OnnxNode bent = values.writer(node.input(oneFirst ? 1 : 0));
        String operator = g == Activation.GELU ? "Erf" : "Tanh";
        if (bent == null || !bent.operator().equals(operator) || values.scalar(node.input(oneFirst ? 0 : 1)) != 1) {
            return null;
        }
        if (g == Activation.GELU_TANH) {
            String z = match(OnnxForm.U, bent.input(0), "");
            return z != null ? z : match(OnnxForm.U_BY_POW, bent.input(0), "");
        }
        OnnxNode scaled = values.writer(bent.input(0));
        if (scaled == null || scaled.inputs().size() != 2) {
            return null;
        }
        boolean isDiv = scaled.operator().equals("Div");
        boolean constantFirst = scaled.operator().equals("Mul") && values.isConstant(scaled.input(0));
        double factor = values.scalar(scaled.input(constantFirst ? 0 : 1));
        boolean right = isDiv
                ? OnnxValues.isAbout(SQRT_2, factor)
                : scaled.operator().equals("Mul") && OnnxValues.isAbout(1 / SQRT_2, factor);
        return right ? scaled.input(constantFirst ? 1 : 0) : null;
    }

    /** What a product is made of: z, the bracket 1 + Erf(z / √2) or 1 + Tanh(u), constants, others. */
    private final class Factors {
        private final String z;
        private final Activation g;
        private double constant = 1;
        private int zs;
        private int brackets;
        private int others;

        Factors(String z, Activation g) {
            this.z = z;
            this.g = g;
        }

        void take(String name, int depth) throws ModelFormatException {
            OnnxNode node = values.writer(name);
            if (name.equals(z)) {
                zs++;
            } else if (values.isConstant(name)) {
                constant *= values.scalar(name);
            } else if (z.equals(ofBracket(name, g, 0))) {
                brackets++;
            } else if (node != null
                    && node.operator().equals("Mul")
                    && node.inputs().size() == 2
                    && depth > 0) {
                take(node.input(0), depth - 1);
                take(node.input(1), depth - 1);
            } else {
                others++;
            }
        }

        boolean isGelu() {
            return zs == 1 && brackets == 1 && others == 0 && Math.abs(constant - 0.5) < 1e-6;
        }
    }
}
