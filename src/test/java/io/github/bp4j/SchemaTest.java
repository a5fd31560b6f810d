package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The names of features and classes are compared in one place. */
class SchemaTest {
    private static final String CLASSES_REMEDY =
            "; they must be the same, in the same order: Dataset.of(x, labels, classes) sets them, also those without"
                    + " an example";
    private static final String FEATURES_REMEDY =
            "; they must be the same, in the same order: Dataset.selectFeatures(names) selects them by name";

    @Test
    void aNameThatIsNullOrThereTwiceIsRefusedWithItsPlaces() {
        assertThatThrownBy(() -> Schema.ofClasses(List.of("no", "yes", "no")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class \"no\" is there twice, as number 0 and 2");
        assertThatThrownBy(() -> Schema.ofFeatures(List.of("x", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature \"x\" is there twice, as number 0 and 1");
        assertThatThrownBy(() -> Schema.ofClasses(Arrays.asList("a", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class 1 is null");
        assertThatThrownBy(() -> Schema.ofClasses(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("classes");
    }

    @Test
    void equalNamesAndAbsentNamesPass() {
        Schema named = new Schema(List.of("u", "v"), List.of("no", "yes"));
        for (Schema other : List.of(
                named, Schema.NONE, Schema.ofFeatures(List.of("u", "v")), Schema.ofClasses(List.of("no", "yes")))) {
            assertThatCode(() -> named.requireSame("the data set", other, "the network was trained with"))
                    .doesNotThrowAnyException();
            assertThatCode(() -> other.requireSame("the data set", named, "the network was trained with"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theSameNamesInAnotherOrderAreRefused() {
        Schema network = new Schema(List.of("u", "v"), List.of("no", "yes"));
        assertThatThrownBy(() -> network.requireSame(
                        "the data set", Schema.ofClasses(List.of("yes", "no")), "the network was trained with"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the data set has the classes [yes, no], the network was trained with [no, yes]"
                        + CLASSES_REMEDY);
        assertThatThrownBy(() -> network.requireSame(
                        "the validation set", Schema.ofFeatures(List.of("v", "u")), "the training set"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the validation set has the features [v, u], the training set [u, v]" + FEATURES_REMEDY);
    }

    @Test
    void aRemedyThatWouldNotHelpIsNotGiven() {
        Schema network = new Schema(List.of("u", "v"), List.of("no", "yes"));
        assertThatThrownBy(() -> network.requireSame(
                        "the data set", Schema.ofClasses(List.of("a", "b")), "the network was trained with"))
                .hasMessage("the data set has the classes [a, b], the network was trained with [no, yes]; they must be"
                        + " the same, in the same order");
        assertThatThrownBy(() -> network.requireSame(
                        "the data set", Schema.ofFeatures(List.of("u", "w")), "the network was trained with"))
                .hasMessage("the data set has the features [u, w], the network was trained with [u, v]; they must be"
                        + " the same, in the same order");
    }

    @Test
    void longListsAreCutAndTheFirstDifferenceIsGiven() {
        List<String> pixels = IntStream.range(0, 784).mapToObj(i -> "p" + i).toList();
        List<String> swapped = new ArrayList<>(pixels);
        swapped.set(300, "p301");
        swapped.set(301, "p300");
        String shown = "[" + String.join(", ", pixels.subList(0, 20)) + ", …]";
        assertThatThrownBy(() -> Schema.ofFeatures(pixels)
                        .requireSame("the data set", Schema.ofFeatures(swapped), "the Scaler was fitted on"))
                .hasMessage("the data set has the features " + shown + ", the Scaler was fitted on " + shown
                        + " (number 300 is p301 and p300)" + FEATURES_REMEDY);
        assertThatThrownBy(() -> Schema.ofFeatures(pixels)
                        .requireSame(
                                "the data set", Schema.ofFeatures(pixels.subList(0, 100)), "the Scaler was fitted on"))
                .hasMessage("the data set has the features " + shown + ", the Scaler was fitted on " + shown
                        + " (100 and 784 names); they must be the same, in the same order");
    }

    @Test
    void otherNamesForTheClassesArePossibleButNoneMayMove() {
        Schema network = Schema.ofClasses(List.of("0", "1", "2"));
        assertThatCode(() -> network.requireInPlace("the model", List.of("zero", "1", "two"), "the network has"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> network.requireInPlace("the model", List.of("1", "0", "2"), "the network has"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model has the classes [1, 0, 2], the network has [0, 1, 2]; they must be the same, in"
                        + " the same order");
    }

    @Test
    void whatHasNoNamesTakesThoseOfTheOther() {
        Schema features = Schema.ofFeatures(List.of("u"));
        Schema classes = Schema.ofClasses(List.of("a", "b"));
        assertThat(features.or(classes)).isEqualTo(new Schema(List.of("u"), List.of("a", "b")));
        assertThat(classes.or(Schema.ofClasses(List.of("c", "d")))).isEqualTo(classes);
        assertThat(Schema.NONE.or(features)).isEqualTo(features);
    }

    @Test
    void aNetworkTakesNamesForItsInputsAndOutputs() {
        Network one = Network.builder()
                .inputs(2)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .build();
        assertThat(one.schema()).isEqualTo(Schema.NONE);
        Schema names = new Schema(List.of("u", "v"), List.of("no", "yes"));
        one.schema(names);
        assertThat(one.schema()).isEqualTo(names);
        assertThat(one.predictor().schema()).isEqualTo(names);
        assertThatThrownBy(() -> one.schema(Schema.ofFeatures(List.of("u"))))
                .isInstanceOf(ShapeException.class)
                .hasMessage("schema: names of 1 features; the network has 2 inputs");
        assertThatThrownBy(() -> one.schema(Schema.ofClasses(List.of("a", "b", "c"))))
                .isInstanceOf(ShapeException.class)
                .hasMessage("schema: names of 3 classes; 1 output serves 2");
        assertThatThrownBy(() -> one.schema(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("schema");
        assertThat(one.schema()).isEqualTo(names);
    }
}
