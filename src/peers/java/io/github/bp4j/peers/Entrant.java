package io.github.bp4j.peers;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A contestant as the conductor sees it.
 *
 * @param float64 whether its numbers are doubles; else floats, and it need not agree as closely
 * @param warms whether it becomes faster as it runs: a JVM does, a compiled program does not
 */
record Entrant(String name, Set<Case.Kind> kinds, boolean float64, boolean warms, Launcher launcher) {
    /** How its process is started. */
    interface Launcher {
        /**
         * The command line, for this case and the others of its group.
         *
         * @throws Unavailable if this machine lacks something
         */
        List<String> command(Case aCase) throws IOException;
    }

    /** Why an entrant does not take part. */
    static final class Unavailable extends IOException {
        private static final long serialVersionUID = 1;

        Unavailable(String reason) {
            super(reason);
        }
    }

    /** How far its answer may be from bp4j's, relatively. */
    double tolerance() {
        return float64 ? 1e-9 : 1e-3;
    }
}
