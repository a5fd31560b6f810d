package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.data.TableEncoder.Column;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableEncoderTest {
    private static final Table TRAIN = table("""
        id,age,town,kind
        1,30,Oslo,b
        2,NA,Bergen,a
        3,50, ?,b
        4,40,Oslo,b
        """);

    private static TableEncoderBuilder forgiving() {
        return TableEncoder.builder()
                .label("kind")
                .drop("id")
                .categorical("town")
                .missing(Missing.MEAN, "age")
                .missing(Missing.MOST_FREQUENT, "town");
    }

    // ---------------------------------------------------------------- what is learnt

    @Test
    void numbersStayAndCategoriesBecomeOneHotInSortedOrder() {
        TableEncoder encoder = forgiving().fit(TRAIN);
        Dataset data = encoder.apply(TRAIN);
        assertThat(data.features()).containsExactly("age", "town=Bergen", "town=Oslo");
        assertThat(data.X()).isEqualTo(Matrix.of(3, 4, 30, 40, 50, 40, 0, 1, 0, 0, 1, 0, 1, 1));
        assertThat(data.classes()).containsExactly("a", "b");
        assertThat(data.Y()).isEqualTo(Matrix.of(2, 4, 0, 1, 0, 0, 1, 0, 1, 1));
        assertThat(encoder).hasToString("TableEncoder of 2 columns → 3 inputs, 2 classes");
    }

    @Test
    void anotherTableIsEncodedByWhatTheTrainingTableTaught() {
        TableEncoder encoder = forgiving().standardize().fit(TRAIN);
        // Mean 40 and σ = √(200/4) with the filled value; the columns in another order, and one more.
        Dataset test = encoder.apply(table("kind,town,more,age\nb,NA,x,NA\na,Bergen,,100\n"));
        assertThat(test.example(0)).containsExactly(0, 0, 1);
        assertThat(test.example(1)).containsExactly(60 / Math.sqrt(50), 1, 0);
        assertThat(test.classes()).containsExactly("a", "b");
        assertThat(test.classCounts()).containsExactly(1, 1);
        assertThat(encoder.encode("NA", "?")).containsExactly(0, 0, 1);
    }

    static Stream<Arguments> fills() {
        return Stream.of(
                arguments(Missing.MEAN, "1,2,4,9", 4.0),
                arguments(Missing.MEDIAN, "9,1,2,4", 3.0),
                arguments(Missing.MEDIAN, "9,1,4", 4.0),
                arguments(Missing.MEDIAN, "1.7e308,1.7e308", 1.7e308),
                arguments(Missing.MEAN, "1.7e308,1.7e308", 1.7e308),
                arguments(Missing.MOST_FREQUENT, "1,3,3.0,2", 3.0),
                arguments(Missing.MOST_FREQUENT, "10,9,10,9,1", 9.0),
                arguments(Missing.constant("-1"), "1,2", -1.0));
    }

    @ParameterizedTest
    @MethodSource("fills")
    void aMissingNumberIsFilled(Missing how, String values, double expected) {
        Table train = table("x,y\n" + values.replace(",", ",0\n") + ",0\n?,0\n");
        TableEncoder encoder =
                TableEncoder.builder().target("y").missing(how, "x").fit(train);
        assertThat(encoder.encode("")).containsExactly(expected);
        assertThat(encoder.apply(train).example(train.size() - 1)).containsExactly(expected);
    }

    @Test
    void aMissingCategoryIsTheMostFrequentOrOneOfItsOwn() {
        Table train = table("x,y\nb,0\na,0\nNA,0\na,0\nb,0\n");
        TableEncoder frequent = TableEncoder.builder()
                .target("y")
                .categorical("x")
                .missing(Missing.MOST_FREQUENT)
                .fit(train);
        assertThat(frequent.columns()).containsExactly(new Column("x", List.of("a", "b"), Missing.constant("a")));
        TableEncoder own = TableEncoder.builder()
                .target("y")
                .categorical("x")
                .missing(Missing.constant("none"))
                .fit(train);
        assertThat(own.features()).containsExactly("x=a", "x=b", "x=none");
        assertThat(own.encode((String) null)).containsExactly(0, 0, 1);
    }

    @Test
    void rowsAreDroppedBeforeAnythingIsLearnt() {
        Table train = table("x,c,y\n1,a,0\n?,b,1\n3,NA,2\n9,c,?\n5,a,3\n");
        TableEncoder encoder = TableEncoder.builder()
                .target("y")
                .categorical("c")
                .missing(Missing.DROP_ROW)
                .minMax()
                .fit(train);
        assertThat(encoder.features()).containsExactly("x", "c=a");
        Dataset data = encoder.apply(train);
        assertThat(data.X()).isEqualTo(Matrix.of(2, 2, 0, 1, 1, 1));
        assertThat(data.Y()).isEqualTo(Matrix.of(1, 2, 0, 3));
        assertThatThrownBy(() -> encoder.apply(train.subset(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("every row has a missing value and is dropped");
        assertThatThrownBy(() -> encoder.encode("?", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"x\": the value is missing (\"?\")");
    }

    @Test
    void integersAreClassesInNumericOrder() {
        assertThat(classesOf("10,9,-1,9")).containsExactly("-1", "9", "10");
        assertThat(classesOf("10,9,x")).containsExactly("10", "9", "x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+1,-1 | -1,+1",
                "+1,-1,+10,+9 | -1,+1,+9,+10",
                "1,\u22121 | \u22121,1",
                "10000000000,9999999999 | 9999999999,10000000000",
                "9007199254740993,9007199254740992 | 9007199254740992,9007199254740993",
                "100000000000000000000,99999999999999999999 | 99999999999999999999,100000000000000000000",
                "10.5,9.5,1e1 | 9.5,1e1,10.5",
                "1e300,2e3,-5 | -5,2e3,1e300",
                "010,9,007 | 007,9,010",
                "1.0,1,0.5 | 0.5,1,1.0",
                "1e400,9 | 1e400,9",
                "\u0661\u0660,9 | 9,\u0661\u0660"
            })
    void numbersAreClassesInNumericOrder(String labels, String classes) {
        assertThat(classesOf(labels)).containsExactly(classes.split(","));
    }

    @Test
    void aCategoryIsFoundByTheNumberThatItWrites() {
        Table train = table("size,grade,y\n3,+1,1\n10000000,-1,2\n0.0001,+1,3\n");
        TableEncoder encoder =
                TableEncoder.builder().categorical("size", "grade").target("y").fit(train);
        double[] three = encoder.encode("3", "+1");
        assertThat(encoder.encode(Map.of("size", 3, "grade", 1))).isEqualTo(three);
        assertThat(encoder.encode(Map.of("size", 3.0, "grade", 1.0f))).isEqualTo(three);
        assertThat(encoder.encode("3.0", "1")).isEqualTo(three);
        assertThat(encoder.encode(Map.of("size", 1e7, "grade", -1L))).isEqualTo(encoder.encode("10000000", "-1"));
        assertThat(encoder.encode(Map.of("size", 1e-4, "grade", "\u22121"))).isEqualTo(encoder.encode("0.0001", "-1"));
        assertThatThrownBy(() -> encoder.encode(Map.of("size", 3.5, "grade", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"size\": \"3.5\" is none of the categories [0.0001, 10000000, 3]");
    }

    @Test
    void codesAndVersionsAreTheSameAsNothingButThemselves() {
        Table train = table("zip,version,y\n007,1.10,1\n123,1.1,2\n");
        TableEncoder encoder =
                TableEncoder.builder().categorical("zip", "version").target("y").fit(train);
        assertThat(encoder.encode("007", "1.10")).containsExactly(1, 0, 0, 1);
        assertThatThrownBy(() -> encoder.encode("7", "1.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"zip\": \"7\" is none of the categories [007, 123]");
        assertThatThrownBy(() -> encoder.encode("123", "1.100"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"version\": \"1.100\" is none of the categories [1.1, 1.10]");
    }

    @Test
    void aNumberThatTwoCategoriesWriteIsNeither() {
        Table train = table("size,y\n3,1\n3.0,2\n");
        TableEncoder encoder =
                TableEncoder.builder().categorical("size").target("y").fit(train);
        assertThat(encoder.encode("3")).containsExactly(1, 0);
        assertThat(encoder.encode("3.0")).containsExactly(0, 1);
        assertThatThrownBy(() -> encoder.encode("+3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"size\": \"+3\" is none of the categories [3, 3.0]");
    }

    @Test
    void aLabelIsFoundByTheNumberThatItWrites() {
        TableEncoder encoder = TableEncoder.builder().label("y").fit(table("x,y\n1,+1\n2,-1\n"));
        assertThat(encoder.classes()).containsExactly("-1", "+1");
        Dataset test = encoder.apply(table("x,y\n1,1\n2,-1.0\n3,+1\n"));
        assertThat(test.label(0)).isEqualTo(1);
        assertThat(test.label(1)).isEqualTo(0);
        assertThat(test.label(2)).isEqualTo(1);
    }

    @Test
    void aMissingValueIsFoundByTheNumberThatItWrites() {
        TableEncoder encoder = TableEncoder.builder()
                .target("y")
                .missingValues("-999", "NA")
                .missing(Missing.MEDIAN, "x")
                .fit(table("x,y\n1,0\n-999.0,0\n3,0\n"));
        assertThat(encoder.encode("-999.0")).containsExactly(2);
        assertThat(encoder.encode(Map.of("x", -999))).containsExactly(2);
    }

    @Test
    void aConstantIsTheCategoryOfTheSameNumber() {
        TableEncoder encoder = TableEncoder.builder()
                .categorical("size")
                .missing(Missing.constant("3.0"), "size")
                .target("y")
                .fit(table("size,y\n3,1\n4,2\n,3\n"));
        assertThat(encoder.features()).containsExactly("size=3", "size=4");
        assertThat(encoder.encode("")).containsExactly(1, 0);
    }

    @Test
    void aMinusSignOfAWordProcessorIsAMinusSign() {
        TableEncoder encoder = TableEncoder.builder().target("y").fit(table("x,y\n\u22121.5,2\n3,1e\u22122\n"));
        assertThat(encoder.encode("\u22120.5")).containsExactly(-0.5);
    }

    @Test
    void targetsAreScaledAndSeveralArePossible() {
        Table train = table("x,u,v\n1,10,0\n2,30,4\n");
        TableEncoder encoder =
                TableEncoder.builder().target("v", "u").standardizeTargets().fit(train);
        assertThat(encoder.apply(train).Y()).isEqualTo(Matrix.of(2, 2, -1, 1, -1, 1));
        assertThat(encoder.targetScaler().invert(0, 0.5)).containsExactly(2, 25);
    }

    @Test
    void whichCellsAreMissingIsAChoice() {
        Table train = table("x,y\n1,0\n-9,0\n3,0\n");
        TableEncoder encoder = TableEncoder.builder()
                .target("y")
                .missingValues("-9")
                .missing(Missing.MEDIAN, "x")
                .fit(train);
        assertThat(encoder.encode(" -9 ")).containsExactly(2);
        assertThatThrownBy(() -> encoder.encode("NA")).hasMessage("column \"x\": \"NA\" is not a number");
    }

    // ---------------------------------------------------------------- rows to be predicted

    @Test
    void anUnknownCategoryIsRefusedOrAllZeros() {
        assertThatThrownBy(() -> forgiving().fit(TRAIN).encode("30", "Rome"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"town\": \"Rome\" is none of the categories [Bergen, Oslo]");
        TableEncoder ignoring = forgiving().ignoreUnknownCategories().fit(TRAIN);
        assertThat(ignoring.encode("30", "Rome")).containsExactly(30, 0, 0);
    }

    @Test
    void aRowMayComeByName() {
        TableEncoder encoder = forgiving().fit(TRAIN);
        assertThat(encoder.encode(Map.of("town", "Oslo", "age", 31.5))).containsExactly(31.5, 0, 1);
        Map<String, Object> withNull = new HashMap<>(Map.of("town", "Oslo"));
        withNull.put("age", null);
        assertThat(encoder.encode(withNull)).containsExactly(40, 0, 1);
        assertThatThrownBy(() -> encoder.encode(Map.of("town", "Oslo")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the row has no value of column \"age\"");
        assertThatThrownBy(() -> encoder.encode(Map.of("town", "Oslo", "age", 1, "Age", 2)))
                .hasMessage("there is no column \"Age\"; the columns are [age, town]");
    }

    @Test
    void anotherNumberOfCellsIsRefused() {
        assertThatThrownBy(() -> forgiving().fit(TRAIN).encode("30"))
                .isInstanceOf(ShapeException.class)
                .hasMessage("1 cell for the 2 columns [age, town]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1f", "0x1p3", "Infinity", "1e999", "1,5", "--1", "1 2", "٣"})
    void whatOnlyJavaTakesForANumberIsNone(String text) {
        TableEncoder encoder = TableEncoder.builder().target("y").fit(table("x,y\n1,2\n"));
        assertThatThrownBy(() -> encoder.encode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"x\": \"" + text + "\" is not a number");
        assertThat(encoder.encode(" -1.5E-3\t")).containsExactly(-0.0015);
    }

    // ---------------------------------------------------------------- what is refused when it is fitted

    static Stream<Arguments> offences() {
        TableEncoderBuilder plain = TableEncoder.builder().label("kind").drop("id");
        return Stream.of(
                arguments(TableEncoder.builder(), "the encoder needs label(…) or target(…) before fit(…)"),
                arguments(
                        TableEncoder.builder().label("sort"),
                        "there is no column \"sort\"; the columns are [id, age, town, kind]"),
                arguments(
                        TableEncoder.builder().label("kind").categorical("Town"),
                        "there is no column \"Town\"; the columns are [id, age, town, kind]"),
                arguments(
                        TableEncoder.builder().label("kind").missing(Missing.MEAN, "Age"),
                        "there is no column \"Age\"; the columns are [id, age, town, kind]"),
                arguments(
                        TableEncoder.builder().label("kind").drop("kind"),
                        "column \"kind\" is the target; it is neither dropped nor categorical"),
                arguments(
                        TableEncoder.builder().label("kind").drop("id", "age", "town"),
                        "no column is left for the inputs; the table has [id, age, town, kind]"),
                arguments(
                        plain,
                        "line 3, column \"age\": the value is missing (\"NA\"); missing(how, \"age\") says what to do"),
                arguments(
                        TableEncoder.builder().label("kind").drop("id").missing(Missing.MEAN),
                        "line 2, column \"town\": \"Oslo\" is not a number; a column of text needs"
                                + " categorical(\"town\")"),
                arguments(
                        TableEncoder.builder().label("kind").categorical("town").missing(Missing.MEDIAN),
                        "column \"town\" is categorical and has no MEDIAN; MOST_FREQUENT, constant(…), DROP_ROW and"
                                + " REFUSE are possible"),
                arguments(
                        TableEncoder.builder()
                                .label("kind")
                                .categorical("town")
                                .missing(Missing.constant("x"), "age")
                                .missing(Missing.MOST_FREQUENT, "town"),
                        "column \"age\" cannot be filled with \"x\", which is no number"),
                arguments(
                        forgiving().missing(Missing.MEAN, "kind"),
                        "a label or target that is missing is not to be filled; got MEAN for [kind], REFUSE or"
                                + " DROP_ROW is possible"));
    }

    @ParameterizedTest
    @MethodSource("offences")
    void whatDoesNotSuitTheTableIsRefused(TableEncoderBuilder builder, String message) {
        assertThatThrownBy(() -> builder.fit(TRAIN)).hasMessage(message);
    }

    @Test
    void theTargetIsSaidOnce() {
        assertThatThrownBy(() -> TableEncoder.builder().label("a").target("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("label(…) or target(…) is said once; it was [a]");
    }

    @Test
    void aTableThatTeachesNothingIsRefused() {
        TableEncoderBuilder builder = TableEncoder.builder().target("y").missing(Missing.MEAN, "x");
        assertThatThrownBy(() -> builder.fit(table("x,y\nNA,1\n")))
                .hasMessage("column \"x\" has no value that is not missing");
        assertThatThrownBy(() -> builder.fit(table("x,y\n"))).hasMessage("the table has no row");
    }

    @Test
    void aCellOfAnotherTableThatDoesNotFitIsNamedByLineAndColumn() {
        TableEncoder encoder = forgiving().fit(TRAIN);
        assertThatThrownBy(() -> encoder.apply(table("age,town,kind\n30,Oslo,a\n3O,Oslo,b\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 3, column \"age\": \"3O\" is not a number");
        assertThatThrownBy(() -> encoder.apply(table("age,town,kind\n30,Rome,a\n")))
                .hasMessage("line 2, column \"town\": \"Rome\" is none of the categories [Bergen, Oslo]");
        assertThatThrownBy(() -> encoder.apply(table("age,town,kind\n30,Oslo,c\n")))
                .hasMessage("line 2, column \"kind\": \"c\" is none of the classes [a, b]");
        assertThatThrownBy(() -> encoder.apply(table("age,town,kind\n30,Oslo,\n")))
                .hasMessage("line 2, column \"kind\": the value is missing");
        assertThatThrownBy(
                        () -> encoder.apply(Table.of(List.of("age", "town", "kind"), new String[] {"x", "Oslo", "a"})))
                .hasMessage("row 0, column \"age\": \"x\" is not a number");
        assertThatThrownBy(() -> encoder.apply(table("age,kind\n30,a\n")))
                .hasMessage("there is no column \"town\"; the columns are [age, kind]");
    }

    @Test
    void aTargetThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> TableEncoder.builder().target("y").fit(table("x,y\n1,two\n")))
                .hasMessage("line 2, column \"y\": \"two\" is not a number");
    }

    @Test
    void aNumberThatOverflowsWhenItIsScaledIsRefused() {
        TableEncoder encoder = TableEncoder.builder().target("y").minMax().fit(table("x,y\n0,0\n1e-300,1\n"));
        assertThatThrownBy(() -> encoder.encode("1e300"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input \"x\" overflows when it is scaled");
    }

    // ---------------------------------------------------------------- its parts

    @Test
    void anEncoderIsTheSumOfItsParts() {
        TableEncoder encoder = forgiving().standardize().fit(TRAIN);
        TableEncoder same = new TableEncoder(
                encoder.columns(),
                encoder.targets(),
                encoder.classes(),
                encoder.missingTargets(),
                encoder.missingValues(),
                encoder.ignoresUnknown(),
                Scaler.of(encoder.scaler().shift(), encoder.scaler().scale()),
                encoder.targetScaler());
        assertThat(same).isEqualTo(encoder).hasSameHashCodeAs(encoder);
        assertThat(same.apply(TRAIN).X()).isEqualTo(encoder.apply(TRAIN).X());
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        Column column = new Column("x", List.of(), Missing.REFUSE);
        assertThatThrownBy(() -> encoder(List.of(column, column), Scaler.identity(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "distinct columns are needed, at least 1 for the inputs and 1 for the target; got [x, x] and"
                                + " [y]");
        assertThatThrownBy(() -> encoder(List.of(column), Scaler.identity(1).withNames(List.of("z"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the encoder has the features [x], the Scaler was fitted on [z]; they must be the same, in the"
                                + " same order");
        assertThatThrownBy(() -> encoder(List.of(column), Scaler.identity(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("the scaler is for 2 features; the columns give 1 input");
        assertThatThrownBy(() -> new Column("x", List.of("b", "a"), Missing.REFUSE))
                .hasMessage("the categories of column \"x\" must be sorted and distinct; got [b, a]");
        assertThatThrownBy(() -> new Column("x", List.of("a", "b"), Missing.constant("c")))
                .hasMessage("column \"x\" cannot be filled with \"c\", which is no category: [a, b]");
        assertThatThrownBy(() -> new Column("x", List.of(), Missing.MEAN))
                .hasMessage("column \"x\" has a constant for missing values once it is fitted; got MEAN");
    }

    private static TableEncoder encoder(List<Column> columns, Scaler scaler) {
        return new TableEncoder(
                columns, List.of("y"), List.of(), Missing.REFUSE, Set.of(), false, scaler, Scaler.identity(1));
    }

    private static List<String> classesOf(String labels) {
        Table train = table("x,y\n1," + labels.replace(",", "\n1,") + "\n");
        return TableEncoder.builder().label("y").fit(train).classes();
    }

    private static Table table(String csv) {
        try {
            return Table.readCsv(new StringReader(csv), CsvFormat.STANDARD);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Two shares of a sum in per cent: the column is 100 but for rounding, and says nothing. */
    @Test
    void aColumnThatIsConstantButForRoundingIsNotScaled() {
        String[][] rows = new String[40][];
        for (int r = 0; r < rows.length; r++) {
            double p = 1 + 7.3 * r;
            double q = 2 + 3.1 * (rows.length - r);
            double whole = 100 * p / (p + q) + 100 * q / (p + q);
            rows[r] = new String[] {Double.toString(whole), Integer.toString(r), Double.toString(100 + whole * 0)};
        }
        rows[0][0] = "100.00000000000001";
        rows[1][0] = "99.99999999999999";
        Table table = Table.of(List.of("whole", "row", "target"), rows);

        for (TableEncoder encoder : List.of(
                TableEncoder.builder()
                        .target("target")
                        .standardize()
                        .standardizeTargets()
                        .fit(table),
                TableEncoder.builder().target("target").minMax().fit(table))) {
            assertThat(encoder.scaler().scale()[0]).isEqualTo(1);
            assertThat(encoder.encode("100.001", "3")[0]).isCloseTo(0.001, within(1e-9));
            assertThat(encoder.targetScaler().scale()).containsExactly(1);
        }
    }
}
