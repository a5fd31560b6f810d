package io.github.bp4j;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Who uses a network now: one thread at a time may. A second one is refused on entry with an {@link
 * IllegalStateException}, as a list that changes refuses its iterator; nobody waits, and no lock is taken.
 *
 * <p>Every operation of a {@link Network} enters by itself, and so does everything in the library that takes a network.
 * {@link #hold} keeps the network for the calling thread from one operation to the next, for a training loop of your
 * own:
 *
 * <pre>{@code
 * network.inUse().hold("my training");
 * try {
 *     network.forward(X); // nobody comes in between
 *     network.backward(Y);
 * } finally {
 *     network.inUse().release();
 * }
 * }</pre>
 *
 * <p>What the last user has written is visible to the next one, on whichever thread. The live matrices and arrays that
 * a network hands out are not watched.
 */
public final class InUse {
    /** Written by compare-and-set where the network is free; only its owner sets it back to null. */
    private final AtomicReference<Thread> owner = new AtomicReference<>();

    /** What the owner holds the network for, null for nothing; others read it for their message alone. */
    private String use;

    private String operation; // that runs now, which no other may interrupt; null for none; for messages of others too
    private int holds; //        not yet released
    private String training; //  what the training is called; null for none
    private int trainingHold; // the number of its hold
    private long passThread; //  the id of the thread that made the last forward pass; 0 before the first
    private String passThreadName;

    InUse() {}

    /**
     * Keeps the network for the calling thread until as many calls of {@link #release}; the same thread may hold it
     * several times.
     *
     * @param use what for, in one word; messages for others have it
     * @throws IllegalStateException if another thread uses the network, or one of its operations is in progress on this
     *     thread
     */
    public void hold(String use) {
        Objects.requireNonNull(use, "use");
        if (isMine()) {
            requireNoOperation(use);
        } else {
            acquire(use);
            this.use = use;
        }
        holds++;
    }

    /**
     * As {@link #hold}, for a training of the network, of which there is one at a time.
     *
     * @throws IllegalStateException also if the network is held for a training on this thread
     */
    public void holdForTraining(String use) {
        hold(use);
        if (training != null) {
            holds--;
            throw new IllegalStateException(use + ": the network is in training already (" + training
                    + "), which must end first; a listener cannot train the network that it listens to");
        }
        training = use;
        trainingHold = holds;
    }

    /**
     * Refuses what a training would not notice.
     *
     * @throws IllegalStateException if the network is held for a training, which can be on the calling thread alone
     */
    void requireNoTraining(String operation) {
        if (training != null) {
            throw new IllegalStateException(operation + ": the network is in training (" + training
                    + "); call it before or after, not from a listener");
        }
    }

    /** Notes that the forward pass in progress on this thread has been made. */
    void passMade() {
        Thread thread = Thread.currentThread();
        if (passThread != thread.getId()) {
            passThread = thread.getId();
            passThreadName = thread.getName();
        }
    }

    /**
     * Refuses what would continue with the forward pass of another thread. Between two operations of one thread, as
     * long as it does not hold the network, a pass of another thread may take the place of its own.
     *
     * @param operation the name that the message gives to what is refused
     * @throws IllegalStateException if the last forward pass was made by another thread
     */
    public void requireOwnPass(String operation) {
        Objects.requireNonNull(operation, "operation");
        if (passThread != 0 && passThread != Thread.currentThread().getId()) {
            throw new IllegalStateException(operation + ": the last forward pass was made by thread \"" + passThreadName
                    + "\"; call forward on this thread, and keep other threads out with network.inUse().hold(…) until"
                    + " the update is done");
        }
    }

    /**
     * Ends the last hold.
     *
     * @throws IllegalStateException if the calling thread does not hold the network, or one of its operations is in
     *     progress on this thread
     */
    public void release() {
        if (!isMine() || holds == 0) {
            throw new IllegalStateException("release: this thread does not hold the network");
        }
        requireNoOperation("release");
        if (training != null && trainingHold == holds) {
            training = null;
        }
        if (--holds == 0) {
            use = null;
            owner.setRelease(null);
        }
    }

    /**
     * Begins an operation that computes with the network's memory, within a hold or on its own; {@link #end} must
     * follow.
     *
     * @throws IllegalStateException if another thread uses the network, or an operation is in progress on this thread
     */
    void begin(String operation) {
        if (isMine()) {
            requireNoOperation(operation);
        } else {
            acquire(operation);
        }
        this.operation = operation;
    }

    /** Ends the operation. */
    void end() {
        operation = null;
        if (holds == 0) {
            owner.setRelease(null);
        }
    }

    /** No more than a plain read: only the calling thread can have set, or can set back, what makes this true. */
    private boolean isMine() {
        return owner.getPlain() == Thread.currentThread();
    }

    private void acquire(String asked) {
        Thread other = owner.compareAndExchange(null, Thread.currentThread());
        if (other != null) {
            throw inUse(asked, other, use != null ? use : operation);
        }
    }

    private void requireNoOperation(String asked) {
        if (operation != null) {
            throw new IllegalStateException(asked + ": " + operation + " of this network is in progress on this thread;"
                    + " an activation or a loss of your own cannot use the network that computes it");
        }
    }

    private static IllegalStateException inUse(String asked, Thread other, String use) {
        return new IllegalStateException(asked + ": the network is in use by thread \"" + other.getName() + "\""
                + (use == null ? "" : " (" + use + ")")
                + "; one thread at a time may use a network. For predictions from other threads take"
                + " network.predictor() before training starts, or in a listener");
    }
}
