package io.github.bp4j.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The small data sets that come with the library. Each call reads them anew. */
public final class Datasets {
    private Datasets() {}

    /**
     * Iris: 150 flowers, 50 of each of the three classes setosa, versicolor and virginica; the length and width of
     * sepal and petal in centimetres. One class is linearly separable from the others.
     *
     * <p>Source: R. A. Fisher, <em>The use of multiple measurements in taxonomic problems</em>, Annals of Eugenics 7
     * (1936), 179–188, the values as printed there. UCI Machine Learning Repository, doi:10.24432/C56C76, licence CC BY
     * 4.0; the repository's own file differs in two flowers.
     */
    public static Dataset iris() {
        return read("iris.csv");
    }

    /**
     * Handwritten digits: 1,797 images of 8 × 8 pixels, row by row, each the number of inked points (0 to 16) in a block
     * of 4 × 4; ten classes, "0" to "9". The digits are of 13 people.
     *
     * <p>Source: E. Alpaydin and C. Kaynak, <em>Optical Recognition of Handwritten Digits</em> (1998), the part for
     * tests; UCI Machine Learning Repository, doi:10.24432/C50P49, licence CC BY 4.0.
     */
    public static Dataset digits() {
        return read("digits.csv.gz");
    }

    /** Reads a header with the names of the features, then an example a line, its class last. */
    private static Dataset read(String resource) {
        try (InputStream raw = Datasets.class.getResourceAsStream(resource);
                InputStream in = resource.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> header = List.of(reader.readLine().split(","));
            int inputs = header.size() - 1;
            List<double[]> examples = new ArrayList<>();
            List<String> labels = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(",");
                examples.add(Arrays.stream(cells, 0, inputs)
                        .mapToDouble(Double::parseDouble)
                        .toArray());
                labels.add(cells[inputs]);
            }
            return Dataset.of(examples.toArray(double[][]::new), labels.toArray(String[]::new))
                    .withFeatures(header.subList(0, inputs));
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }
}
