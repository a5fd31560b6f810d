package io.github.bp4j.data;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;

/** Numbers as data files write them. */
final class Numbers {
    private static final char MINUS = '\u2212'; // as word processors write it
    private static final String CHARACTERS = "0123456789+-.eE" + MINUS;

    /** No leading zeros; decimals that are all 0, or do not end in 0. */
    private static final Pattern SURE =
            Pattern.compile("[-+" + MINUS + "]?(0|[1-9][0-9]*)?([.](0*|[0-9]*[1-9]))?([eE][-+" + MINUS + "]?[0-9]+)?");

    /** Names that are longer are no numbers: to read them exactly takes time that grows with the square. */
    private static final int LONGEST = 1000;

    private Numbers() {}

    /**
     * The finite decimal number, blanks around it left out, or NaN if there is none: digits, sign, point and exponent, not
     * the "1f", "0x1p3", "Infinity" and "NaN" that Java would take as well. A minus sign U+2212 counts as a hyphen.
     */
    static double parse(String text) {
        String number = text.strip();
        for (int i = 0; i < number.length(); i++) {
            if (CHARACTERS.indexOf(number.charAt(i)) < 0) {
                return Double.NaN;
            }
        }
        try {
            double value = Double.parseDouble(number.replace(MINUS, '-'));
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    // ---------------------------------------------------------------- names that are numbers

    /** By number, if all are numbers, as "-1" and "+1" are; those of the same number, and other names, as texts. */
    static Comparator<String> order(Collection<String> names) {
        return names.stream().allMatch(name -> exact(name) != null)
                ? Comparator.comparing(Numbers::exact).thenComparing(Comparator.naturalOrder())
                : Comparator.naturalOrder();
    }

    /**
     * The only one of the names that writes the same number as the text: "3" for "3.0", "+1" for "1". Null if there is
     * none, or several.
     *
     * <p>Numbers with leading zeros, as "007", are codes, and those with trailing zeros behind other decimals, as
     * "1.10", may be versions: they are the same as nothing but themselves.
     */
    static String same(String text, Collection<String> names) {
        BigDecimal number = null;
        String same = null;
        for (String name : names) {
            if (!beginsLikeNumber(name)) {
                continue;
            }
            number = number == null ? key(text) : number;
            if (number == null) {
                return null;
            }
            if (number.equals(key(name))) {
                if (same != null) {
                    return null;
                }
                same = name;
            }
        }
        return same;
    }

    /** A number that is equal for all texts that surely write the same one; null for others. */
    private static BigDecimal key(String text) {
        BigDecimal number = SURE.matcher(text).matches() ? exact(text) : null;
        return number == null ? null : number.stripTrailingZeros();
    }

    private static boolean beginsLikeNumber(String name) {
        return !name.isEmpty() && CHARACTERS.indexOf(name.charAt(0)) >= 0;
    }

    /** The number without rounding; null if {@link #parse} finds none. */
    private static BigDecimal exact(String text) {
        if (text.length() > LONGEST || Double.isNaN(parse(text))) {
            return null;
        }
        try {
            return new BigDecimal(text.strip().replace(MINUS, '-'));
        } catch (NumberFormatException e) {
            return null; // an exponent beyond those of BigDecimal
        }
    }
}
