package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.examples.TheFourEquations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the language of the user, the library and its examples write the same characters. */
class LocaleTest {
    /** A call that formats, or changes case, by the language of the user. */
    private static final Pattern OFFENCE = Pattern.compile(
            "(String\\.format|\\.printf|\\.format)\\(\\s*\"|\\.formatted\\(|\\.to(Lower|Upper)Case\\(\\)");

    @Test
    void everyFormatNamesItsLocale() throws IOException {
        for (String folder : List.of("src/main/java", "src/examples/java")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    Matcher matcher = OFFENCE.matcher(Files.readString(file));
                    assertThat(matcher.find() ? file + ": " + matcher.group() : "")
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void anOffenceIsFound() {
        for (String code : List.of(
                "String.format(\"%d\", 1)",
                "out.printf(\n    \"%d\", 1)", "\"%d\".formatted(1)", "name.toLowerCase()")) {
            assertThat(OFFENCE.matcher(code).find()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "de-DE", "hi-IN", "tr-TR", "th-TH-u-nu-thai", "fa-IR"})
    void anExamplePrintsTheSameInEveryLanguage(String language) {
        String expected = output(Locale.ROOT);
        assertThat(expected).contains("(2) Z[1] = W[1] A[0] + b[1]");
        assertThat(output(Locale.forLanguageTag(language))).isEqualTo(expected);
    }

    private static String output(Locale locale) {
        Locale before = Locale.getDefault();
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Locale.setDefault(locale);
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            TheFourEquations.main(new String[0]);
        } finally {
            System.setOut(out);
            Locale.setDefault(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
