package io.github.bp4j.model;

import io.github.bp4j.internal.file.Memory;

/**
 * How many numbers may be made of a file, copies and changed ones included: in proportion to its size,
 * and no more than a quarter of the heap. An honest model uses each of its weights once or
 * twice; a file of a few bytes that has its nodes copy one tensor thousands of times runs out.
 */
final class OnnxBudget {
    private static final int PER_BYTE = 2;
    private static final int FOR_SMALL_FILES = 4096;

    private final long limit;
    private final String reason;
    private long spent;

    OnnxBudget(long fileSize) {
        long bySize = PER_BYTE * fileSize + FOR_SMALL_FILES;
        long byHeap = Memory.limit() / Double.BYTES;
        limit = Math.min(bySize, byHeap);
        reason = bySize <= byHeap
                ? "is more than a file of its size should hold"
                : "take more than a quarter of the heap (-Xmx)";
    }

    /** Takes note of numbers to be made. */
    void spend(long numbers, Object what) throws ModelFormatException {
        spent += numbers;
        if (spent > limit) {
            throw new ModelFormatException(what + ": with it, the nodes of this file would make more than " + limit
                    + " numbers, which " + reason);
        }
    }
}
