package io.github.bp4j.peers;

/** A library that takes part, in a JVM of its own. */
interface Contestant {
    /** What runs, with its version. */
    String version();

    /**
     * A case, ready to be run.
     *
     * @throws UnsupportedOperationException if this contestant has nothing for it
     */
    Work prepare(Case aCase, CaseData data);

    /** A case that is run over and over; each run of a network takes the next batch, or example. */
    interface Work {
        /** One product, training step or prediction. */
        void run();

        /**
         * One more run, and its result in one number: {@link #fingerprint} of the product or of the prediction, or the cost of the
         * step, from before its update.
         */
        double answer();
    }

    /** Σ c_i (1 + i mod 7), i = 0, 1, …: no two elements of a matrix can be exchanged unseen, but for a few. */
    static double fingerprint(double[] rowMajor) {
        double sum = 0;
        for (int i = 0; i < rowMajor.length; i++) {
            sum += rowMajor[i] * (1 + i % 7);
        }
        return sum;
    }

    /** The name of the jar that a class is from, without its ending: it tells the version. */
    static String jar(Class<?> type) {
        String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.endsWith(".jar") ? file.substring(0, file.length() - 4) : file;
    }
}
