package io.github.bp4j.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.check.GradientReport;
import io.github.bp4j.check.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every line of Java in the tables of docs/features.md is compiled and run after the page's block of Java, each on
 * objects of its own; and no name of the lists in src/test/resources/features is missing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeaturesPageTest {
    private static final Path PAGE = Path.of("docs", "features.md");
    private static final Path LISTS = Path.of("src", "test", "resources", "features");
    private static final Pattern SETUP = Pattern.compile("^```java\\n(.*?)^```\\n", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern VALUE = Pattern.compile("(?:Activation|Initializer|Loss|Optimizer|Schedule)\\..*");

    private static final String IMPORTS = Stream.of("", "check.", "data.", "metrics.", "optimizer.", "training.")
            .map(part -> "import io.github.bp4j." + part + "*;\n")
            .reduce("import java.time.*;\nimport java.util.*;\n", String::concat);

    /** A row of a table under a heading: what they call it, the line of Java, empty for a dash, and the note. */
    record Row(int number, String library, String theirs, String java, String note) {
        /** Their names: what stands between backquotes. */
        List<String> names() {
            return CODE.matcher(theirs).results().map(m -> m.group(1)).toList();
        }

        boolean isRun() {
            return !java.isEmpty();
        }

        @Override
        public String toString() {
            return "line " + number + ", " + theirs + ": " + java;
        }
    }

    private URLClassLoader loader;
    private Object lines;

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String library = "";
        List<String> page = Files.readAllLines(PAGE);
        for (int i = 0; i < page.size(); i++) {
            String line = page.get(i);
            if (line.startsWith("## ")) {
                library = line.substring(3).split(":", 2)[0];
            } else if (line.startsWith("| ")
                    && !(i + 1 < page.size() && page.get(i + 1).startsWith("|---"))) {
                String[] cells = line.split("(?<!\\\\)\\|", -1);
                assertThat(cells).as("cells of line %d", i + 1).hasSize(5);
                String code = cells[2].strip().replace("\\|", "|");
                boolean dash = code.equals("—");
                assertThat(dash || (code.startsWith("`") && code.endsWith("`")))
                        .as("line %d has one line of Java or a dash", i + 1)
                        .isTrue();
                String java = dash ? "" : code.substring(1, code.length() - 1);
                rows.add(new Row(i + 1, library, cells[1].strip(), java, cells[3].strip()));
            }
        }
        return rows;
    }

    static List<Row> linesToRun() throws IOException {
        return rows().stream().filter(Row::isRun).toList();
    }

    /** One class with a method for each line; a line that makes a value returns it. */
    @BeforeAll
    void compileAllLines(@TempDir Path directory) throws Exception {
        Matcher setup = SETUP.matcher(Files.readString(PAGE));
        assertThat(setup.find()).isTrue();
        StringBuilder source = new StringBuilder(IMPORTS).append("public class Lines {\n");
        for (Row row : linesToRun()) {
            boolean value = VALUE.matcher(row.java()).matches();
            source.append("public Object line%d() throws Exception {\n".formatted(row.number()))
                    .append(setup.group(1))
                    .append(value ? "return " : "")
                    .append(row.java())
                    .append(value ? ";\n}\n" : ";\nreturn null;\n}\n");
        }
        Path file = Files.writeString(directory.resolve("Lines.java"), source.append("}\n"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", directory.toString());
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(compiled).as("%s", messages).isTrue();
        }
        loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
        lines = loader.loadClass("Lines").getConstructor().newInstance();
    }

    @AfterAll
    void close() throws IOException {
        loader.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linesToRun")
    void lineRuns(Row row) throws Exception {
        Object value;
        try {
            value = lines.getClass().getMethod("line" + row.number()).invoke(lines);
        } catch (InvocationTargetException e) {
            throw new AssertionError(row.toString(), e.getCause());
        }
        if (VALUE.matcher(row.java()).matches()) {
            assertThat(value).isNotNull();
        }
        if (value instanceof Activation g) {
            assertDerivative(g);
        }
        if (value instanceof Loss loss && row.java().startsWith("Loss.of")) {
            assertDerivative(loss);
        }
    }

    /** By differences, away from the corners. */
    private static void assertDerivative(Activation g) {
        double h = 0x1p-12;
        for (double z : new double[] {-2.7, -0.83, -0.31, 0.23, 0.77, 2.9}) {
            if (g != Activation.SOFTMAX) {
                Matrix A = g.g(Matrix.column(z - h, z + h));
                double slope = (A.get(1, 0) - A.get(0, 0)) / (2 * h);
                assertThat(g.gPrime(Matrix.column(z)).get(0, 0)).as("g′(%s)", z).isCloseTo(slope, within(1e-5));
            }
        }
    }

    private static void assertDerivative(Loss loss) {
        Network network = Network.builder()
                .inputs(3)
                .layer(2, Activation.SOFTMAX)
                .loss(loss)
                .initializer(Initializer.GLOROT_NORMAL)
                .build();
        SplitMix64 random = new SplitMix64(1);
        Matrix X = Matrix.zeros(3, 4).map(zero -> random.nextGaussian());
        GradientReport report = GradientCheck.of(network).check(X, Matrix.of(2, 4, 1, 0, 1, 0, 0, 1, 0, 1));
        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void everyDashSaysWhy() throws IOException {
        assertThat(rows())
                .filteredOn(row -> row.java().isEmpty())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.note()).as("%s", row).isNotEmpty());
    }

    @Test
    void theTablesHaveTwoHundredLines() throws IOException {
        assertThat(linesToRun()).hasSizeGreaterThan(200);
    }

    /** Names of a list must stand in the first column of a table of its library. */
    @ParameterizedTest
    @ValueSource(strings = {"scikit-learn", "Keras", "DL4J", "Encog", "Smile"})
    void noNameOfTheListIsMissing(String library) throws IOException {
        List<String> names = Files.readAllLines(LISTS.resolve(library.toLowerCase(Locale.ROOT) + ".txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        Set<String> inPage = rows().stream()
                .filter(row -> row.library().equals(library))
                .flatMap(row -> row.names().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(names).hasSizeGreaterThan(25);
        assertThat(inPage).containsAll(names);
    }
}
