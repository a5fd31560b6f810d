package io.github.bp4j.training;

/** One way to hold a part of the examples out: indices into the data set, in increasing order. */
public final class Fold {
    private final int[] train;
    private final int[] test;

    Fold(int[] train, int[] test) {
        this.train = train;
        this.test = test;
    }

    /** The examples to train on: a copy. */
    public int[] train() {
        return train.clone();
    }

    /** The examples to be judged by: a copy. */
    public int[] test() {
        return test.clone();
    }
}
