package io.github.bp4j.hostile;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The names of parameters, which class files do not have: from the source. */
final class ParameterNames {
    private final Map<String, List<String>> names = new HashMap<>();

    /** Of all classes whose source is below this folder. */
    static ParameterNames of(Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> files = Files.walk(folder)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java")
                            && !file.toString().contains("internal"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            ParameterNames found = new ParameterNames();
            for (CompilationUnitTree unit : task.parse()) {
                if (unit.getPackageName() != null) {
                    unit.accept(found.new Reader(unit.getPackageName() + "."), null);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In order. */
    List<String> of(Executable executable) {
        int count = executable.getParameterCount();
        Class<?> type = executable.getDeclaringClass();
        String name = executable instanceof Constructor ? "<init>" : executable.getName();
        List<String> found = names.get(key(
                type.getName(),
                name,
                Arrays.stream(executable.getGenericParameterTypes())
                        .map(ParameterNames::simple)
                        .toList()));
        if (found == null) {
            RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
            found = Arrays.stream(components).map(RecordComponent::getName).toList();
        }
        if (found.size() != count && count > 0) {
            throw new IllegalStateException("the source has no " + executable);
        }
        return count == 0 ? List.of() : found;
    }

    private static String key(String type, String method, List<String> parameterTypes) {
        return type + "." + method + parameterTypes;
    }

    /** The erased type, without packages and enclosing types: "List", "Entry", "double[][]". */
    private static String simple(Type type) {
        return simple(type.getTypeName().replace('$', '.'));
    }

    private static String simple(String type) {
        return type.replaceAll("<.*>", "")
                .replace("...", "[]")
                .replaceAll("(\\w+\\.)+", "")
                .replaceAll("@\\w+ ?", "");
    }

    private final class Reader extends TreeScanner<Void, Void> {
        private final String prefix;

        Reader(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Void visitClass(ClassTree node, Void unused) {
            String type = prefix + node.getSimpleName();
            Reader nested = new Reader(type + "$");
            node.getMembers().forEach(member -> {
                if (member instanceof MethodTree method) {
                    List<String> found = method.getParameters().stream()
                            .map(parameter -> parameter.getName().toString())
                            .collect(Collectors.toCollection(ArrayList::new));
                    List<String> types = method.getParameters().stream()
                            .map(parameter -> simple(parameter.getType().toString()))
                            .toList();
                    names.put(key(type, method.getName().toString(), types), found);
                } else if (member instanceof ClassTree) {
                    member.accept(nested, null);
                }
            });
            return null;
        }
    }
}
