package io.github.bp4j.training;

import io.github.bp4j.SplitMix64;
import java.util.List;
import java.util.stream.Collectors;

/** What one hyper-parameter may be. */
sealed interface Dimension {
    Object draw(SplitMix64 random);

    /** How many values there are; 0 for a range of real numbers. */
    default int size() {
        return 0;
    }

    /** Value i of them. */
    default Object at(int i) {
        throw new IndexOutOfBoundsException(i);
    }

    record Values(List<Object> values) implements Dimension {
        @Override
        public Object draw(SplitMix64 random) {
            return values.get(random.nextInt(values.size()));
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public Object at(int i) {
            return values.get(i);
        }

        @Override
        public String toString() {
            return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
    }

    record Integers(int low, int high) implements Dimension {
        @Override
        public Object draw(SplitMix64 random) {
            return low + random.nextInt(size());
        }

        @Override
        public int size() {
            return high - low + 1;
        }

        @Override
        public Object at(int i) {
            return low + i;
        }

        @Override
        public String toString() {
            return "integers from " + low + " to " + high;
        }
    }

    record Uniform(double low, double high) implements Dimension {
        @Override
        public Object draw(SplitMix64 random) {
            return Math.min(high, low + random.nextDouble() * (high - low));
        }

        @Override
        public String toString() {
            return "uniform from " + low + " to " + high;
        }
    }

    record LogUniform(double low, double high) implements Dimension {
        @Override
        public Object draw(SplitMix64 random) {
            double from = StrictMath.log(low);
            double x = StrictMath.exp(from + random.nextDouble() * (StrictMath.log(high) - from));
            return Math.max(low, Math.min(high, x)); // what rounding may have left
        }

        @Override
        public String toString() {
            return "log-uniform from " + low + " to " + high;
        }
    }
}
