package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.Scaler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With scikit-learn's defaults the classifier and the regressor are as good as scikit-learn's, over the same folds of five data
 * sets; src/test/python/comparison.py made its scores. Every run has a seed of its own, as those that begin with the same weights share their
 * luck; what counts is the difference fold by fold, of the means over ten seeds.
 */
@Tag("slow")
class ScikitLearnTest {
    private static final int SEEDS = 10;
    private static final int FOLDS = 5;

    /** In standard errors of the mean difference: so far below is chance, further is not. */
    private static final double CHANCE = 2;

    @ParameterizedTest
    @CsvSource({
        "iris, standard",
        "iris, none",
        "wine, standard",
        "wine, none",
        "breast_cancer, standard",
        "breast_cancer, none",
        "digits, standard",
        "digits, none",
        "diabetes, standard",
        "diabetes, none"
    })
    void theMeanScoreIsNotBelowScikitLearns(String set, String scaling) {
        Dataset data = data(set);
        int[] folds = lines(set + ".folds").stream().mapToInt(Integer::parseInt).toArray();
        double[] theirs = scores(set, scaling);
        double[] difference = new double[FOLDS]; // of the means over the seeds
        double[] ours = IntStream.range(0, SEEDS * FOLDS)
                .parallel()
                .mapToDouble(k -> score(data, folds, k % FOLDS, k, scaling))
                .toArray();
        for (int k = 0; k < ours.length; k++) {
            difference[k % FOLDS] += (ours[k] - theirs[k]) / SEEDS;
        }
        double mean = Arrays.stream(difference).average().orElseThrow();
        double squares =
                Arrays.stream(difference).map(d -> (d - mean) * (d - mean)).sum();
        double standardError = Math.sqrt(squares / (FOLDS - 1) / FOLDS);

        System.out.printf(
                "%s, %s: scikit-learn %.4f, bp4j better by %.4f, standard error %.4f%n",
                set, scaling, Arrays.stream(theirs).average().orElseThrow(), mean, standardError);
        assertThat(mean).isGreaterThanOrEqualTo(-CHANCE * standardError);
    }

    private static double score(Dataset data, int[] folds, int fold, int seed, String scaling) {
        Dataset train = data.subset(
                IntStream.range(0, data.size()).filter(e -> folds[e] != fold).toArray());
        Dataset test = data.subset(
                IntStream.range(0, data.size()).filter(e -> folds[e] == fold).toArray());
        if (scaling.equals("standard")) {
            Scaler scaler = Scaler.standardize(train);
            train = scaler.apply(train);
            test = scaler.apply(test);
        }
        return data.isClassification()
                ? new MLPClassifier().seed(seed).threads(1).fit(train).score(test)
                : new MLPRegressor().seed(seed).threads(1).fit(train).score(test);
    }

    private static Dataset data(String set) {
        return switch (set) {
            case "iris" -> Datasets.iris();
            case "digits" -> Datasets.digits();
            default -> read(set);
        };
    }

    private static Dataset read(String set) {
        List<String[]> rows = lines(set + ".csv").stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
        double[][] examples = rows.stream()
                .map(row -> Arrays.stream(row, 0, row.length - 1)
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        String[] targets = rows.stream().map(row -> row[row.length - 1]).toArray(String[]::new);
        return set.equals("diabetes")
                ? Dataset.of(
                        examples,
                        Arrays.stream(targets).mapToDouble(Double::parseDouble).toArray())
                : Dataset.of(examples, targets);
    }

    /** By seed, then by fold. */
    private static double[] scores(String set, String scaling) {
        double[] scores = new double[SEEDS * FOLDS];
        Arrays.fill(scores, Double.NaN);
        for (String line : lines("scores.csv")) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals(set) && cells[1].equals(scaling)) {
                scores[Integer.parseInt(cells[2]) * FOLDS + Integer.parseInt(cells[3])] = Double.parseDouble(cells[4]);
            }
        }
        assertThat(scores).doesNotContain(Double.NaN);
        return scores;
    }

    private static List<String> lines(String file) {
        try (InputStream in = ScikitLearnTest.class.getResourceAsStream("/comparison/" + file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
