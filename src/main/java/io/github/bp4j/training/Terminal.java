package io.github.bp4j.training;

import java.io.Console;

/** Whether a person looks at the output. */
final class Terminal {
    private Terminal() {}

    /** Up to JDK 21 a console is there only for a terminal; from 22 on it tells by isTerminal(). */
    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on never null, and then isTerminal() tells
    static boolean isPresent() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderThan22) {
            return true;
        }
    }
}
