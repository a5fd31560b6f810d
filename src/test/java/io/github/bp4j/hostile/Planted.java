package io.github.bp4j.hostile;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** One method for each fault that the hostile calls are to find, and one without a fault. */
public final class Planted {
    private final double[] kept = {1, 2, 3};

    /** Takes what it should refuse. */
    public void acceptsNull(List<String> names) {
        kept[0] = 1;
    }

    /** Takes NaN and infinities, and gives them back. */
    public double acceptsNaN(double ratio) {
        return ratio;
    }

    /** Lets the JVM word the refusal. */
    public int failsInside(String name) {
        return name.length() == 0 ? 1 : 0;
    }

    /** Lets the array refuse. */
    public double indexes(int place) {
        return kept[place];
    }

    /** Refuses without a name. */
    public void namesNothing(Object[] rules) {
        if (rules == null || rules.length != 3) {
            throw new NullPointerException("it is missing");
        }
    }

    /** Refuses without the value. */
    public void givesNoValue(int count) {
        if (count != 1) {
            throw new IllegalArgumentException("count is wrong");
        }
    }

    /** Refuses when it is too late. */
    public void changesHalf(double[] values) {
        kept[1] = 5;
        Objects.requireNonNull(values, "values");
        throw new IllegalArgumentException("values of " + values.length + " elements such as NaN, -1.0, "
                + "1.7976931348623157E308, Infinity and -Infinity");
    }

    /** Does not come back. */
    public void neverEnds(long steps) throws InterruptedException {
        new CountDownLatch(steps == 1 ? 0 : 1).await();
    }

    /** Refuses, as it should. */
    public void refuses(int least) {
        if (least != 1) {
            throw new IllegalArgumentException("least must be 1; got " + least);
        }
    }
}
