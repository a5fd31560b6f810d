package io.github.bp4j.hostile;

import io.github.bp4j.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The exported packages, their public types, and the public and protected constructors and methods of these. */
final class PublicApi {
    private PublicApi() {}

    /** The public types of the packages that the module exports, also nested ones, in the order of their names. */
    static List<Class<?>> types() {
        try {
            Path classes = Path.of(Network.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<Class<?>> types = new ArrayList<>();
            for (String name : exportedPackages(classes)) {
                try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                            .map(file -> type(name + "." + file.replace(".class", "")))
                            .filter(PublicApi::isPublic)
                            .forEach(types::add);
                }
            }
            types.sort(Comparator.comparing(Class::getName));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The members of a type that other code can call and that the source declares, in the order of their signatures.
     */
    static List<Member> members(Class<?> type, ParameterNames names) {
        List<Executable> executables = new ArrayList<>();
        if (!Modifier.isAbstract(type.getModifiers())) {
            executables.addAll(List.of(type.getDeclaredConstructors()));
        }
        for (Class<?> c = type; c != null && (c == type || !isPublic(c)) && c != Object.class; c = c.getSuperclass()) {
            executables.addAll(List.of(c.getDeclaredMethods()));
        }
        return executables.stream()
                .filter(e -> (e.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                .filter(e -> !e.isSynthetic() && !isGenerated(type, e))
                .map(e -> new Member(type, e, names.of(e)))
                .sorted(Comparator.comparing(Member::signature))
                .toList();
    }

    /** values() and valueOf of an enum, and the equals, hashCode and toString that the compiler gives to a record. */
    private static boolean isGenerated(Class<?> type, Executable executable) {
        if (executable instanceof Constructor || !(type.isEnum() || type.isRecord())) {
            return false;
        }
        String name = ((Method) executable).getName();
        return type.isEnum()
                ? Modifier.isStatic(executable.getModifiers()) && (name.equals("values") || name.equals("valueOf"))
                : Modifier.isFinal(executable.getModifiers()) && name.matches("equals|hashCode|toString");
    }

    private static List<String> exportedPackages(Path classes) throws IOException {
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
