package io.github.bp4j.model;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.bp4j.Matrix;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** ONNX Runtime, on one thread: what a file means. */
final class Reference {
    private Reference() {}

    /** The output of this name for the examples in the columns of X, as columns; the file's input is the first it has. */
    static Matrix run(Path file, String output, Matrix X) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(file.toString(), options)) {
                String input = session.getInputNames().iterator().next();
                TensorInfo info = (TensorInfo) session.getInputInfo().get(input).getInfo();
                long[] shape = info.getShape();
                shape[0] = X.columns();
                double[] rows = X.transpose().toArray();
                try (OnnxTensor tensor = info.type == ai.onnxruntime.OnnxJavaType.DOUBLE
                                ? OnnxTensor.createTensor(environment, DoubleBuffer.wrap(rows), shape)
                                : OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats(rows)), shape);
                        OrtSession.Result result = session.run(Map.of(input, tensor))) {
                    OnnxValue value = result.get(output).orElseThrow();
                    return Matrix.ofRows(rows(value)).transpose();
                }
            }
        }
    }

    private static double[][] rows(OnnxValue value) throws OrtException {
        if (value.getValue() instanceof double[][] doubles) {
            return doubles;
        }
        if (value instanceof OnnxSequence sequence) { // of ZipMap: a map from class to probability for each example
            double[][] rows = new double[sequence.getValue().size()][];
            for (int i = 0; i < rows.length; i++) {
                Map<?, ?> map = ((OnnxMap) sequence.getValue().get(i)).getValue();
                rows[i] = new TreeMap<>(map)
                        .values().stream()
                                .mapToDouble(p -> ((Number) p).doubleValue())
                                .toArray();
            }
            return rows;
        }
        float[][] floats = (float[][]) value.getValue();
        double[][] rows = new double[floats.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[floats[i].length];
            for (int k = 0; k < rows[i].length; k++) {
                rows[i][k] = floats[i][k];
            }
        }
        return rows;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
