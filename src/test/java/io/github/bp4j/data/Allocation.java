package io.github.bp4j.data;

import java.lang.management.ManagementFactory;

/** How much memory reading takes. */
final class Allocation {
    private Allocation() {}

    /** What may fail. */
    interface Reading {
        void read() throws Exception;
    }

    /** The bytes that this thread allocates meanwhile, whether or not it ends with an exception. */
    static long of(Reading reading) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            reading.read();
        } catch (Exception e) {
            // the memory is what is asked for
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
