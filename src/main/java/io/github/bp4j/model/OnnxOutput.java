package io.github.bp4j.model;

import java.util.ArrayList;
import java.util.List;

/** The output of a graph: the value that the steps are to give, and the names of its classes. */
final class OnnxOutput {
    private static final int MOST_OUTPUTS = 8;

    private final OnnxValues values;
    private final OnnxBudget budget;
    private final String name;
    private List<String> classes = List.of();
    private boolean twoColumns; // the output is (1 − p, p)

    OnnxOutput(OnnxFile file, OnnxValues values, OnnxBudget budget) throws ModelFormatException {
        this.values = values;
        this.budget = budget;
        name = beforeTwoColumns(predictions(file));
    }

    /** The name of the value that the steps give. */
    String name() {
        return name;
    }

    /** The names of the classes; empty for none. */
    List<String> classes() {
        return classes;
    }

    /** Whether the output is (1 − p, p) where the steps give p. */
    boolean isTwoColumns() {
        return twoColumns;
    }

    /** The name of the output with predictions, classes taken note of. */
    private String predictions(OnnxFile file) throws ModelFormatException {
        if (file.outputs().size() > MOST_OUTPUTS) {
            throw new ModelFormatException(
                    "graph: it has " + file.outputs().size() + " outputs; one is supported, and beside it labels");
        }
        String predictions = null;
        String argMaxOf = null;
        for (OnnxFile.Port output : file.outputs()) {
            if (output.type() == OnnxTensor.INT64
                    || output.type() == OnnxTensor.INT32
                    || output.type() == OnnxTensor.STRING) {
                String from = ofLabel(output.name());
                argMaxOf = argMaxOf == null ? from : argMaxOf;
            } else if (predictions == null) {
                predictions = output.name();
            } else {
                throw new ModelFormatException("graph: it has the outputs \"" + predictions + "\" and \""
                        + output.name() + "\"; one is supported, and beside it labels");
            }
        }
        if (predictions == null && argMaxOf == null) {
            throw new ModelFormatException("graph: it has no output of numbers, of type FLOAT or DOUBLE");
        }
        OnnxNode last = values.writer(predictions);
        if (last != null && last.operator().equals("ai.onnx.ml.ZipMap")) {
            List<String> names = last.texts("classlabels_strings");
            long[] numbers = last.integers("classlabels_int64s");
            if (names != null || numbers != null) {
                classes = names != null ? names : texts(numbers);
            }
            return last.input(0);
        }
        return predictions != null ? predictions : argMaxOf;
    }

    private static List<String> texts(long[] numbers) {
        List<String> texts = new ArrayList<>();
        for (long number : numbers) {
            texts.add(String.valueOf(number));
        }
        return texts;
    }

    /** Back from a label to what ArgMax looks at, the class names that are picked from taken note of; null if unknown. */
    private String ofLabel(String name) throws ModelFormatException {
        String at = name;
        for (OnnxNode node = values.writer(at); node != null; node = values.writer(at)) {
            switch (node.operator()) {
                case "Identity", "Cast", "Reshape", "Squeeze" -> at = node.input(0);
                case "ai.onnx.ml.ArrayFeatureExtractor" -> {
                    OnnxTensor names = values.constant(node.input(0));
                    if (names == null) {
                        return null;
                    }
                    classes = names.texts(budget);
                    at = node.input(1);
                }
                case "ArgMax" -> {
                    return node.input(0);
                }
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    /** From Concat(1 − p, p) to p. */
    private String beforeTwoColumns(String name) throws ModelFormatException {
        OnnxNode concat = values.writer(name);
        while (concat != null && concat.operator().equals("Identity")) {
            concat = values.writer(concat.input(0));
        }
        if (concat == null
                || !concat.operator().equals("Concat")
                || concat.inputs().size() != 2) {
            return name;
        }
        long axis = concat.integer("axis", 0);
        OnnxNode rest = values.writer(concat.input(0));
        String p = concat.input(1);
        if ((axis != 1 && axis != -1)
                || rest == null
                || !rest.operator().equals("Sub")
                || values.scalar(rest.input(0)) != 1
                || !rest.input(1).equals(p)) {
            throw new ModelFormatException(concat + " is supported for (1 − p, p) alone, with axis 1");
        }
        twoColumns = true;
        return p;
    }
}
