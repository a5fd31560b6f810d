package io.github.bp4j.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The static methods and constants of some classes of bp4j as source text, each with its comment, to be written into
 * another program. The text is that of the source files, which lie in the jar for this, formatted as all of bp4j is: a
 * member is indented by four spaces; a method ends with a brace so indented, a field with a semicolon.
 */
final class SourceMembers {
    private static final String FOLDER = "/io/github/bp4j/internal/kernel/";
    private static final List<String> CLASSES = List.of(
            "PredictionSource",
            "CanonicalExponentials",
            "CanonicalLogarithms",
            "CanonicalErrorFunctions",
            "CanonicalNormalization",
            "CanonicalSines");

    private static final Pattern CLASS = Pattern.compile("(?:public )?final class \\w+ \\{");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile("[^=]*?(\\w+\\()[^=]*?\\{.*", Pattern.DOTALL);
    private static final Pattern CONSTANT = Pattern.compile("\\b(\\w+) = ");
    private static final Pattern NAME = Pattern.compile("\\b[A-Za-z]\\w*\\(?");
    private static final Pattern QUALIFIER = Pattern.compile("\\b(?:" + String.join("|", CLASSES) + ")\\.");

    /**
     * A method or a declaration of constants.
     *
     * @param names what it declares: "exp(" for a method, "Q0" for a constant
     * @param uses the names in its code, likewise
     */
    private record Member(Set<String> names, Set<String> uses, String text) {}

    private final List<Member> members = new ArrayList<>();

    SourceMembers() {
        for (String name : CLASSES) {
            read(name);
        }
    }

    /** The members that the code uses, and those that these use, in the order of their files. */
    List<String> usedBy(String code) {
        Set<Member> used = new LinkedHashSet<>();
        Deque<Set<String>> open = new ArrayDeque<>();
        open.add(names(code));
        while (!open.isEmpty()) {
            Set<String> names = open.remove();
            for (Member member : members) {
                if (member.names.stream().anyMatch(names::contains) && used.add(member)) {
                    open.add(member.uses);
                }
            }
        }
        return members.stream().filter(used::contains).map(Member::text).toList();
    }

    private void read(String name) {
        String resource = FOLDER + name + ".java";
        try (InputStream in = SourceMembers.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar of bp4j lacks the resource " + resource);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String line = reader.readLine();
            while (!CLASS.matcher(line).matches()) {
                line = reader.readLine();
            }
            StringBuilder text = new StringBuilder();
            for (line = reader.readLine(); !line.equals("}"); line = reader.readLine()) {
                text.append(line).append('\n');
                String code = code(text.toString());
                if (code.isBlank()) {
                    if (line.isBlank()) {
                        text.setLength(0); // a comment of its own
                    }
                } else if (isWhole(code)) {
                    add(code, text.toString());
                    text.setLength(0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWhole(String code) {
        return METHOD.matcher(code).matches()
                ? code.endsWith("\n    }\n") || code.endsWith("{}\n")
                : code.stripTrailing().endsWith(";");
    }

    private void add(String code, String text) {
        Set<String> names = new LinkedHashSet<>();
        Matcher method = METHOD.matcher(code);
        if (method.matches()) {
            names.add(method.group(1));
        } else {
            Matcher constant = CONSTANT.matcher(code);
            while (constant.find()) {
                names.add(constant.group(1));
            }
        }
        String unqualified = QUALIFIER.matcher(text).replaceAll("");
        members.add(new Member(
                names,
                names(code),
                unqualified.replaceFirst("(?m)^    (?:private |public )?static ", "    private static ")));
    }

    private static String code(String text) {
        return COMMENT.matcher(text).replaceAll("");
    }

    private static Set<String> names(String code) {
        Set<String> names = new LinkedHashSet<>();
        Matcher name = NAME.matcher(code);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }
}
