package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.training.CrossValidation;
import io.github.bp4j.training.Fold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A class that a split leaves without an example to train on is kept where that is possible, or else reported. */
class LostClassesTest {
    private final Logger logger = Logger.getLogger("io.github.bp4j");
    private final List<String> warnings = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            assertThat(entry.getLevel()).isEqualTo(Level.WARNING);
            warnings.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private static Dataset of(String labels) {
        String[] each = labels.split("");
        return Dataset.of(
                IntStream.range(0, each.length).mapToObj(e -> new double[] {e}).toArray(double[][]::new), each);
    }

    // ---------------------------------------------------------------- stratified splits

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void ofRareClassesOneExampleStaysToTrainOn(long seed) {
        Dataset.Split split = of("aaaaaabcde").stratifiedSplit(0.5, seed);
        assertThat(split.train().classCounts()).containsExactly(1, 1, 1, 1, 1);
        assertThat(split.test().classCounts()).containsExactly(5, 0, 0, 0, 0);
        assertThat(warnings).isEmpty();
    }

    @Test
    void ofTwoExamplesOneStaysToTrainOnHoweverLargeTheTest() {
        Dataset.Split split = of("aaaaaaaabb").stratifiedSplit(0.8, 1);
        assertThat(split.train().classCounts()).containsExactly(1, 1);
        assertThat(split.test().classCounts()).containsExactly(7, 1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aSplitIntoThreeKeepsOneToTrainOnToo() {
        Dataset.ThreeWaySplit split = of("aaaaaaaabb").stratifiedSplit(0.4, 0.4, 1);
        assertThat(split.train().classCounts()).containsExactly(1, 1);
        assertThat(split.train().size()
                        + split.validation().size()
                        + split.test().size())
                .isEqualTo(10);
        assertThat(warnings).isEmpty();
    }

    @Test
    void theSparedExampleComesFromTheClassFurthestBelowItsShare() {
        // shares of the test: 4.2, 2.1, 0.7; rounded 4, 2, 1, of which c gives its only one back
        Dataset.Split split = of("aaaaaabbbc").stratifiedSplit(0.7, 1);
        assertThat(split.test().classCounts()).containsExactly(5, 2, 0);
    }

    @Test
    void whereThereAreTooFewToTrainOnTheClassesAreNamed() {
        Dataset.Split split = of("abcd").stratifiedSplit(0.5, 1);
        assertThat(split.train().size()).isEqualTo(2);
        assertThat(warnings)
                .containsExactly("stratifiedSplit: there is no example to train on of the classes "
                        + String.join(", ", split.train().missingClasses())
                        + "; there are more classes than examples to train on");
        assertThat(split.train().missingClasses()).hasSize(2);
        assertThat(split.train().classes()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void anExampleOfWeight0DoesNotCount() {
        double[] weights = {1, 1, 1, 1, 1, 1, 0, 0, 0, 1};
        for (long seed = 0; seed < 20; seed++) {
            Dataset data = of("aaaaaabbbb").withWeights(weights);
            Dataset.Split split = data.stratifiedSplit(0.5, seed);
            assertThat(split.train().missingClasses()).isEmpty();
            assertThat(split.test().size()).isEqualTo(4);
        }
        assertThat(warnings).isEmpty();
        assertThat(of("aab").withWeights(1, 1, 0).missingClasses()).containsExactly("b");
    }

    @Test
    void aTableKeepsARowOfEachValueToo() {
        String[][] rows = Arrays.stream("aaaaaabcde".split(""))
                .map(y -> new String[] {"1", y})
                .toArray(String[][]::new);
        Table.Split split = Table.of(List.of("x", "y"), rows).stratifiedSplit(0.5, "y", 3);
        assertThat(split.train().column("y")).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        assertThat(warnings).isEmpty();
        Table.of(List.of("x", "y"), new String[] {"1", "a"}, new String[] {"1", "b"})
                .stratifiedSplit(0.5, "y", 3);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .matches("stratifiedSplit: there is no example to train on of class [ab]; there are more classes than"
                        + " rows to train on");
    }

    // ---------------------------------------------------------------- plain splits

    @Test
    void aPlainSplitThatLosesClassesNamesThem() {
        Dataset data = of("aaaaaabcde");
        Dataset.Split split = data.split(0.5, 1);
        List<String> lost = split.train().missingClasses();
        assertThat(lost).isNotEmpty();
        assertThat(split.train().classes()).isEqualTo(data.classes());
        assertThat(warnings)
                .containsExactly("split: there is no example to train on of "
                        + (lost.size() == 1 ? "class " : "the classes ") + String.join(", ", lost)
                        + "; stratifiedSplit(…) keeps one of each class where that is possible");
        data.split(0.2, 0.5, 1);
        assertThat(warnings).hasSize(2);
    }

    @Test
    void aClassThatHadNoExampleBeforeIsNotLost() {
        Dataset data = Dataset.of(new double[4][1], new String[] {"a", "b", "a", "b"}, List.of("a", "b", "c"));
        data.stratifiedSplit(0.5, 1);
        assertThat(warnings).isEmpty();
        Dataset.of(new double[4][1], new double[4]).split(0.5, 1);
        assertThat(warnings).isEmpty();
    }

    // ---------------------------------------------------------------- folds

    @Test
    void aClassOfOneExampleIsReportedByFolds() {
        List<Fold> folds = CrossValidation.stratifiedKFold(2, 1).folds(of("aab"));
        assertThat(folds).hasSize(2);
        assertThat(warnings)
                .containsExactly(
                        "stratifiedKFold: there is a fold with no example to train on of class b; a class needs at"
                                + " least 2 examples");
    }

    @Test
    void foldsThatAreNotStratifiedNameTheirLostClasses() {
        for (long seed = 0; warnings.isEmpty(); seed++) {
            CrossValidation.kFold(2, seed).folds(of("aaaabb"));
        }
        assertThat(warnings)
                .containsExactly(
                        "kFold: there is a fold with no example to train on of class b; stratifiedKFold(…) spreads"
                                + " the examples of a class over the folds");
    }

    @Test
    void foldsOfTwoExamplesOfEachClassLoseNone() {
        for (long seed = 0; seed < 20; seed++) {
            CrossValidation.stratifiedKFold(2, seed).folds(of("aabbbcc"));
            CrossValidation.stratifiedKFold(2, seed).folds(of("aabbbb").withWeights(1, 1, 1, 1, 0, 0));
        }
        assertThat(warnings).isEmpty();
    }
}
