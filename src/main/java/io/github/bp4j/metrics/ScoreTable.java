package io.github.bp4j.metrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** The text of a report, as scikit-learn's classification_report lays it out: names to the right, four columns. */
final class ScoreTable {
    private static final int COLUMN = 9;

    private final List<String[]> rows = new ArrayList<>(); // a name and four cells; empty for a blank line

    ScoreTable() {
        rows.add(new String[] {"", "precision", "recall", "f1-score", "support"});
        blank();
    }

    ScoreTable blank() {
        rows.add(new String[0]);
        return this;
    }

    ScoreTable row(String name, Scores scores) {
        return row(
                name,
                twoDigits(scores.precision()),
                twoDigits(scores.recall()),
                twoDigits(scores.f1()),
                number(scores.support()));
    }

    ScoreTable row(String... cells) {
        rows.add(cells);
        return this;
    }

    /** Without a point where it is whole, as counts are; else with two digits. */
    static String number(double count) {
        return count == Math.rint(count) && count < 1e15 ? Long.toString((long) count) : twoDigits(count);
    }

    /** Two digits after the point, rounded from the exact value, half to even. */
    static String twoDigits(double value) {
        return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }

    @Override
    public String toString() {
        int width = rows.stream()
                .mapToInt(row -> row.length == 0 ? 0 : row[0].length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            String[] row = rows.get(r);
            text.append(r == 0 ? "" : "\n");
            if (row.length > 0) {
                text.append(toTheRight(row[0], width)).append(' ');
                for (int i = 1; i < row.length; i++) {
                    text.append(' ').append(toTheRight(row[i], COLUMN));
                }
            }
        }
        return text.toString();
    }

    private static String toTheRight(String cell, int width) {
        return " ".repeat(Math.max(0, width - cell.length())) + cell;
    }
}
