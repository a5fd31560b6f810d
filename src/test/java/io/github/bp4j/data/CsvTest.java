package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.SplitMix64;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of RFC 4180, read and written. */
class CsvTest {
    private static final CsvFormat BARE = CsvFormat.STANDARD.withoutHeader();

    static Stream<Arguments> records() {
        return Stream.of(
                // the rules of section 2 of the RFC, in its order
                arguments("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", BARE, "[aaa, bbb, ccc] [zzz, yyy, xxx]"),
                arguments("aaa,bbb,ccc\r\nzzz,yyy,xxx", BARE, "[aaa, bbb, ccc] [zzz, yyy, xxx]"),
                arguments("a,b\r\n1,2\r\n", CsvFormat.STANDARD, "[1, 2]"),
                arguments("a b , c\r\n", BARE, "[a b ,  c]"),
                arguments("\"aaa\",\"bbb\"\r\nzzz,\"yyy\"\r\n", BARE, "[aaa, bbb] [zzz, yyy]"),
                arguments("\"aaa\",\"b\r\nbb\",\"c,c\"\r\nz,y,x", BARE, "[aaa, b\r\nbb, c,c] [z, y, x]"),
                arguments("\"aaa\",\"b\"\"bb\"", BARE, "[aaa, b\"bb]"),
                // the ends of lines and of files
                arguments("1,2\n3,4\n", BARE, "[1, 2] [3, 4]"),
                arguments("1,2\r3,4\r", BARE, "[1, 2] [3, 4]"),
                arguments("1,2\n\n\r\n3,4\n\n", BARE, "[1, 2] [3, 4]"),
                arguments("\"1\n\n2\",3", BARE, "[1\n\n2, 3]"),
                arguments("\"1\r2\",3", BARE, "[1\r2, 3]"),
                arguments("\uFEFF1,2\n", BARE, "[1, 2]"),
                arguments("\uFEFFa,b\n1,2\n", CsvFormat.STANDARD, "[1, 2]"),
                arguments("\uFEFF\"a\",b\n1,2\n", CsvFormat.STANDARD, "[1, 2]"),
                // empty cells and quotes alone
                arguments(",\n,", BARE, "[, ] [, ]"),
                arguments("1,\n", BARE, "[1, ]"),
                arguments("\"\",\"\"\"\"", BARE, "[, \"]"),
                arguments("\"\"\n", BARE, "[]"),
                arguments("\"\"\"\"\"\"", BARE, "[\"\"]"),
                // other separators
                arguments("1;2,5\n", BARE.separator(';'), "[1, 2,5]"),
                arguments("1\t2\n", BARE.separator('\t'), "[1, 2]"),
                arguments("\"a|b\"|c", BARE.separator('|'), "[a|b, c]"),
                // blanks around cells
                arguments(" 5.1, 3.5 ,\t\"a b \" \n", BARE.trimmed(), "[5.1, 3.5, a b ]"),
                arguments(" 1\t2 \n", BARE.separator('\t').trimmed(), "[1, 2]"),
                arguments("1 2\n", BARE.separator(' ').trimmed(), "[1, 2]"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordIsReadAsTheGrammarSays(String text, CsvFormat format, String expected) throws IOException {
        Table table = read(text, format);
        assertThat(String.join(
                        " ",
                        IntStream.range(0, table.size())
                                .mapToObj(r -> List.of(table.row(r)).toString())
                                .toList()))
                .isEqualTo(expected);
    }

    static Stream<Arguments> offences() {
        return Stream.of(
                arguments("", CsvFormat.STANDARD, "CSV is empty; a header is needed"),
                arguments("\n\n", BARE, "CSV is empty; a record is needed"),
                arguments("a,b\n1,2\n1,2,3\n", CsvFormat.STANDARD, "CSV, line 3: 3 cells; there are 2 columns"),
                arguments("a,b\n\"1\n\n\",2\n1\n", CsvFormat.STANDARD, "CSV, line 5: 1 cell; there are 2 columns"),
                arguments("1,2\n1", BARE, "CSV, line 2: 1 cell; there are 2 columns"),
                arguments("1,2", CsvFormat.STANDARD.withoutHeader("a"), "CSV, line 1: 2 cells; there is 1 column"),
                arguments("a,a\n", CsvFormat.STANDARD, "CSV, line 1: column \"a\" is there twice"),
                arguments("1,2\n3,4\"5\n", BARE, "CSV, line 2: cell 2 has a quote inside, but does not begin with one"),
                arguments(
                        "1,2\r\n\"3\n\"x,4",
                        BARE,
                        "CSV, line 3: cell 1 goes on with \"x\" after its closing quote; a quote inside is written"
                                + " twice"),
                arguments("1,2\n3,\"4\n5\n6", BARE, "CSV, line 2: a quote is never closed; cell 2 begins with it"),
                arguments("1,\"", BARE, "CSV, line 1: a quote is never closed; cell 2 begins with it"));
    }

    @ParameterizedTest
    @MethodSource("offences")
    void whatTheGrammarDoesNotKnowIsRefusedWithItsLine(String text, CsvFormat format, String message) {
        assertThatThrownBy(() -> read(text, format))
                .isInstanceOf(DataFileException.class)
                .hasMessage(message);
    }

    @Test
    void aHeaderNamesTheColumnsAndWithoutOneTheyAreNumbered() throws IOException {
        assertThat(read("a,\"b,c\"\n", CsvFormat.STANDARD).columns()).containsExactly("a", "b,c");
        assertThat(read("7,8\n", BARE).columns()).containsExactly("1", "2");
        Table named = read("7,8\n", CsvFormat.STANDARD.withoutHeader("x", "y"));
        assertThat(named.columns()).containsExactly("x", "y");
        assertThat(named.cell(0, "y")).isEqualTo("8");
    }

    @Test
    void everyRowKnowsItsLine() throws IOException {
        Table table = read("a,b\n1,\"x\r\ny\"\r\n\n2,3\n4,5", CsvFormat.STANDARD);
        assertThat(IntStream.range(0, 3).map(table::line)).containsExactly(2, 5, 6);
        assertThat(read("1\n2\n", BARE).line(0)).isEqualTo(1);
    }

    @Test
    void aFileIsReadInUtf8AndNamedInMessages(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "name\nÅngström\n");
        assertThat(Table.readCsv(file).cell(0, "name")).isEqualTo("Ångström");

        Files.write(file, "name\nÅngström\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Table.readCsv(file))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + ", line 1 or soon after: not UTF-8; Table.readCsv(Reader, …) reads other encodings");
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            assertThat(Table.readCsv(reader, CsvFormat.STANDARD).cell(0, "name"))
                    .isEqualTo("Ångström");
        }
        Files.writeString(file, "name\n1,2\n");
        assertThatThrownBy(() -> Table.readCsv(file)).hasMessage(file + ", line 2: 2 cells; there is 1 column");
    }

    @Test
    void theFirstRowsAreReadWithoutTheRest(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "a\n1\n2\n\"never closed");
        assertThat(Table.readCsv(file, CsvFormat.STANDARD, 2).column("a")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|', ' '})
    void whatIsWrittenIsReadBack(char separator) throws IOException {
        SplitMix64 random = SplitMix64.stream(separator, "csv", 0, 0);
        String[] pieces = {"a", "é", "\"", "\n", "\r", "\r\n", ",", ";", "\t", "|", " ", "7", "\uFEFF", "\uD83D\uDE00"};
        for (int trial = 0; trial < 200; trial++) {
            String[][] rows = new String[1 + random.nextInt(5)][1 + trial % 3];
            for (String[] row : rows) {
                for (int c = 0; c < row.length; c++) {
                    row[c] = "";
                    for (int length = random.nextInt(6); length > 0; length--) {
                        row[c] += pieces[random.nextInt(pieces.length)];
                    }
                }
            }
            Table table = Table.of(List.of("a", "b\n", "").subList(0, trial % 3 + 1), rows);
            for (CsvFormat format : List.of(CsvFormat.STANDARD, CsvFormat.STANDARD.trimmed())) {
                StringWriter out = new StringWriter();
                table.writeCsv(out, format.separator(separator));
                assertThat(read(out.toString(), format.separator(separator))).isEqualTo(table);
            }
        }
    }

    @Test
    void onlyCellsThatMustBeAreQuoted() throws IOException {
        StringWriter out = new StringWriter();
        Table.of(List.of("a", "b"), new String[] {"plain", "1,5"}, new String[] {"say \"x\"", " y"})
                .writeCsv(out, CsvFormat.STANDARD);
        assertThat(out).hasToString("a,b\r\nplain,\"1,5\"\r\n\"say \"\"x\"\"\",\" y\"\r\n");
    }

    /** A cell longer than the buffer, and lines that end where it does. */
    @Test
    void recordsAcrossTheBufferAreWhole() throws IOException {
        String cell = "x".repeat(8191);
        for (String end : List.of("\r\n", "\n", "\r\n\r\n")) {
            Table table = read(cell + end + "\"" + "\"\"".repeat(9000) + "\"" + end, BARE);
            assertThat(table.column("1")).containsExactly(cell, "\"".repeat(9000));
        }
    }

    /** Whatever the characters, it is a table or a message; and the time is that of reading. */
    @Test
    void anyTextIsATableOrRefused() {
        SplitMix64 random = SplitMix64.stream(1, "csv", 0, 0);
        String pieces = "a\"\n\r, ;1\uFEFF";
        int tables = 0;
        for (int trial = 0; trial < 5000; trial++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            try {
                read(text.toString(), trial % 2 == 0 ? BARE : CsvFormat.STANDARD.trimmed());
                tables++;
            } catch (IOException e) {
                assertThat(e).isInstanceOf(DataFileException.class).hasMessageStartingWith("CSV");
            }
        }
        assertThat(tables).isBetween(500, 4500);
    }

    @Test
    void aFormatThatCannotBeReadIsRefused() {
        assertThatThrownBy(() -> CsvFormat.STANDARD.separator('"'))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("separator must be neither a quote nor the end of a line; got \"\"\"");
        assertThatThrownBy(() -> CsvFormat.STANDARD.separator('\n'))
                .hasMessage("separator must be neither a quote nor the end of a line; got \"\\n\"");
        assertThatThrownBy(() -> new CsvFormat(',', true, List.of("a"), false))
                .hasMessage("the header names the columns; got the names [a] too");
    }

    private static Table read(String text, CsvFormat format) throws IOException {
        return Table.readCsv(new StringReader(text), format);
    }
}
