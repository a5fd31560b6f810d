package io.github.bp4j.data;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Writes records as RFC 4180 says: CRLF ends a line, and a cell is quoted where it must be. */
final class CsvWriter {
    private final Writer out;
    private final CsvFormat format;

    CsvWriter(Writer out, CsvFormat format) {
        this.out = out;
        this.format = format;
    }

    void write(List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(format.separator());
            }
            String cell = cells.get(i);
            // A lone empty cell would be an empty line.
            if (needsQuotes(cell) || (cells.size() == 1 && cell.isEmpty())) {
                out.write('"' + cell.replace("\"", "\"\"") + '"');
            } else {
                out.write(cell);
            }
        }
        out.write("\r\n");
    }

    private boolean needsQuotes(String cell) {
        return cell.indexOf(format.separator()) >= 0
                || cell.indexOf('"') >= 0
                || cell.indexOf('\n') >= 0
                || cell.indexOf('\r') >= 0
                || cell.startsWith("\uFEFF")
                || !cell.equals(cell.strip());
    }
}
