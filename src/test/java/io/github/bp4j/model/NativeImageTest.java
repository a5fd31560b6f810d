package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.bp4j.Network;
import java.lang.reflect.AccessibleObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What GraalVM's native-image must be told stands in META-INF/native-image. */
class NativeImageTest {
    private static final String CONFIGURATION = "META-INF/native-image/io.github.bp4j/bp4j/resource-config.json";

    @Test
    void everyResourceOfTheLibraryIsDeclared() throws Exception {
        Path root = Path.of(Network.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String json = Files.readString(root.resolve(CONFIGURATION));
        List<Pattern> patterns = Pattern.compile("\\{\"pattern\": \"(.*)\"}")
                .matcher(json)
                .results()
                .map(match -> Pattern.compile(match.group(1).replace("\\\\", "\\")))
                .toList();
        List<String> resources;
        try (Stream<Path> files = Files.walk(root.resolve("io"))) {
            resources = files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.endsWith(".class") && !name.endsWith(".md"))
                    .toList();
        }
        assertThat(resources)
                .hasSizeGreaterThanOrEqualTo(6)
                .allMatch(name -> patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(name).matches()));
    }

    @Test
    void reflectionIsUsedInTwoClassesOnly() {
        JavaClasses library = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.bp4j");
        List<String> users = library.stream()
                .filter(c -> c.getAccessesFromSelf().stream()
                        .anyMatch(access -> isReflective(access.getTargetOwner(), access.getName())))
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
        assertThat(users).containsExactly("Chosen", "Kernels", "Terminal");
    }

    private static boolean isReflective(JavaClass owner, String name) {
        return owner.isAssignableTo(AccessibleObject.class)
                || (owner.isEquivalentTo(Class.class)
                        && (name.equals("forName") || name.matches("get(Declared)?(Method|Constructor|Field)s?")));
    }
}
