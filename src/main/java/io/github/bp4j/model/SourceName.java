package io.github.bp4j.model;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The name of a class that is written as Java source, checked.
 *
 * @param packageName the package, "" for none
 * @param simpleName the name within the package
 */
record SourceName(String packageName, String simpleName) {
    /** What neither a package nor a class can be called. */
    private static final Set<String> KEYWORDS = Set.of(
            ("abstract assert boolean break byte case catch char class const continue default do double else enum"
                            + " extends false final finally float for goto if implements import instanceof int interface long"
                            + " native new null package private protected public return short static strictfp super switch"
                            + " synchronized this throw throws transient true try void volatile while _")
                    .split(" "));

    /** What no class can be called. */
    private static final Set<String> RESERVED_TYPES = Set.of("var", "yield", "record", "sealed", "permits");

    /** The classes that the source names; one of the same name in the package would be taken in their place. */
    private static final Set<String> USED_TYPES =
            Set.of(("Math StrictMath Double Long String List ArrayList Collections Base64 ByteBuffer DoubleBuffer"
                            + " IllegalArgumentException SuppressWarnings Scaler Targets")
                    .split(" "));

    /** A file is named after each nested class; names of files have at most 255 bytes. */
    private static final int MAX_BYTES = 200;

    /**
     * The name "com.example.Digits", or "Digits".
     *
     * @throws IllegalArgumentException if it is none for a class, or hides a class that the source needs
     */
    static SourceName of(String className) {
        int dot = className.lastIndexOf('.');
        SourceName name = new SourceName(className.substring(0, Math.max(0, dot)), className.substring(dot + 1));
        boolean isName = isIdentifier(name.simpleName) && !RESERVED_TYPES.contains(name.simpleName);
        for (String part : dot < 0 ? new String[0] : name.packageName.split("\\.", -1)) {
            isName &= isIdentifier(part);
        }
        if (!isName) {
            throw new IllegalArgumentException(
                    Words.quoted(className) + " names no class; a name is like Digits or com.example.Digits");
        }
        if (name.packageName.equals("java") || name.packageName.startsWith("java.")) {
            throw new IllegalArgumentException("the class " + Words.quoted(className)
                    + " would be in a package of Java itself, where no JVM loads it; choose another package");
        }
        if (USED_TYPES.contains(name.simpleName) || name.simpleName.matches("(Layer|Part|Names)\\d+")) {
            throw new IllegalArgumentException("a class \"" + name.simpleName
                    + "\" would hide another one that the source uses; choose another name");
        }
        int bytes = name.simpleName.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("the class name " + Words.quoted(name.simpleName) + " has " + bytes
                    + " bytes; at most " + MAX_BYTES + " leave room in the names of class files");
        }
        return name;
    }

    /** Also without the characters that Java allows and ignores, which no reader sees and javac takes badly. */
    private static boolean isIdentifier(String part) {
        return !part.isEmpty()
                && !KEYWORDS.contains(part)
                && Character.isJavaIdentifierStart(part.codePointAt(0))
                && part.codePoints()
                        .allMatch(c -> Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }
}
