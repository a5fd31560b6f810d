package io.github.bp4j.data;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;

/** Reports classes that a split leaves without an example to train on. */
final class LostClasses {
    private LostClasses() {}

    /**
     * Logs a warning that names the classes with an example in the whole, but none in the part to train on. Examples of
     * weight 0 do not count.
     */
    static void report(String split, Dataset whole, Dataset train, String why) {
        if (!whole.isClassification()) {
            return;
        }
        List<String> lost = new ArrayList<>(train.missingClasses());
        lost.removeAll(whole.missingClasses());
        report(split, lost, why);
    }

    /** Logs a warning that names these, if there are any. */
    static void report(String split, List<String> lost, String why) {
        if (!lost.isEmpty()) {
            System.getLogger("io.github.bp4j")
                    .log(
                            Logger.Level.WARNING,
                            split + ": there is no example to train on of "
                                    + (lost.size() == 1 ? "class " : "the classes ") + String.join(", ", lost) + "; "
                                    + why);
        }
    }
}
