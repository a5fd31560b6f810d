package io.github.bp4j.data;

/** Numbers as data files write them. */
final class Numbers {
    private Numbers() {}

    /**
     * The finite decimal number, blanks around it left out, or NaN if there is none: digits, sign, point and exponent, not
     * the "1f", "0x1p3", "Infinity" and "NaN" that Java would take as well.
     */
    static double parse(String text) {
        String number = text.strip();
        for (int i = 0; i < number.length(); i++) {
            if ("0123456789+-.eE".indexOf(number.charAt(i)) < 0) {
                return Double.NaN;
            }
        }
        try {
            double value = Double.parseDouble(number);
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
