package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {
    private static final double[][] EXAMPLES = {{1, 2}, {3, 4}, {5, 6}};

    // ---------------------------------------------------------------- labels and classes

    @Test
    void anyIntsAreLabelsAndTheirClassesAreInNumericOrder() {
        Dataset signs = Dataset.of(EXAMPLES, new int[] {1, -1, 1});
        assertThat(signs.classes()).containsExactly("-1", "1");
        assertThat(IntStream.range(0, 3).map(signs::label)).containsExactly(1, 0, 1);

        Dataset tens = Dataset.of(EXAMPLES, new int[] {10, 9, -20});
        assertThat(tens.classes()).containsExactly("-20", "9", "10");
        assertThat(IntStream.range(0, 3).map(tens::label)).containsExactly(2, 1, 0);
    }

    @Test
    void namesAreLabelsAndTheirClassesAreInStringOrder() {
        Dataset data = Dataset.of(EXAMPLES, new String[] {"pear", "Fig", "apple"});
        assertThat(data.classes()).containsExactly("Fig", "apple", "pear");
        assertThat(IntStream.range(0, 3).map(data::label)).containsExactly(2, 0, 1);
        assertThat(data.isClassification()).isTrue();
    }

    @Test
    void givenClassesKeepTheirOrderAndMayHaveNoExample() {
        List<String> classes = List.of("8", "7", "6");
        Dataset ints = Dataset.of(EXAMPLES, new int[] {7, 7, 8}, classes);
        assertThat(ints.classes()).isEqualTo(classes);
        assertThat(ints.classCounts()).containsExactly(1, 2, 0);
        assertThat(ints.Y()).isEqualTo(Matrix.of(3, 3, 0, 0, 1, 1, 1, 0, 0, 0, 0));

        Dataset names = Dataset.of(EXAMPLES, new String[] {"7", "7", "8"}, classes);
        assertThat(names.Y()).isEqualTo(ints.Y());
    }

    @Test
    void aLabelOutsideTheGivenClassesIsRefused() {
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new int[] {0, 1, 2}, List.of("0", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the label of example 2 is \"2\"; the classes are [0, 1]");
    }

    @Test
    void aLabelBelongsToTheClassThatIsTheSameNumber() {
        Dataset data = Dataset.of(EXAMPLES, new int[] {1, -1, 1}, List.of("-1", "+1"));
        assertThat(data.classCounts()).containsExactly(1, 2);
        Dataset named = Dataset.of(EXAMPLES, new String[] {"3.0", "4", "3"}, List.of("4", "3"));
        assertThat(named.classCounts()).containsExactly(1, 2);
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new int[] {7, 7, 7}, List.of("007", "8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the label of example 0 is \"7\"; the classes are [007, 8]");
    }

    @Test
    void aClassThatIsNullOrThereTwiceIsRefused() {
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new int[3], List.of("0", "1", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class \"0\" is there twice, as number 0 and 2");
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new int[3], Arrays.asList("0", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class 1 is null");
    }

    @Test
    void aNullLabelIsRefused() {
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new String[] {"a", "b", null}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the label of example 2 is null");
    }

    // ---------------------------------------------------------------- X and Y

    @Test
    void oneColumnOfXAndYIsOneExample() {
        Dataset data = Dataset.of(EXAMPLES, new int[] {4, 2, 4});
        assertThat(data.X()).isEqualTo(Matrix.of(2, 3, 1, 3, 5, 2, 4, 6));
        assertThat(data.Y()).isEqualTo(Matrix.of(2, 3, 0, 1, 0, 1, 0, 1));
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.inputs()).isEqualTo(2);
        assertThat(data.outputs()).isEqualTo(2);
    }

    @Test
    void numericTargetsBecomeTheColumnsOfY() {
        Dataset one = Dataset.of(EXAMPLES, new double[] {7, 8, 9});
        assertThat(one.Y()).isEqualTo(Matrix.of(1, 3, 7, 8, 9));
        assertThat(one.outputs()).isEqualTo(1);
        assertThat(one.classes()).isEmpty();
        assertThat(one.isClassification()).isFalse();

        Dataset two = Dataset.of(EXAMPLES, new double[][] {{7, -7}, {8, -8}, {9, -9}});
        assertThat(two.Y()).isEqualTo(Matrix.of(2, 3, 7, 8, 9, -7, -8, -9));
        assertThat(two.outputs()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 16, 19})
    void columnsOfXAreTheExamplesForAnySize(int size) {
        double[][] examples = new double[size][3];
        for (int e = 0; e < size; e++) {
            Arrays.setAll(examples[e], i -> 10 * i);
            examples[e][1] += e;
        }
        Dataset data = Dataset.of(examples, new double[size]);
        assertThat(data.X()).isEqualTo(Matrix.ofRows(examples).transpose());
        assertThat(data.example(size - 1)).containsExactly(0, 9 + size, 20);
    }

    @Test
    void whatGoesInAndComesOutIsCopied() {
        double[][] examples = {{1, 2}, {3, 4}};
        double[][] targets = {{5}, {6}};
        Dataset data = Dataset.of(examples, targets);
        examples[0][0] = 99;
        targets[0][0] = 99;
        data.X().set(0, 0, 99);
        data.Y().set(0, 0, 99);
        data.example(0)[0] = 99;
        assertThat(data.X()).isEqualTo(Matrix.of(2, 2, 1, 3, 2, 4));
        assertThat(data.Y()).isEqualTo(Matrix.of(1, 2, 5, 6));

        int[] labels = {0, 1};
        Dataset classes = Dataset.of(examples, labels);
        labels[0] = 1;
        classes.classCounts()[0] = 99;
        assertThat(classes.classCounts()).containsExactly(1, 1);
        assertThatThrownBy(() -> classes.classes().set(0, "x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void oneHotSetsTheRowOfTheIndex() {
        assertThat(Dataset.oneHot(new int[] {2, 0}, 3)).isEqualTo(Matrix.of(3, 2, 0, 1, 0, 0, 1, 0));
        assertThatThrownBy(() -> Dataset.oneHot(new int[] {0, 3}, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("index 1 is 3; 3 classes reach from 0 to 2");
        assertThatThrownBy(() -> Dataset.oneHot(new int[] {-1}, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("index 0 is -1; 3 classes reach from 0 to 2");
    }

    // ---------------------------------------------------------------- what is refused

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aValueThatIsNotFiniteIsRefusedWithItsPlace(double value) {
        double[][] examples = {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {1, 2, value}};
        assertThatThrownBy(() -> Dataset.of(examples, new int[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 3, feature 2 is " + value + "; every value must be finite");
        assertThatThrownBy(() -> Dataset.of(new double[2][1], new double[] {0, value}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 1, target 0 is " + value + "; every value must be finite");
        assertThatThrownBy(() -> Dataset.of(new double[2][1], new double[][] {{0, value}, {0, 0}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 0, target 1 is " + value + "; every value must be finite");
    }

    @Test
    void raggedRowsAreRefused() {
        assertThatThrownBy(() -> Dataset.of(new double[][] {{1, 2}, {1, 2}, {1}}, new int[3]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("example 2 has 1 feature; example 0 has 2");
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new double[][] {{1}, {1, 2}, {1}}))
                .isInstanceOf(ShapeException.class)
                .hasMessage("example 1 has 2 targets; example 0 has 1");
    }

    @Test
    void nullAndEmptyRowsAreRefused() {
        assertThatThrownBy(() -> Dataset.of(new double[][] {{1, 2}, null}, new int[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the features of example 1 are null");
        assertThatThrownBy(() -> Dataset.of(new double[][] {null, {1, 2}}, new int[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the features of example 0 are null");
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new double[][] {{1}, {1}, null}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the targets of example 2 are null");
        assertThatThrownBy(() -> Dataset.of(new double[2][0], new int[2]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("example 0 has no features; at least 1 is needed");
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new double[3][0]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("example 0 has no targets; at least 1 is needed");
    }

    @Test
    void noExamplesAreRefused() {
        assertThatThrownBy(() -> Dataset.of(new double[0][], new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no examples; at least 1 is needed");
        assertThatThrownBy(() -> Dataset.of(new double[0][], new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no examples; at least 1 is needed");
    }

    @Test
    void anotherNumberOfLabelsOrTargetsIsRefused() {
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new int[2]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("3 examples, but labels for 2");
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new String[] {"a"}))
                .isInstanceOf(ShapeException.class)
                .hasMessage("3 examples, but labels for 1");
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new double[4]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("3 examples, but targets for 4");
        assertThatThrownBy(() -> Dataset.of(EXAMPLES, new double[2][1]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("3 examples, but targets for 2");
    }

    @Test
    void moreValuesThanAnArrayHoldsAreRefused() {
        double[][] examples = new double[50_000][];
        Arrays.fill(examples, new double[50_000]);
        assertThatThrownBy(() -> Dataset.of(examples, new int[50_000]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("50000 examples of 50000 features are 2,500,000,000 values;"
                        + " a Dataset holds at most 2,147,483,639");
    }

    @Test
    void anExampleThatIsNotThereIsRefused() {
        Dataset data = Dataset.of(EXAMPLES, new int[3]);
        assertThatThrownBy(() -> data.example(3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("example 3 of 3; they are 0 to 2");
        assertThatThrownBy(() -> data.label(-1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("example -1 of 3; they are 0 to 2");
    }

    @Test
    void numericTargetsHaveNoLabels() {
        Dataset data = Dataset.of(EXAMPLES, new double[3]);
        assertThatThrownBy(() -> data.label(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("label: the examples have numeric targets, no classes");
        assertThatThrownBy(data::classCounts)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("classCounts: the examples have numeric targets, no classes");
    }

    // ---------------------------------------------------------------- names of features, and text

    @Test
    void featuresHaveNamesWhenGiven() {
        Dataset data = Dataset.of(EXAMPLES, new int[3]);
        assertThat(data.features()).isEmpty();
        assertThat(data.withFeatures(List.of("width", "height")).features()).containsExactly("width", "height");
        assertThatThrownBy(() -> data.withFeatures(List.of("width")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("1 name for 2 features; one for each is needed");
    }

    @Test
    void featuresAreSelectedByName() {
        Dataset data = Dataset.of(new double[][] {{1, 2, 3}, {4, 5, 6}}, new String[] {"no", "yes"})
                .withFeatures(List.of("a", "b", "c"))
                .withWeights(1, 2);
        Dataset selected = data.selectFeatures(List.of("c", "a"));
        assertThat(selected.X()).isEqualTo(Matrix.of(2, 2, 3, 6, 1, 4));
        assertThat(selected.schema()).isEqualTo(new Schema(List.of("c", "a"), List.of("no", "yes")));
        assertThat(selected.Y()).isEqualTo(data.Y());
        assertThat(selected.weight(1)).isEqualTo(2);
    }

    @Test
    void featuresThatCannotBeSelectedAreRefused() {
        Dataset nameless = Dataset.of(EXAMPLES, new int[3]);
        assertThatThrownBy(() -> nameless.selectFeatures(List.of("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("selectFeatures: the features have no names; withFeatures(names) gives them");
        Dataset data = nameless.withFeatures(List.of("a", "b"));
        assertThatThrownBy(() -> data.selectFeatures(List.of("a", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no feature \"x\"; the features are [a, b]");
        assertThatThrownBy(() -> data.selectFeatures(List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature \"a\" is there twice, as number 0 and 1");
        assertThatThrownBy(() -> data.selectFeatures(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("selectFeatures: no names; at least 1 is needed");
        assertThatThrownBy(() -> nameless.withFeatures(List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature \"a\" is there twice, as number 0 and 1");
    }

    @Test
    void textTellsExamplesInputsAndClassesOrTargets() {
        assertThat(Dataset.of(EXAMPLES, new String[] {"b", "a", "b"}))
                .hasToString("Dataset of 3 examples, 2 inputs, 2 classes (a 1, b 2)");
        assertThat(Dataset.of(new double[][] {{1}}, new int[1]))
                .hasToString("Dataset of 1 example, 1 input, 1 class (0 1)");
        assertThat(Dataset.of(EXAMPLES, new double[3])).hasToString("Dataset of 3 examples, 2 inputs, 1 target");
        assertThat(Dataset.of(EXAMPLES, new double[3][2])).hasToString("Dataset of 3 examples, 2 inputs, 2 targets");
        assertThat(Dataset.of(new double[12][1], IntStream.range(0, 12).toArray()))
                .hasToString("Dataset of 12 examples, 1 input, 12 classes"
                        + " (0 1, 1 1, 2 1, 3 1, 4 1, 5 1, 6 1, 7 1, 8 1, 9 1, …)");
    }
}
