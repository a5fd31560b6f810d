package io.github.bp4j.hostile;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.hostile.Worker.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides whether a call with a hostile argument ended as it should: the argument is in the domain of the parameter and
 * the result is a number or an object that works, or an exception of a documented type names the parameter and the
 * value.
 */
final class Judge {
    /** What the library throws at a wrong argument or state; subclasses of its own count, those of the JDK do not. */
    private static final Set<Class<?>> ALLOWED = Set.of(
            IllegalArgumentException.class,
            IllegalStateException.class,
            IndexOutOfBoundsException.class,
            UnsupportedOperationException.class,
            UncheckedIOException.class);

    /** How the JVM and the JDK word what the library has let through. */
    private static final Pattern FOREIGN = Pattern.compile(
            "^Cannot |<local|because \"|out of bounds for length|^Index \\d+ out of|^Range \\[|[:=] null$|^null$");

    private final Domains domains;

    Judge(Domains domains) {
        this.domains = domains;
    }

    /**
     * What is wrong with the outcome of a call in which this parameter was hostile; {@code valid}, with none that was.
     */
    Optional<String> complaint(Member member, int parameter, Hostile hostile, Outcome valid, Outcome outcome) {
        if (!outcome.isRefused()) {
            return ofResult(member, parameter, hostile, outcome.result());
        }
        return isRefusedAnyway(valid, outcome.thrown())
                ? Optional.empty()
                : ofRefusal(member, parameter, hostile, outcome.thrown());
    }

    /** Whether the object, in the state in which it is, refuses every call in these words. */
    private static boolean isRefusedAnyway(Outcome valid, Throwable thrown) {
        return valid.isRefused() && thrown.toString().equals(valid.thrown().toString());
    }

    private Optional<String> ofResult(Member member, int parameter, Hostile hostile, Object result) {
        if (!domains.contain(member, parameter, hostile)) {
            return Optional.of("is accepted: " + shown(result));
        }
        if (hostile.isFiniteNumber() && !isNumber(result, hostile.label().contains("E308"))) {
            return Optional.of("gives " + shown(result));
        }
        return Optional.empty();
    }

    private Optional<String> ofRefusal(Member member, int parameter, Hostile hostile, Throwable thrown) {
        String message = thrown.getMessage();
        String name = member.parameters().get(parameter);
        if (thrown instanceof TimeoutException) {
            return Optional.of("does not end");
        }
        if (!isAllowed(thrown, hostile)) {
            return Optional.of("throws " + thrown + at(thrown));
        }
        if (message == null || FOREIGN.matcher(message).find()) {
            return Optional.of("throws what the library has not worded: " + thrown + at(thrown));
        }
        if (hostile.kind() != Hostile.Kind.OTHER && !isNamed(hostile, member, name, message)) {
            return Optional.of("throws a message without " + name + ": " + message);
        }
        if (isAboutTheValue(hostile, thrown)
                && hostile.words().stream().noneMatch(word -> containsWord(message, word))) {
            return Optional.of("throws a message without " + hostile.words() + ": " + message);
        }
        return Optional.empty();
    }

    /** Whether the value was refused, and not the state, or of another size what it happens to hold. */
    private static boolean isAboutTheValue(Hostile hostile, Throwable thrown) {
        boolean ofSize = hostile.value() instanceof Matrix && hostile.kind() == Hostile.Kind.SIZE;
        return !hostile.words().isEmpty()
                && !(thrown instanceof IllegalStateException)
                && !(ofSize && !(thrown instanceof ShapeException));
    }

    /** Whether the parameter is named; of sizes that do not fit each other, one of them. */
    private boolean isNamed(Hostile hostile, Member member, String name, String message) {
        List<String> concerned = hostile.kind() == Hostile.Kind.SIZE ? member.parameters() : List.of(name);
        return mentions(message, concerned.stream().flatMap(any -> domains.names(any).stream()));
    }

    private static boolean isAllowed(Throwable thrown, Hostile hostile) {
        Class<?> type = thrown.getClass();
        return ALLOWED.contains(type)
                || type.getName().startsWith("io.github.bp4j.")
                || (thrown instanceof NullPointerException && hostile.kind() == Hostile.Kind.NULL)
                || thrown instanceof IOException;
    }

    /**
     * Whether one of the names is in it, in words: "batch size" and "batchSize must" name batchSize, "weight" weights.
     */
    private static boolean mentions(String message, Stream<String> names) {
        String lower = message.toLowerCase(Locale.ROOT);
        return names.anyMatch(name -> name.length() == 1
                ? containsWord(message, name)
                : Arrays.stream(name.split("(?=[A-Z])")).allMatch(word -> lower.contains(stem(word))));
    }

    private static String stem(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.length() > 3 ? lower.replaceFirst("(sses|(?<=[^s])s)$", "") : lower;
    }

    private static boolean containsWord(String message, String word) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w])")
                        .matcher(message)
                        .find()
                || (!word.isEmpty()
                        && !Character.isLetterOrDigit(word.charAt(word.length() - 1))
                        && message.contains(word));
    }

    private static String at(Throwable thrown) {
        return thrown.getStackTrace().length == 0 ? "" : " at " + thrown.getStackTrace()[0];
    }

    /** Whether all numbers that one can read from it are finite or, of huge arguments, at least numbers. */
    private static boolean isNumber(Object result, boolean huge) {
        if (result instanceof Double x) {
            return Double.isFinite(x) || (huge && !Double.isNaN(x));
        }
        if (result instanceof double[] values) {
            return Arrays.stream(values).allMatch(x -> isNumber(x, huge));
        }
        return !(result instanceof Matrix matrix) || isNumber(matrix.toArray(), huge);
    }

    private static String shown(Object result) {
        List<Object> shown = new ArrayList<>();
        shown.add(result);
        String text = Arrays.deepToString(shown.toArray());
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
