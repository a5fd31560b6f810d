package io.github.bp4j.model;

import static io.github.bp4j.model.Words.quoted;

import io.github.bp4j.Matrix;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.data.NpzFile;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The arrays of an archive, taken one after the other; each has the shape that it should have, and finite numbers. */
final class NpzArrays {
    private final Map<String, NdArray> arrays;
    private final Set<String> others;
    private final Set<String> taken = new HashSet<>();

    NpzArrays(NpzFile file) {
        arrays = file.arrays();
        others = new HashSet<>(file.others().keySet());
        others.remove(NpzModel.ENTRY);
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** Refuses an array that is not there, or of another shape, or holds what is no finite number. */
    void require(String name, int... shape) throws ModelFormatException {
        if (!has(name)) {
            throw damaged(name, "is not there");
        }
        NdArray array = arrays.get(name);
        if (!Arrays.equals(array.shape(), shape)) {
            throw damaged(name, "is " + shape(array.shape()) + "; it should be " + shape(shape));
        }
        requireNumbers(name);
    }

    private void requireNumbers(String name) throws ModelFormatException {
        if (!has(name)) {
            throw damaged(name, "is not there");
        }
        if (arrays.get(name).isText()) {
            throw damaged(name, "holds texts; it should hold numbers");
        }
        double[] values = arrays.get(name).toArray();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw damaged(name, "holds " + values[i] + " at index " + i);
            }
            if (values[i] < 0 && name.startsWith("runningVariance")) {
                throw damaged(name, "holds " + values[i] + " at index " + i + "; a variance is at least 0");
            }
        }
        taken.add(name);
    }

    /** The numbers of an array of one dimension. */
    double[] vector(String name) throws ModelFormatException {
        requireNumbers(name);
        NdArray array = arrays.get(name);
        if (array.shape().length != 1) {
            throw damaged(name, "is " + shape(array.shape()) + "; it should have one dimension");
        }
        return array.toArray();
    }

    /** Writes the array to a matrix of its shape. */
    void copy(String name, Matrix matrix) {
        matrix.set(arrays.get(name).toMatrix());
    }

    /** Refuses what nobody asked for: it means something that would be lost. */
    void requireAllTaken() throws ModelFormatException {
        for (String name : arrays.keySet()) {
            if (!taken.contains(name)) {
                throw damaged(name, "means nothing here");
            }
        }
        for (String name : others) {
            throw new ModelFormatException("entry " + quoted(name) + " means nothing here");
        }
    }

    private static ModelFormatException damaged(String name, String what) {
        return new ModelFormatException("entry " + quoted(name + ".npy") + " " + what);
    }

    /** "(10, 784)", as NumPy has it. */
    private static String shape(int[] sizes) {
        return Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
