package io.github.bp4j.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.jvm.Jvm;
import io.github.bp4j.optimizer.Optimizer;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/backpropagation.md is true: each number of its running example is computed by the library and by plain loops and
 * compared with the printed digits, and each link is followed.
 *
 * <p>The numbers stand in the {@code ```text} blocks of the page, in three forms, and nowhere else:
 *
 * <pre>
 * Z[1] (3×3) = …                a matrix: name, shape, and (for people) how it came about; then its rows
 * J = 0.51748                   a number
 * Z[1](1,2) = W[1](1,1)·X(1,2)  an element written out: the formula,
 *           = 0.5·(-1)                                  the printed digits put into it,
 *           = -0.5                                      and what comes out
 * </pre>
 */
class BackpropagationPageTest {
    private static final Path PAGE = Path.of("docs", "backpropagation.md");
    private static final List<String> GIVEN =
            List.of("X", "Y", "W[1]", "b[1]", "W[2]", "b[2]", "m", "α", "h", "γ", "β", "ε");

    private final Page page = new Page(read(PAGE));
    private final Map<String, double[][]> library = new Library(page).quantities();
    private final Map<String, double[][]> loops = new PlainLoops(page).quantities();

    // ---------------------------------------------------------------- the numbers

    @Test
    void everyPrintedNumberIsWhatTheLibraryComputes() {
        assertThat(page.mismatches(library)).isEmpty();
    }

    @Test
    void everyPrintedNumberIsWhatPlainLoopsCompute() {
        assertThat(page.mismatches(loops)).isEmpty();
    }

    @Test
    void everyQuantityOfTheExampleIsPrinted() {
        assertThat(page.names()).containsExactlyInAnyOrderElementsOf(loops.keySet());
        assertThat(library.keySet()).containsExactlyElementsOf(loops.keySet());
    }

    @Test
    void everyElementWrittenOutFollowsFromThePrintedDigits() {
        assertThat(page.derivations).hasSizeGreaterThan(15);
        assertThat(page.wrongDerivations(library)).isEmpty();
        assertThat(page.wrongDerivations(loops)).isEmpty();
    }

    @Test
    void changingTheLastDigitOfAnyPrintedNumberIsFound() {
        int changed = 0;
        for (Printed matrix : page.printed) {
            for (int row = 0; row < matrix.rows(); row++) {
                for (int column = 0; column < matrix.columns(); column++) {
                    String digits = matrix.digits[row][column];
                    BigDecimal number = new BigDecimal(digits);
                    matrix.digits[row][column] = number.add(number.ulp()).toPlainString();
                    assertThat(page.mismatches(loops))
                            .as("%s in line %d", matrix.name, matrix.line)
                            .hasSize(1);
                    matrix.digits[row][column] = digits;
                    changed++;
                }
            }
        }
        assertThat(changed).isGreaterThan(150);
    }

    @Test
    void changingAWrittenOutElementIsFound() {
        String text = read(PAGE);
        Page wrongFormula = new Page(text.replace("W[2](1,3)·dZ[2](1,2)", "W[2](1,2)·dZ[2](1,3)"));
        Page wrongDigits = new Page(text.replace("= 0.9·0.51872", "= 0.9·0.51873"));
        Page wrongResult =
                new Page(text.replace("= tanh(0.10)\n          = 0.09967", "= tanh(0.10)\n          = 0.09968"));
        assertThat(wrongFormula.wrongDerivations(loops)).hasSize(2); // the digits and the value
        assertThat(wrongDigits.wrongDerivations(loops)).hasSize(1);
        assertThat(wrongResult.wrongDerivations(loops)).hasSize(2); // it is neither tanh(0.1) nor A[1](1,1)
    }

    @Test
    void aLineOfAnUnknownFormIsRefused() {
        assertThatThrownBy(() -> new Page("```text\nJ is about 0.5\n```\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("line 2 of the page has none of the three forms: J is about 0.5");
        assertThatThrownBy(() -> new Page("```text\nX (1×2) =\n  1  2  3\n```\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("line 3 of the page: a row of X (1×2) should be 2 numbers: 1  2  3");
        assertThatThrownBy(() -> new Page("```python\n```\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("line 1 of the page opens a block of an unknown kind: ```python");
    }

    @Test
    void noNumberOfTheExampleStandsOutsideTheBlocks() {
        assertThat(page.prose).allSatisfy(line -> assertThat(line).doesNotContainPattern("\\d\\.\\d"));
        assertThat(page.formulas).allSatisfy(line -> assertThat(line).doesNotContainPattern("\\d\\.\\d"));
    }

    /** What the text says in words about the numbers. */
    @Test
    void theStoryOfTheExampleIsTrue() {
        double[][] y = loops.get("Y");
        for (int i = 0; i < 3; i++) {
            assertThat(loops.get("A[2]")[0][i]).isGreaterThan(0.5);
            assertThat(loops.get("new A[2]")[0][i] > 0.5).isEqualTo(y[0][i] == 1);
            assertThat(loops.get("new ℒ")[0][i]).isLessThan(loops.get("ℒ")[0][i]);
        }
        assertThat(y[0]).containsExactly(1, 0, 1);
        double least = Stream.of(loops.get("g′(Z[1])"))
                .flatMapToDouble(Arrays::stream)
                .min()
                .orElseThrow();
        assertThat(loops.get("g′(Z[1])")[2][0]).isEqualTo(least);
        assertThat(page.digits("slope", 1, 1)).isEqualTo(page.digits("dW[1]", 1, 2));
        for (String rows : List.of("equal A[1]", "equal dW[1]", "equal db[1]")) {
            assertThat(List.of(loops.get(rows)))
                    .allSatisfy(row -> assertThat(row).isEqualTo(loops.get(rows)[0]));
        }
    }

    @Test
    void theProgramOfThePagePrintsWhatThePageSays(@TempDir Path directory) throws Exception {
        Path source = directory.resolve("BackpropagationByHand.java");
        Files.writeString(source, page.program);
        String classes = classPath();
        String[] options = {"-Xlint:all", "-Werror", "-cp", classes, "-d", directory.toString(), source.toString()};
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, options);
        assertThat(status).isZero();
        String output = Jvm.current()
                .run(List.of("-Duser.language=en"), classes + File.pathSeparator + directory, "BackpropagationByHand");
        assertThat(output.lines())
                .containsExactly("J = " + page.digits("J", 1, 1), "new J = " + page.digits("new J", 1, 1));
    }

    // ---------------------------------------------------------------- the links and the formulas

    @Test
    void everyEquationLinksToTheLineThatBearsItsLabel() {
        Matcher link = Pattern.compile("\\[(\\S.*?) in (\\w+)]\\((\\.\\./src/main/java/\\S+/(\\w+)\\.java)#L(\\d+)\\)")
                .matcher(page.text);
        List<String> labels = new ArrayList<>();
        while (link.find()) {
            String label = link.group(1);
            assertThat(link.group(4)).isEqualTo(link.group(2));
            List<String> lines =
                    read(PAGE.resolveSibling(link.group(3)).normalize()).lines().toList();
            Pattern bearsLabel = Pattern.compile("// +" + Pattern.quote(label) + "(?!\\S)");
            List<Integer> bearing = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (bearsLabel.matcher(lines.get(i)).find()) {
                    bearing.add(i + 1);
                }
            }
            assertThat(bearing)
                    .as("lines of %s that bear %s", link.group(4), label)
                    .contains(Integer.valueOf(link.group(5)));
            labels.add(label + " in " + link.group(2));
        }
        assertThat(labels)
                .contains("(1) in Layer", "(2) in Layer", "(3) in Network")
                .contains("(BP1) in Layer", "(BP2) in Layer", "(BP3) in Layer", "(BP4) in Layer")
                .contains("(BN1) in BatchNormalization", "(BN7) in BatchNormalization")
                .contains("(BN5) in Normalization", "(BN6) in Normalization")
                .contains("(LN1) in LayerNormalization", "(LN7) in LayerNormalization");
        assertThat(Pattern.compile("\\.java#L").matcher(page.text).results().count())
                .isEqualTo(labels.size());
    }

    @Test
    void everyLinkWithinThePageLeadsToAHeading() {
        List<String> anchors = page.prose.stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .toList();
        List<String> links = Pattern.compile("]\\(#([^)]+)\\)")
                .matcher(page.text)
                .results()
                .map(link -> link.group(1))
                .toList();
        assertThat(links).hasSizeGreaterThan(15).isSubsetOf(anchors);
        assertThat(anchors).doesNotHaveDuplicates();
    }

    /** GitHub leaves $`…`$ alone, while Markdown takes the underscores and backslashes of $…$ for its own. */
    @Test
    void everyInlineFormulaIsInTheFormThatMarkdownLeavesAlone() {
        Pattern inline = Pattern.compile("\\$`[^`]*`\\$");
        assertThat(page.prose).allSatisfy(line -> {
            assertThat(inline.matcher(line).replaceAll("")).doesNotContain("$");
            inline.matcher(line)
                    .results()
                    .forEach(formula -> assertThat(formula.group()).matches(BackpropagationPageTest::balanced));
            if (line.startsWith("|")) { // within a table a | ends the cell, in formulas too
                assertThat(inline.matcher(line).results())
                        .noneMatch(formula -> formula.group().contains("|"));
            }
        });
        assertThat(page.formulas).isNotEmpty().allMatch(BackpropagationPageTest::balanced);
    }

    private static boolean balanced(String formula) {
        String braces = formula.replaceAll("\\\\[{}]", "").replaceAll("[^{}]", "");
        while (braces.contains("{}")) {
            braces = braces.replace("{}", "");
        }
        return braces.isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("tests run in the root of the repository: " + file.toAbsolutePath(), e);
        }
    }

    private static String classPath() throws URISyntaxException {
        var location = Network.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(location.toURI()).toString();
    }

    // ---------------------------------------------------------------- the page

    /** A matrix as printed; a number is 1×1. */
    private record Printed(String name, String[][] digits, int line) {
        int rows() {
            return digits.length;
        }

        int columns() {
            return digits[0].length;
        }
    }

    /** target = formula = the same with the printed digits = result. */
    private record Derivation(String target, String formula, String withDigits, String result, int line) {}

    /** The page taken apart: the numbers, the formulas, the program, and the rest. */
    private static final class Page {
        private static final String NUMBER = "-?\\d+(?:\\.\\d+)?";
        private static final Pattern MATRIX = Pattern.compile("(\\S.*?) \\((\\d+)×(\\d+)\\) =(?: .*)?");
        private static final Pattern SCALAR = Pattern.compile("(\\S+(?: \\S+)?) = (" + NUMBER + ")");
        private static final Pattern FORMULA = Pattern.compile("(\\S+(?: \\S+)?) = (\\S.*)");
        private static final Pattern CONTINUED = Pattern.compile(" +=\\s(\\S.*)");

        final String text;
        final List<Printed> printed = new ArrayList<>();
        final List<Derivation> derivations = new ArrayList<>();
        final List<String> prose = new ArrayList<>();
        final List<String> formulas = new ArrayList<>();
        final String program;

        Page(String text) {
            this.text = text;
            List<String> lines = text.lines().toList();
            StringBuilder java = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).startsWith("```")) {
                    prose.add(lines.get(i));
                    continue;
                }
                int end = i + 1;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                List<String> block = lines.subList(i + 1, end);
                switch (lines.get(i).substring(3)) {
                    case "text" -> readNumbers(block, i + 2);
                    case "math" -> formulas.add(String.join("\n", block));
                    case "java" -> block.forEach(line -> java.append(line).append('\n'));
                    case "mermaid" -> {} // a picture
                    default ->
                        throw new AssertionError(
                                "line " + (i + 1) + " of the page opens a block of an unknown kind: " + lines.get(i));
                }
                i = end;
            }
            program = java.toString();
        }

        private void readNumbers(List<String> block, int firstLine) {
            for (int i = 0; i < block.size(); i++) {
                String line = block.get(i);
                int number = firstLine + i;
                Matcher matrix = MATRIX.matcher(line);
                Matcher scalar = SCALAR.matcher(line);
                Matcher formula = FORMULA.matcher(line);
                if (line.isBlank()) {
                    continue;
                } else if (matrix.matches()) {
                    int rows = Integer.parseInt(matrix.group(2));
                    int columns = Integer.parseInt(matrix.group(3));
                    String[][] digits = new String[rows][];
                    for (int row = 0; row < rows; row++) {
                        i++;
                        String numbers = i < block.size() ? block.get(i).strip() : "";
                        if (!numbers.matches(NUMBER + "(?:\\s+" + NUMBER + "){" + (columns - 1) + "}")) {
                            throw new AssertionError(
                                    "line " + (firstLine + i) + " of the page: a row of " + matrix.group(1) + " ("
                                            + rows + "×" + columns + ") should be " + columns + " numbers: " + numbers);
                        }
                        digits[row] = numbers.split("\\s+");
                    }
                    printed.add(new Printed(matrix.group(1), digits, number));
                } else if (scalar.matches()) {
                    printed.add(new Printed(scalar.group(1), new String[][] {{scalar.group(2)}}, number));
                } else if (formula.matches() && i + 2 < block.size()) {
                    Matcher withDigits = CONTINUED.matcher(block.get(++i));
                    Matcher result = CONTINUED.matcher(block.get(++i));
                    if (!withDigits.matches() || !result.matches()) {
                        throw new AssertionError("line " + number + " of the page should go on with = and =: " + line);
                    }
                    derivations.add(new Derivation(
                            formula.group(1), formula.group(2), withDigits.group(1), result.group(1), number));
                    if (!formula.group(1).endsWith(")")) { // not an element of a matrix but a number
                        printed.add(new Printed(formula.group(1), new String[][] {{result.group(1)}}, number));
                    }
                } else {
                    throw new AssertionError("line " + number + " of the page has none of the three forms: " + line);
                }
            }
        }

        List<String> names() {
            return printed.stream().map(Printed::name).distinct().toList();
        }

        String digits(String name, int row, int column) {
            return printed(name).digits[row - 1][column - 1];
        }

        double[][] values(String name) {
            return Stream.of(printed(name).digits)
                    .map(row -> Stream.of(row).mapToDouble(Double::parseDouble).toArray())
                    .toArray(double[][]::new);
        }

        private Printed printed(String name) {
            return printed.stream()
                    .filter(matrix -> matrix.name.equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not printed"));
        }

        /** Where a printed number is farther than half a unit of its last digit from the computed one. */
        List<String> mismatches(Map<String, double[][]> computed) {
            List<String> mismatches = new ArrayList<>();
            for (Printed matrix : printed) {
                double[][] expected = computed.get(matrix.name);
                if (expected == null) {
                    mismatches.add("line " + matrix.line + ": " + matrix.name + " is no quantity of the example");
                } else if (expected.length != matrix.rows() || expected[0].length != matrix.columns()) {
                    mismatches.add("line " + matrix.line + ": " + matrix.name + " should be " + expected.length + "×"
                            + expected[0].length);
                } else {
                    for (int row = 0; row < matrix.rows(); row++) {
                        for (int column = 0; column < matrix.columns(); column++) {
                            if (!rounds(matrix.digits[row][column], expected[row][column])) {
                                mismatches.add("line " + matrix.line + ": " + matrix.name + "(" + (row + 1) + ","
                                        + (column + 1) + ") is printed as " + matrix.digits[row][column] + " and is "
                                        + expected[row][column]);
                            }
                        }
                    }
                }
            }
            return mismatches;
        }

        private static boolean rounds(String digits, double computed) {
            BigDecimal number = new BigDecimal(digits);
            BigDecimal halfUnit = number.ulp().multiply(new BigDecimal("0.5"));
            return number.subtract(new BigDecimal(computed)).abs().compareTo(halfUnit) <= 0;
        }

        /** What is wrong in the elements written out: the digits put in, the value, and that it is the target. */
        List<String> wrongDerivations(Map<String, double[][]> computed) {
            List<String> wrong = new ArrayList<>();
            for (Derivation d : derivations) {
                String where = "line " + d.line + ": " + d.target;
                String withDigits = replaceNames(d.formula, computed, r -> digits(r.name, r.row, r.column));
                if (!withDigits.equals(d.withDigits)) {
                    wrong.add(where + " with the printed digits is " + withDigits + ", not " + d.withDigits);
                }
                Function<Reference, String> exact =
                        r -> new BigDecimal(computed.get(r.name)[r.row - 1][r.column - 1]).toPlainString();
                double value = new Expression(replaceNames(d.formula, computed, exact)).value();
                if (!rounds(d.result, value)) {
                    wrong.add(where + " is printed as " + d.result + " and its formula gives " + value);
                }
                double target = new Expression(replaceNames(d.target, computed, exact)).value();
                if (!rounds(d.result, target)) {
                    wrong.add(where + " is printed as " + d.result + " and is " + target);
                }
            }
            return wrong;
        }

        /** A name in a formula, with the row and column of the element. */
        private record Reference(String name, int row, int column) {}

        /** The formula with a number in the place of each name; a negative one in parentheses. */
        private static String replaceNames(
                String formula, Map<String, double[][]> quantities, Function<Reference, String> number) {
            String names = quantities.keySet().stream()
                    .sorted(Comparator.comparing(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"));
            return Pattern.compile("(?<!\\p{L})(" + names + ")(?!\\p{L})(?:\\((\\d)(?:,(\\d))?\\))?")
                    .matcher(formula)
                    .replaceAll(match -> {
                        int row = match.group(2) == null ? 1 : Integer.parseInt(match.group(2));
                        int column = match.group(3) == null ? 1 : Integer.parseInt(match.group(3));
                        String digits = number.apply(new Reference(match.group(1), row, column));
                        return digits.startsWith("-") ? "(" + digits + ")" : digits;
                    });
        }
    }

    /** Arithmetic: + - · / ( ) numbers, tanh, exp, ln and sqrt. */
    private static final class Expression {
        private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
                Map.of("tanh", Math::tanh, "exp", Math::exp, "ln", Math::log, "sqrt", Math::sqrt);

        private final String text;
        private int at;

        Expression(String text) {
            this.text = text.replace(" ", "");
        }

        double value() {
            double value = sum();
            if (at < text.length()) {
                throw new AssertionError("no arithmetic from " + at + " on: " + text);
            }
            return value;
        }

        private double sum() {
            double sum = product();
            while (true) {
                if (accept("+")) {
                    sum += product();
                } else if (accept("-")) {
                    sum -= product();
                } else {
                    return sum;
                }
            }
        }

        private double product() {
            double product = factor();
            while (true) {
                if (accept("·")) {
                    product *= factor();
                } else if (accept("/")) {
                    product /= factor();
                } else {
                    return product;
                }
            }
        }

        private double factor() {
            if (accept("-")) {
                return -factor();
            }
            if (accept("(")) {
                double value = sum();
                if (!accept(")")) {
                    throw new AssertionError("no ) at " + at + ": " + text);
                }
                return value;
            }
            for (Map.Entry<String, DoubleUnaryOperator> function : FUNCTIONS.entrySet()) {
                if (accept(function.getKey())) {
                    return function.getValue().applyAsDouble(factor());
                }
            }
            Matcher number = Pattern.compile("\\d+(\\.\\d+)?").matcher(text).region(at, text.length());
            if (!number.lookingAt()) {
                throw new AssertionError("no number at " + at + ": " + text);
            }
            at = number.end();
            return Double.parseDouble(number.group());
        }

        private boolean accept(String token) {
            boolean there = text.startsWith(token, at);
            at += there ? token.length() : 0;
            return there;
        }
    }

    // ---------------------------------------------------------------- the example, computed twice

    /** The quantities of the example from bp4j; what is given (X, Y, W, b, α, h) is taken from the page. */
    private static final class Library {
        private final Map<String, double[][]> quantities = new LinkedHashMap<>();
        private final double[][] W1, b1, W2, b2;
        private final Matrix X, Y;
        private final double alpha, h;

        Library(Page page) {
            GIVEN.forEach(name -> quantities.put(name, page.values(name)));
            X = Matrix.ofRows(quantities.get("X"));
            Y = Matrix.ofRows(quantities.get("Y"));
            W1 = quantities.get("W[1]");
            b1 = quantities.get("b[1]");
            W2 = quantities.get("W[2]");
            b2 = quantities.get("b[2]");
            alpha = quantities.get("α")[0][0];
            h = quantities.get("h")[0][0];
        }

        Map<String, double[][]> quantities() {
            put("m", X.columns());
            Network network = network(W1, b1, W2, b2);
            network.forward(X);
            put("Z[1]", network.layer(1).Z());
            put("A[1]", network.layer(1).A());
            put("Z[2]", network.layer(2).Z());
            put("A[2]", network.layer(2).A());
            put("J", network.cost(Y));
            network.backward(Y);
            put("dA[2]", network.layer(2).dA());
            put("g′(Z[2])", gPrime(network.layer(2)));
            put("dZ[2]", network.layer(2).dZ());
            put("dW[2]", network.layer(2).dW());
            put("db[2]", network.layer(2).db());
            put("dA[1]", network.layer(1).dA());
            put("g′(Z[1])", gPrime(network.layer(1)));
            put("dZ[1]", network.layer(1).dZ());
            put("dW[1]", network.layer(1).dW());
            put("db[1]", network.layer(1).db());
            put("dA[0]", network.inputGradient());
            quantities.put("ℒ", losses(network));

            network.forward(X);
            network.backward(Y);
            Optimizer.gradientDescent(alpha).start(network).step();
            put("new W[1]", network.layer(1).W());
            put("new b[1]", network.layer(1).b());
            put("new W[2]", network.layer(2).W());
            put("new b[2]", network.layer(2).b());
            put("new A[2]", network.forward(X));
            put("new J", network.cost(Y));
            quantities.put("new ℒ", losses(network));

            put("J₊", costWithChangedWeight(h));
            put("J₋", costWithChangedWeight(-h));
            put("slope", (quantities.get("J₊")[0][0] - quantities.get("J₋")[0][0]) / (2 * h));
            putGradients("equal", 0.5);
            putGradients("zero", 0);
            double epsilon = quantities.get("ε")[0][0];
            putNormalized("BN", options -> options.batchNormalization(epsilon, 1));
            putNormalized("LN", options -> options.layerNormalization(epsilon));
            return PlainLoops.inOrder(quantities);
        }

        private double[][] losses(Network network) {
            double[][] losses = new double[1][X.columns()];
            for (int i = 0; i < X.columns(); i++) {
                network.forward(column(X, i));
                losses[0][i] = network.cost(column(Y, i)); // of one example, the cost is its loss
            }
            return losses;
        }

        private double costWithChangedWeight(double change) {
            Network network = network(W1, b1, W2, b2);
            network.layer(1).W().set(0, 1, W1[0][1] + change);
            network.forward(X);
            return network.cost(Y);
        }

        private void putGradients(String name, double weight) {
            double[][] rows = {{weight, weight}, {weight, weight}, {weight, weight}};
            Network network =
                    network(rows, new double[3][1], new double[][] {{weight, weight, weight}}, new double[1][1]);
            network.forward(X);
            network.backward(Y);
            put(name + " A[1]", network.layer(1).A());
            for (int l = 1; l <= 2; l++) {
                put(name + " dW[" + l + "]", network.layer(l).dW());
                put(name + " db[" + l + "]", network.layer(l).db());
            }
        }

        /** With momentum 1 the running values are those of the batch, σ² as σ² m / (m − 1). */
        private void putNormalized(String name, UnaryOperator<LayerOptions> normalization) {
            Network network = network(W1, b1, W2, b2, normalization);
            Layer layer = network.layer(1);
            fill(layer.gamma(), quantities.get("γ"));
            fill(layer.beta(), quantities.get("β"));
            network.forward(X);
            network.backward(Y);
            if (layer.hasBatchNormalization()) {
                int m = X.columns();
                put(name + " μ", layer.runningMean());
                put(name + " σ²", layer.runningVariance().scale((m - 1) / (double) m));
            } else {
                Matrix mean = Matrix.of(1, 3, 1, 1, 1).scale(1 / 3.0);
                Matrix mu = mean.times(layer.Z());
                put(name + " μ", mu);
                put(name + " σ²", mean.times(layer.Z().hadamard(layer.Z())).minus(mu.hadamard(mu)));
            }
            put(name + " Ẑ", layer.Zhat());
            put(name + " Z̃", layer.Ztilde());
            put(name + " J", network.cost(Y));
            put(name + " dZ̃", layer.dZtilde());
            put(name + " dγ", layer.dGamma());
            put(name + " dβ", layer.dBeta());
            put(name + " dZ", layer.dZ());
        }

        private static Network network(double[][] W1, double[][] b1, double[][] W2, double[][] b2) {
            return network(W1, b1, W2, b2, options -> options);
        }

        private static Network network(
                double[][] W1, double[][] b1, double[][] W2, double[][] b2, UnaryOperator<LayerOptions> ofHiddenLayer) {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.TANH, ofHiddenLayer)
                    .layer(1, Activation.SIGMOID)
                    .loss(Loss.BINARY_CROSS_ENTROPY)
                    .build();
            fill(network.layer(1).W(), W1);
            fill(network.layer(1).b(), b1);
            fill(network.layer(2).W(), W2);
            fill(network.layer(2).b(), b2);
            return network;
        }

        private static void fill(Matrix matrix, double[][] rows) {
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    matrix.set(i, j, rows[i][j]);
                }
            }
        }

        private static Matrix column(Matrix matrix, int column) {
            double[] values = new double[matrix.rows()];
            for (int i = 0; i < values.length; i++) {
                values[i] = matrix.get(i, column);
            }
            return Matrix.column(values);
        }

        private static Matrix gPrime(Layer layer) {
            return layer.activation().gPrime(layer.Z());
        }

        private void put(String name, double value) {
            quantities.put(name, new double[][] {{value}});
        }

        private void put(String name, Matrix matrix) {
            double[][] rows = new double[matrix.rows()][matrix.columns()];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < rows[i].length; j++) {
                    rows[i][j] = matrix.get(i, j);
                }
            }
            quantities.put(name, rows);
        }
    }

    /** The same quantities from loops over arrays, one example and one element at a time, nothing of bp4j in them. */
    private static final class PlainLoops {
        private final Map<String, double[][]> quantities = new LinkedHashMap<>();
        private final double[][] X, Y;
        private final int m;

        PlainLoops(Page page) {
            GIVEN.forEach(name -> quantities.put(name, page.values(name)));
            X = quantities.get("X");
            Y = quantities.get("Y");
            m = X[0].length;
        }

        Map<String, double[][]> quantities() {
            quantities.put("m", new double[][] {{m}});
            double[][] W1 = quantities.get("W[1]");
            double[][] b1 = quantities.get("b[1]");
            double[][] W2 = quantities.get("W[2]");
            double[][] b2 = quantities.get("b[2]");
            pass("", W1, b1, W2, b2, name -> true);

            double alpha = quantities.get("α")[0][0];
            double[][] newW1 = step(W1, quantities.get("dW[1]"), alpha);
            double[][] newb1 = step(b1, quantities.get("db[1]"), alpha);
            double[][] newW2 = step(W2, quantities.get("dW[2]"), alpha);
            double[][] newb2 = step(b2, quantities.get("db[2]"), alpha);
            quantities.put("new W[1]", newW1);
            quantities.put("new b[1]", newb1);
            quantities.put("new W[2]", newW2);
            quantities.put("new b[2]", newb2);
            pass("new ", newW1, newb1, newW2, newb2, List.of("A[2]", "ℒ", "J")::contains);

            double h = quantities.get("h")[0][0];
            for (int sign = -1; sign <= 1; sign += 2) {
                double[][] changed = step(W1, new double[3][2], 0);
                changed[0][1] += sign * h;
                pass("changed ", changed, b1, W2, b2, "J"::equals);
                quantities.put(sign < 0 ? "J₋" : "J₊", quantities.remove("changed J"));
            }
            double slope = (quantities.get("J₊")[0][0] - quantities.get("J₋")[0][0]) / (2 * h);
            quantities.put("slope", new double[][] {{slope}});

            List<String> gradients = List.of("A[1]", "dW[1]", "db[1]", "dW[2]", "db[2]");
            for (double weight : new double[] {0.5, 0}) {
                double[][] rows = {{weight, weight}, {weight, weight}, {weight, weight}};
                double[][] row = {{weight, weight, weight}};
                pass(
                        weight == 0 ? "zero " : "equal ",
                        rows,
                        new double[3][1],
                        row,
                        new double[1][1],
                        gradients::contains);
            }
            normalized("BN", true);
            normalized("LN", false);
            return inOrder(quantities);
        }

        /**
         * The hidden layer normalised over the batch or over the layer. dZ is by the definition: the slopes of the
         * normalised numbers of a group, one by one, and the sum over all that a number of the group feeds.
         */
        private void normalized(String name, boolean overBatch) {
            double[][] Z = quantities.get("Z[1]");
            double[][] gamma = quantities.get("γ");
            double[][] beta = quantities.get("β");
            double[][] W2 = quantities.get("W[2]");
            double epsilon = quantities.get("ε")[0][0];
            int n = 3;
            double[][] mu = matrix(quantities, name + " μ", overBatch ? n : 1, overBatch ? 1 : m);
            double[][] variance = matrix(quantities, name + " σ²", overBatch ? n : 1, overBatch ? 1 : m);
            double[][] Zhat = matrix(quantities, name + " Ẑ", n, m);
            double[][] Ztilde = matrix(quantities, name + " Z̃", n, m);
            double[][] J = matrix(quantities, name + " J", 1, 1);
            double[][] dZtilde = matrix(quantities, name + " dZ̃", n, m);
            double[][] dGamma = matrix(quantities, name + " dγ", n, 1);
            double[][] dBeta = matrix(quantities, name + " dβ", n, 1);
            double[][] dZ = matrix(quantities, name + " dZ", n, m);
            int members = overBatch ? m : n;
            for (int r = 0; r < n; r++) {
                for (int i = 0; i < m; i++) {
                    mu[overBatch ? r : 0][overBatch ? 0 : i] += Z[r][i] / members;
                }
            }
            for (int r = 0; r < n; r++) {
                for (int i = 0; i < m; i++) {
                    double d = Z[r][i] - mu[overBatch ? r : 0][overBatch ? 0 : i];
                    variance[overBatch ? r : 0][overBatch ? 0 : i] += d * d / members;
                }
            }
            for (int i = 0; i < m; i++) {
                double z2 = quantities.get("b[2]")[0][0];
                for (int r = 0; r < n; r++) {
                    double d = Z[r][i] - mu[overBatch ? r : 0][overBatch ? 0 : i];
                    Zhat[r][i] = d / Math.sqrt(variance[overBatch ? r : 0][overBatch ? 0 : i] + epsilon);
                    Ztilde[r][i] = gamma[r][0] * Zhat[r][i] + beta[r][0];
                    z2 += W2[0][r] * Math.tanh(Ztilde[r][i]);
                }
                double a = 1 / (1 + Math.exp(-z2));
                J[0][0] -= (Y[0][i] * Math.log(a) + (1 - Y[0][i]) * Math.log(1 - a)) / m;
                for (int r = 0; r < n; r++) {
                    dZtilde[r][i] = W2[0][r] * (a - Y[0][i]) * (1 - Math.pow(Math.tanh(Ztilde[r][i]), 2));
                    dGamma[r][0] += dZtilde[r][i] * Zhat[r][i] / m;
                    dBeta[r][0] += dZtilde[r][i] / m;
                }
            }
            for (int r = 0; r < n; r++) {
                for (int i = 0; i < m; i++) {
                    double s = 1 / Math.sqrt(variance[overBatch ? r : 0][overBatch ? 0 : i] + epsilon);
                    for (int k = 0; k < members; k++) {
                        int row = overBatch ? r : k;
                        int column = overBatch ? k : i;
                        double same = row == r && column == i ? 1 : 0;
                        double slope = s * (same - 1.0 / members - Zhat[row][column] * Zhat[r][i] / members);
                        dZ[r][i] += dZtilde[row][column] * gamma[row][0] * slope;
                    }
                }
            }
        }

        /** Forward and backward; keeps those quantities whose names are wanted, under prefix + name. */
        private void pass(
                String prefix, double[][] W1, double[][] b1, double[][] W2, double[][] b2, Predicate<String> wanted) {
            Map<String, double[][]> q = new LinkedHashMap<>();
            double[][] Z1 = matrix(q, "Z[1]", 3, m);
            double[][] A1 = matrix(q, "A[1]", 3, m);
            double[][] Z2 = matrix(q, "Z[2]", 1, m);
            double[][] A2 = matrix(q, "A[2]", 1, m);
            double[][] loss = matrix(q, "ℒ", 1, m);
            double[][] J = matrix(q, "J", 1, 1);
            double[][] dA2 = matrix(q, "dA[2]", 1, m);
            double[][] g2 = matrix(q, "g′(Z[2])", 1, m);
            double[][] dZ2 = matrix(q, "dZ[2]", 1, m);
            double[][] dW2 = matrix(q, "dW[2]", 1, 3);
            double[][] db2 = matrix(q, "db[2]", 1, 1);
            double[][] dA1 = matrix(q, "dA[1]", 3, m);
            double[][] g1 = matrix(q, "g′(Z[1])", 3, m);
            double[][] dZ1 = matrix(q, "dZ[1]", 3, m);
            double[][] dW1 = matrix(q, "dW[1]", 3, 2);
            double[][] db1 = matrix(q, "db[1]", 3, 1);
            double[][] dA0 = matrix(q, "dA[0]", 2, m);
            for (int i = 0; i < m; i++) {
                double y = Y[0][i];
                double z2 = b2[0][0];
                for (int r = 0; r < 3; r++) {
                    Z1[r][i] = W1[r][0] * X[0][i] + W1[r][1] * X[1][i] + b1[r][0];
                    A1[r][i] = Math.tanh(Z1[r][i]);
                    z2 += W2[0][r] * A1[r][i];
                }
                double a = 1 / (1 + Math.exp(-z2));
                Z2[0][i] = z2;
                A2[0][i] = a;
                loss[0][i] = -(y * Math.log(a) + (1 - y) * Math.log(1 - a));
                J[0][0] += loss[0][i] / m;

                dA2[0][i] = -y / a + (1 - y) / (1 - a);
                g2[0][i] = a * (1 - a);
                dZ2[0][i] = dA2[0][i] * g2[0][i];
                db2[0][0] += dZ2[0][i] / m;
                for (int r = 0; r < 3; r++) {
                    dW2[0][r] += dZ2[0][i] * A1[r][i] / m;
                    dA1[r][i] = W2[0][r] * dZ2[0][i];
                    g1[r][i] = 1 - A1[r][i] * A1[r][i];
                    dZ1[r][i] = dA1[r][i] * g1[r][i];
                    db1[r][0] += dZ1[r][i] / m;
                    for (int s = 0; s < 2; s++) {
                        dW1[r][s] += dZ1[r][i] * X[s][i] / m;
                        dA0[s][i] += W1[r][s] * dZ1[r][i];
                    }
                }
            }
            q.forEach((name, value) -> {
                if (wanted.test(name)) {
                    quantities.put(prefix + name, value);
                }
            });
        }

        private static double[][] matrix(Map<String, double[][]> quantities, String name, int rows, int columns) {
            double[][] matrix = new double[rows][columns];
            quantities.put(name, matrix);
            return matrix;
        }

        private static double[][] step(double[][] parameters, double[][] gradient, double alpha) {
            double[][] stepped = new double[parameters.length][parameters[0].length];
            for (int i = 0; i < stepped.length; i++) {
                for (int j = 0; j < stepped[i].length; j++) {
                    stepped[i][j] = parameters[i][j] - alpha * gradient[i][j];
                }
            }
            return stepped;
        }

        static Map<String, double[][]> inOrder(Map<String, double[][]> quantities) {
            return new TreeMap<>(quantities);
        }
    }
}
