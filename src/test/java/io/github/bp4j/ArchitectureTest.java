package io.github.bp4j;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom, and what no class of the library does. A rule that meets no class fails. */
class ArchitectureTest {
    private static final String ROOT = "io.github.bp4j";
    private static final String KERNEL = ROOT + ".internal.kernel";
    private static final String FILE = ROOT + ".internal.file";
    private static final String REQUIRE = ROOT + ".internal.check";
    private static final String OPTIMIZER = ROOT + ".optimizer";
    private static final String TRAINING = ROOT + ".training";
    private static final String DATA = ROOT + ".data";
    private static final String METRICS = ROOT + ".metrics";
    private static final String CHECK = ROOT + ".check";

    /** What the packages that nothing imports may import. */
    private static final Set<String> ALL = Set.of(ROOT, FILE, REQUIRE, OPTIMIZER, TRAINING, DATA, METRICS, CHECK);

    /** Every package, with the packages of bp4j that it may import besides itself. */
    private static final Map<String, Set<String>> IMPORTS = Map.ofEntries(
            entry(KERNEL, Set.of()),
            entry(FILE, Set.of()),
            entry(REQUIRE, Set.of()),
            entry(ROOT, Set.of(KERNEL, REQUIRE)),
            entry(OPTIMIZER, Set.of(ROOT, KERNEL, REQUIRE)),
            entry(DATA, Set.of(ROOT, FILE, REQUIRE)),
            entry(METRICS, Set.of(ROOT, REQUIRE)),
            entry(CHECK, Set.of(ROOT, REQUIRE)),
            entry(TRAINING, Set.of(ROOT, KERNEL, FILE, REQUIRE, OPTIMIZER, DATA, METRICS)),
            entry(ROOT + ".inspection", Set.of(ROOT, KERNEL, REQUIRE, DATA, TRAINING)),
            entry(ROOT + ".model", ALL),
            entry(ROOT + ".report", ALL),
            entry(ROOT + ".spark", ALL));

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final Set<String> PACKAGES =
            LIBRARY.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));

    private static final ArchRule NO_CYCLE_OF_PACKAGES = noCycle(JavaClass::getPackageName);

    private static final ArchRule ONLY_SIMD_CLASSES_USE_VECTORS = onlyUsesVectors(
            describe("Simd* of internal.kernel", c -> c.getName().startsWith(KERNEL + ".Simd")));

    private static final ArchRule NOTHING_PRINTS = noClasses()
            .should()
            .accessTargetWhere(accessTo(System.class, "out", "err").or(accessTo(Throwable.class, "printStackTrace")))
            .because("a library is given a stream, or it logs");

    private static final ArchRule FUNCTIONS_ARE_CANONICAL = noClasses()
            .should()
            .accessTargetWhere(accessTo(
                    Math.class,
                    "exp, expm1, log, log1p, log10, pow, sin, cos, tan, sinh, cosh, tanh, asin, acos, atan, atan2, cbrt, hypot"
                            .split(", ")))
            .because("the bits of these functions depend on the JVM");

    private static final ArchRule RANDOM_NUMBERS_HAVE_ONE_SOURCE = noClasses()
            .should()
            .dependOnClassesThat(describe(
                    "make random numbers",
                    c -> Set.of(
                                    "java.util.Random",
                                    "java.util.SplittableRandom",
                                    "java.util.concurrent.ThreadLocalRandom",
                                    "java.util.random.RandomGeneratorFactory",
                                    "java.security.SecureRandom")
                            .contains(c.getName())))
            .orShould()
            .accessTargetWhere(accessTo(Math.class, "random").or(accessTo(Collections.class, "shuffle")))
            .because("every stream is a SplitMix64 made from (seed, purpose, epoch, batch)");

    @Test
    void theLibraryIsLookedAtAndTheTestsAreNot() {
        assertThat(PACKAGES).contains(ROOT, KERNEL, FILE);
        assertThat(LIBRARY.contain(Matrix.class)).isTrue();
        assertThat(LIBRARY.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void everyPackageStandsInTheImportTable() {
        assertThat(IMPORTS.keySet()).containsAll(PACKAGES);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageImportsWhatTheTableAllows(String importer) {
        imports(importer, IMPORTS.get(importer)).check(LIBRARY);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theLibraryKeeps(ArchRule rule) {
        rule.check(LIBRARY);
    }

    @Test
    void anImportThatTheTableDoesNotAllowIsFound() {
        assertThat(imports(ROOT, Set.of()).evaluate(LIBRARY).hasViolation()).isTrue();
    }

    @Test
    void aUseOfTheVectorModuleIsFound() {
        ArchRule rule = onlyUsesVectors(alwaysFalse());
        assertThat(rule.evaluate(LIBRARY).hasViolation()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("offences")
    void anOffenceIsFound(ArchRule rule, Class<?>... offenders) {
        JavaClasses classes = new ClassFileImporter().importClasses(offenders);
        assertThat(rule.evaluate(classes).hasViolation()).isTrue();
    }

    static Stream<String> packages() {
        return PACKAGES.stream();
    }

    static Stream<ArchRule> rules() {
        return Stream.of(
                NO_CYCLE_OF_PACKAGES,
                ONLY_SIMD_CLASSES_USE_VECTORS,
                NOTHING_PRINTS,
                FUNCTIONS_ARE_CANONICAL,
                RANDOM_NUMBERS_HAVE_ONE_SOURCE);
    }

    static Stream<Arguments> offences() {
        return Stream.of(
                arguments(noCycle(JavaClass::getName), new Class<?>[] {Chicken.class, Egg.class}),
                arguments(NOTHING_PRINTS, new Class<?>[] {Printer.class}),
                arguments(NOTHING_PRINTS, new Class<?>[] {TracePrinter.class}),
                arguments(FUNCTIONS_ARE_CANONICAL, new Class<?>[] {MathCaller.class}),
                arguments(FUNCTIONS_ARE_CANONICAL, new Class<?>[] {MathReference.class}),
                arguments(RANDOM_NUMBERS_HAVE_ONE_SOURCE, new Class<?>[] {Roller.class}),
                arguments(RANDOM_NUMBERS_HAVE_ONE_SOURCE, new Class<?>[] {ThreadRoller.class}),
                arguments(RANDOM_NUMBERS_HAVE_ONE_SOURCE, new Class<?>[] {MathRoller.class}),
                arguments(RANDOM_NUMBERS_HAVE_ONE_SOURCE, new Class<?>[] {Shuffler.class}));
    }

    private static ArchRule imports(String importer, Set<String> allowed) {
        DescribedPredicate<JavaClass> isForeign = describe(
                "are of bp4j, but neither of " + importer + " nor of " + new TreeSet<>(allowed),
                c -> (c.getPackageName() + ".").startsWith(ROOT + ".")
                        && !c.getPackageName().equals(importer)
                        && !allowed.contains(c.getPackageName()));
        return noClasses().that().resideInAPackage(importer).should().dependOnClassesThat(isForeign);
    }

    private static ArchRule noCycle(Function<JavaClass, String> slice) {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass c) {
                        return c.getName().startsWith(ROOT + ".")
                                ? SliceIdentifier.of(slice.apply(c))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "slices of bp4j";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    private static ArchRule onlyUsesVectors(DescribedPredicate<JavaClass> users) {
        return noClasses()
                .that(not(users))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .because("the library also runs where that module is not");
    }

    private static DescribedPredicate<JavaAccess<?>> accessTo(Class<?> owner, String... names) {
        return describe(
                owner.getSimpleName() + " " + List.of(names),
                access -> access.getTargetOwner().isAssignableTo(owner)
                        && List.of(names).contains(access.getName()));
    }

    record Chicken(Egg egg) {}

    record Egg(Chicken chicken) {}

    static class Printer {
        void offend() {
            System.err.println();
        }
    }

    static class TracePrinter {
        void offend(Exception e) {
            e.printStackTrace();
        }
    }

    static class MathCaller {
        double offend() {
            return Math.exp(1);
        }
    }

    static class MathReference {
        DoubleUnaryOperator offend() {
            return Math::tanh;
        }
    }

    static class Roller {
        int offend() {
            return new Random(1).nextInt();
        }
    }

    static class ThreadRoller {
        int offend() {
            return ThreadLocalRandom.current().nextInt();
        }
    }

    static class MathRoller {
        double offend() {
            return Math.random();
        }
    }

    static class Shuffler {
        void offend(List<?> list) {
            Collections.shuffle(list);
        }
    }
}
