package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;

import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Who goes into which part, at random. */
final class Splits {
    private Splits() {}

    /**
     * The numbers 0 … groups.length − 1 in random order, dealt out: each goes to the first part whose quota of its group
     * is not used up, or else to the last part, which has no quota.
     *
     * @param quotas for each part but the last, how many of each group it takes
     * @param groups the group of each number
     */
    static int[][] parts(int[][] quotas, int[] groups, long seed) {
        int[] order = IntStream.range(0, groups.length).toArray();
        SplitMix64.stream(seed, "split", 0, 0).shuffle(order);
        int[][] left = Arrays.stream(quotas).map(int[]::clone).toArray(int[][]::new);
        int[][] parts = new int[quotas.length + 1][groups.length];
        int[] sizes = new int[parts.length];
        for (int number : order) {
            int part = 0;
            while (part < left.length && left[part][groups[number]] == 0) {
                part++;
            }
            if (part < left.length) {
                left[part][groups[number]]--;
            }
            parts[part][sizes[part]++] = number;
        }
        for (int part = 0; part < parts.length; part++) {
            parts[part] = Arrays.copyOf(parts[part], sizes[part]);
        }
        return parts;
    }

    /**
     * How many of each group belong to a part of this size that keeps their shares: n_g · partSize / Σ n, rounded down or,
     * where the remainders are largest, up. Of each group one stays out of the part, where that is possible.
     */
    static int[] quotas(int[] counts, int partSize) {
        long size = IntStream.of(counts).sum();
        int[] quotas = IntStream.of(counts)
                .map(n -> (int) ((long) n * partSize / size))
                .toArray();
        IntStream.range(0, quotas.length)
                .boxed()
                .sorted(Comparator.comparingLong(g -> -((long) counts[g] * partSize % size)))
                .limit(partSize - IntStream.of(quotas).sum())
                .forEach(g -> quotas[g]++);
        for (int group = 0; group < counts.length; group++) {
            if (quotas[group] > 0 && quotas[group] == counts[group]) {
                leaveOne(group, quotas, counts);
            }
        }
        return quotas;
    }

    /**
     * Takes one from the group's quota, and gives it to the group with something to spare that is furthest below its
     * share.
     */
    private static void leaveOne(int group, int[] quotas, int[] counts) {
        long size = IntStream.of(counts).sum();
        long partSize = IntStream.of(quotas).sum();
        IntStream.range(0, counts.length)
                .filter(g -> quotas[g] < counts[g] - 1)
                .boxed()
                .min(Comparator.comparingLong(g -> quotas[g] * size - counts[g] * partSize))
                .ifPresent(g -> {
                    quotas[g]++;
                    quotas[group]--;
                });
    }

    /** How many there are of each group. */
    static int[] counts(int[] groups, int number) {
        int[] counts = new int[number];
        for (int group : groups) {
            counts[group]++;
        }
        return counts;
    }

    /** a − b. */
    static int[] minus(int[] a, int[] b) {
        int[] difference = new int[a.length];
        Arrays.setAll(difference, g -> a[g] - b[g]);
        return difference;
    }

    /** round(fraction · size), if that leaves something for both sides. */
    static int partSize(String name, double fraction, int size, String noun) {
        requireFraction(name, fraction);
        int part = (int) Math.round(fraction * size);
        if (part == 0 || part == size) {
            throw new IllegalArgumentException(name + " " + fraction + " of " + count(size, noun) + " leaves "
                    + (size - part) + " to train and " + part + " to test; both need at least 1");
        }
        return part;
    }

    /** The sizes of validation set and test set, each rounded, if all three parts get something. */
    static int[] partSizes(double validationFraction, double testFraction, int size, String noun) {
        requireFraction("validationFraction", validationFraction);
        requireFraction("testFraction", testFraction);
        int validation = (int) Math.round(validationFraction * size);
        int test = (int) Math.round(testFraction * size);
        if (validation == 0 || test == 0 || validation + test >= size) {
            throw new IllegalArgumentException("validationFraction " + validationFraction + " and testFraction "
                    + testFraction + " of " + count(size, noun) + " leave "
                    + Math.max(0, size - validation - test) + " to train, " + validation + " to validate and " + test
                    + " to test; each needs at least 1");
        }
        return new int[] {validation, test};
    }

    private static void requireFraction(String name, double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(name + " must be above 0 and below 1; got " + fraction);
        }
    }
}
