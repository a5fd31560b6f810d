package io.github.bp4j.peers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** What was measured: runs per second of each case, entrant and round; or a word in their place. */
final class Results {
    private final Map<String, double[]> rates = new LinkedHashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();

    /** What ran, by entrant. */
    final Map<String, String> versions = new LinkedHashMap<>();

    /** Why an entrant, or one case of it, is absent. */
    final Map<String, String> reasons = new LinkedHashMap<>();

    void put(Case aCase, Entrant entrant, double[] ratesOfRounds) {
        rates.put(key(aCase, entrant.name()), ratesOfRounds);
    }

    void put(Case aCase, Entrant entrant, String word) {
        words.put(key(aCase, entrant.name()), word);
    }

    /** The median over the rounds; NaN where nothing was measured. */
    double rate(Case aCase, String entrant) {
        return quantile(rates.getOrDefault(key(aCase, entrant), new double[0]), 0.5);
    }

    /** A quantile, 0.5 being the median, over the rounds of bp4j's speed divided by this entrant's. */
    double ratio(Case aCase, String entrant, double quantile) {
        double[] ours = rates.getOrDefault(key(aCase, Entrants.REFERENCE), new double[0]);
        double[] theirs = rates.getOrDefault(key(aCase, entrant), new double[0]);
        return quantile(
                IntStream.range(0, Math.min(ours.length, theirs.length))
                        .mapToDouble(round -> ours[round] / theirs[round])
                        .toArray(),
                quantile);
    }

    /** What stands where nothing was measured. */
    String word(Case aCase, String entrant) {
        return words.getOrDefault(key(aCase, entrant), "–");
    }

    boolean has(Case aCase, String entrant) {
        return rates.containsKey(key(aCase, entrant)) || words.containsKey(key(aCase, entrant));
    }

    private static String key(Case aCase, String entrant) {
        return aCase.name() + " " + entrant;
    }

    /** Between two values in proportion. */
    private static double quantile(double[] values, double quantile) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = quantile * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
