package io.github.bp4j.model;

import io.github.bp4j.data.Missing;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.data.TableEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What is said of an encoder in {@code model.txt}: {@code encoder.column1 = bill}, {@code encoder.column1.missing = constant 43.9},
 * {@code encoder.column2.category1 = Biscoe} and so on. Classes and scalers are those of the model.
 */
final class EncoderWords {
    private static final String COLUMN = "encoder.column";
    private static final String TARGET = "encoder.target";
    private static final String MISSING_VALUE = "encoder.missingValue";
    private static final String MISSING_TARGETS = "encoder.missingTargets";
    private static final String IGNORES_UNKNOWN = "encoder.ignoresUnknown";
    private static final String CONSTANT = "constant ";

    private EncoderWords() {}

    static void write(TableEncoder encoder, Words words) {
        for (int c = 1; c <= encoder.columns().size(); c++) {
            TableEncoder.Column column = encoder.columns().get(c - 1);
            words.put(COLUMN + c, column.name());
            words.put(COLUMN + c + ".missing", column.missing());
            words.putAll(COLUMN + c + ".category", column.categories());
        }
        words.putAll(TARGET, encoder.targets());
        words.put(MISSING_TARGETS, encoder.missingTargets());
        words.putAll(MISSING_VALUE, encoder.missingValues().stream().sorted().toList());
        words.put(IGNORES_UNKNOWN, encoder.ignoresUnknown());
    }

    static boolean areIn(Words words) {
        return words.has(COLUMN + 1);
    }

    static TableEncoder read(Words words, List<String> classes, Scaler scaler, Scaler targetScaler)
            throws ModelFormatException {
        if (scaler == null || targetScaler == null) {
            throw words.damaged(
                    "has an encoder, whose scalers shift, scale, targetShift and targetScale are not there");
        }
        List<TableEncoder.Column> columns = new ArrayList<>();
        for (int c = 1; words.has(COLUMN + c); c++) {
            columns.add(new TableEncoder.Column(
                    words.text(COLUMN + c),
                    words.texts(COLUMN + c + ".category"),
                    missing(words, COLUMN + c + ".missing")));
        }
        return new TableEncoder(
                columns,
                words.texts(TARGET),
                classes,
                missing(words, MISSING_TARGETS),
                new HashSet<>(words.texts(MISSING_VALUE)),
                words.flag(IGNORES_UNKNOWN),
                scaler,
                targetScaler);
    }

    private static Missing missing(Words words, String key) throws ModelFormatException {
        String text = words.text(key);
        if (text.startsWith(CONSTANT)) {
            return Missing.constant(text.substring(CONSTANT.length()));
        }
        for (Missing kind : List.of(Missing.REFUSE, Missing.DROP_ROW)) {
            if (text.equals(kind.toString())) {
                return kind;
            }
        }
        throw words.wrong(key, "REFUSE, DROP_ROW, or constant and a value");
    }
}
