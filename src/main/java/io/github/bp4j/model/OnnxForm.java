package io.github.bp4j.model;

import io.github.bp4j.Activation;
import java.util.List;

/**
 * An activation as a few of ONNX's own operators: the forms in which other programs write it, and bp4j where there is no
 * single operator.
 */
record OnnxForm(Activation activation, Term term) {
    /** What is computed, from z. */
    sealed interface Term {}

    /** z itself. */
    record Z() implements Term {}

    /** A constant of one number. */
    record Number(double value) implements Term {}

    /** An operator without attributes on these inputs. */
    record Op(String operator, List<Term> inputs) implements Term {
        /** Whether the two inputs may stand in either order. */
        boolean isCommutative() {
            return operator.equals("Add") || operator.equals("Mul") || operator.equals("Max") || operator.equals("Min");
        }
    }

    private static final Term z = new Z();

    /** u = √(2/π) (z + 0.044715 z³) of {@link Activation#GELU_TANH}. */
    static final Term U = uOf(mul(z, mul(z, z)));

    /** The same with a power. */
    static final Term U_BY_POW = uOf(op("Pow", z, number(3)));

    private static final Term SQUARE = mul(z, z);
    private static final Term CLIPPED = op("Clip", add(z, number(3)), number(0), number(6));
    private static final Term HARD_SIGMOID = op("Div", CLIPPED, number(6));

    /** Of forms with the same beginning the longer one first; of those of an activation, first the one that is written. */
    static final List<OnnxForm> ALL = List.of(
            form(Activation.SILU, mul(z, op("Sigmoid", z))),
            form(
                    Activation.GELU,
                    mul(mul(z, add(op("Erf", op("Div", z, number(Math.sqrt(2)))), number(1))), number(0.5))),
            form(Activation.GELU_TANH, mul(mul(z, add(op("Tanh", U), number(1))), number(0.5))),
            form(Activation.LOG_SIGMOID, op("Neg", op("Softplus", op("Neg", z)))),
            form(Activation.LOG_SIGMOID, op("Log", op("Sigmoid", z))),
            form(Activation.MISH, mul(z, op("Tanh", op("Softplus", z)))),
            form(Activation.GAUSSIAN, op("Exp", op("Neg", SQUARE))),
            form(Activation.GAUSSIAN, op("Exp", op("Neg", op("Pow", z, number(2))))),
            form(Activation.SOFTSIGN, op("Div", z, add(op("Abs", z), number(1)))),
            form( // max(z, 0) + 2 / (|z| + √(z² + 4)), where nothing cancels
                    Activation.SQUAREPLUS,
                    add(
                            op("Max", z, number(0)),
                            op("Div", number(2), add(op("Abs", z), op("Sqrt", add(SQUARE, number(4))))))),
            form(Activation.SQUAREPLUS, op("Div", add(z, op("Sqrt", add(SQUARE, number(4)))), number(2))),
            form(Activation.SQUAREPLUS, mul(add(z, op("Sqrt", add(SQUARE, number(4)))), number(0.5))),
            form(Activation.HARD_SIGMOID, HARD_SIGMOID),
            form(Activation.HARD_SIGMOID, mul(CLIPPED, number(1.0 / 6))),
            form(Activation.HARD_SILU, mul(z, HARD_SIGMOID)),
            form(Activation.HARD_SILU, mul(z, mul(CLIPPED, number(1.0 / 6)))),
            form(Activation.HARD_SILU, op("Div", mul(z, CLIPPED), number(6))),
            form(Activation.HARD_SILU, mul(mul(z, CLIPPED), number(1.0 / 6))),
            form(Activation.RELU6, op("Clip", op("Relu", z), number(0), number(6))),
            form(Activation.RELU6, op("Min", op("Relu", z), number(6))),
            form(Activation.RELU6, op("Min", op("Max", z, number(0)), number(6))),
            form(Activation.HARD_TANH, op("Min", op("Max", z, number(-1)), number(1))));

    /** The form in which the activation is written, or null. */
    static Term of(Activation activation) {
        for (OnnxForm form : ALL) {
            if (form.activation == activation) {
                return form.term;
            }
        }
        return null;
    }

    private static OnnxForm form(Activation activation, Term term) {
        return new OnnxForm(activation, term);
    }

    private static Term uOf(Term cube) {
        return mul(number(Math.sqrt(2 / Math.PI)), add(z, mul(number(0.044715), cube)));
    }

    private static Term op(String operator, Term... inputs) {
        return new Op(operator, List.of(inputs));
    }

    private static Term add(Term left, Term right) {
        return op("Add", left, right);
    }

    private static Term mul(Term left, Term right) {
        return op("Mul", left, right);
    }

    private static Term number(double value) {
        return new Number(value);
    }
}
