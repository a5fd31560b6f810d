package io.github.bp4j.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is measured: a matrix product, a training step or a prediction, with its sizes. Its {@link #name()}, e.g.
 * {@code products:128,784,32:WA}, {@code steps:784-128-10:32} or {@code predictions:784-128-10}, is how contestants
 * hear of it.
 *
 * @param sizes (n_l, n_{l-1}, m) of a product; n_0, n_1, … n_L of a network
 * @param batch m of a training step; 1 of a prediction
 * @param form which of the three products; null unless this is one
 */
record Case(Kind kind, List<Integer> sizes, int batch, Form form) {
    enum Kind {
        PRODUCTS,
        STEPS,
        PREDICTIONS
    }

    /** Z = W A, dW = dZ A_prevᵀ, dA_prev = Wᵀ dZ. */
    enum Form {
        WA("W A"),
        dZAt("dZ Aᵀ"),
        WtdZ("Wᵀ dZ");

        final String formula;

        Form(String formula) {
            this.formula = formula;
        }
    }

    static Case product(Form form, Integer... sizes) {
        return new Case(Kind.PRODUCTS, List.of(sizes), sizes[2], form);
    }

    static Case step(int batch, Integer... sizes) {
        return new Case(Kind.STEPS, List.of(sizes), batch, null);
    }

    static Case prediction(Integer... sizes) {
        return new Case(Kind.PREDICTIONS, List.of(sizes), 1, null);
    }

    static Case parse(String name) {
        String[] parts = name.split(":", -1);
        Integer[] sizes =
                Arrays.stream(parts[1].split("[-,]", -1)).map(Integer::valueOf).toArray(Integer[]::new);
        return switch (Kind.valueOf(parts[0].toUpperCase(Locale.ROOT))) {
            case PRODUCTS -> product(Form.valueOf(parts[2]), sizes);
            case STEPS -> step(Integer.parseInt(parts[2]), sizes);
            case PREDICTIONS -> prediction(sizes);
        };
    }

    String name() {
        return switch (kind) {
            case PRODUCTS -> "products:" + joined(",") + ":" + form;
            case STEPS -> "steps:" + joined("-") + ":" + batch;
            case PREDICTIONS -> "predictions:" + joined("-");
        };
    }

    /** The heading of this case in a table. */
    String title() {
        return switch (kind) {
            case PRODUCTS -> "(" + joined(", ") + ") " + form.formula;
            case STEPS -> joined("-") + ", batch " + batch;
            case PREDICTIONS -> joined("-");
        };
    }

    /** Cases of one group are measured by the same child processes. */
    String group() {
        return kind + joined(",");
    }

    private String joined(String separator) {
        return sizes.stream().map(Object::toString).collect(Collectors.joining(separator));
    }

    /** n_l of a network; n_l, n_{l-1} and m of a product. */
    int size(int i) {
        return sizes.get(i);
    }

    /** L of a network. */
    int layers() {
        return sizes.size() - 1;
    }

    int classes() {
        return size(layers());
    }

    /** The length of θ: layer by layer W, then b. */
    int parameters() {
        return IntStream.rangeClosed(1, layers())
                .map(l -> size(l) * (size(l - 1) + 1))
                .sum();
    }

    /** Of one run, about: a multiply-add counts as two, a step as three products a layer. */
    double flop() {
        if (kind == Kind.PRODUCTS) {
            return 2.0 * size(0) * size(1) * size(2);
        }
        return (kind == Kind.STEPS ? 6.0 : 2.0) * batch * parameters();
    }

    /** How many runs come before the answer that contestants must agree on. */
    int checkedRuns() {
        return flop() > 1e10 ? 1 : 10;
    }
}
