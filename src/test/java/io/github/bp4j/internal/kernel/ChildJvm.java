package io.github.bp4j.internal.kernel;

import io.github.bp4j.jvm.Jvm;
import java.util.List;

/** Runs main methods of the kernels' tests in JVMs of their own, on the same JDK, with other flags. */
final class ChildJvm {
    private ChildJvm() {}

    static Jvm.Result run(Class<?> main, String... flags) {
        Jvm.Result result =
                Jvm.current().execute(List.of(flags), System.getProperty("java.class.path"), main.getName());
        return new Jvm.Result(result.output().strip(), result.exitStatus());
    }

    /** The widest vectors of this machine in bits. */
    static int vectorBits() {
        return Integer.parseInt(
                run(VectorBits.class, "--add-modules", "jdk.incubator.vector").output());
    }

    /** Prints the widest vectors of its JVM. */
    static final class VectorBits {
        public static void main(String[] args) {
            System.out.println(SimdSpecies.preferredBits());
        }
    }
}
