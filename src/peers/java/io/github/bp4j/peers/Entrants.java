package io.github.bp4j.peers;

import static io.github.bp4j.peers.Case.Kind.PREDICTIONS;
import static io.github.bp4j.peers.Case.Kind.PRODUCTS;
import static io.github.bp4j.peers.Case.Kind.STEPS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** All contestants, bp4j first, and how each is started. */
final class Entrants {
    static final String REFERENCE = "bp4j SIMD";

    private static final Set<Case.Kind> ALL = EnumSet.allOf(Case.Kind.class);
    private static final Set<Case.Kind> NETWORKS = EnumSet.of(STEPS, PREDICTIONS);

    /** Debian's Python, which has scikit-learn and PyTorch as packages. */
    private static final String PYTHON = "/usr/bin/python3";

    private final Path java;
    private final Programs programs = new Programs();
    private final List<Entrant> entrants = new ArrayList<>();

    private Entrants(Path java) {
        this.java = java;
        jvm(REFERENCE, ALL, true, "bp4j", "--add-modules", "jdk.incubator.vector", "-Dbp4j.kernel=simd");
        jvm("bp4j plain", ALL, true, "bp4j", "-Dbp4j.kernel=plain");
        jvm("Encog", NETWORKS, true, "encog");
        jvm("EJML", ALL, true, "ejml");
        jvm("ojAlgo", ALL, true, "ojalgo");
        for (String type : List.of("float64", "float32")) {
            boolean float64 = type.equals("float64");
            jvm("DL4J " + type, NETWORKS, float64, "dl4j-" + type, JAVACPP);
            jvm("PyTorch by DJL " + type, NETWORKS, float64, "djl-" + type);
            python("PyTorch by Python " + type, float64, "torch", "torch-" + type);
        }
        python("scikit-learn", true, "sklearn", "sklearn");
        jvm("OpenBLAS by JavaCPP", ALL, true, "openblas", JAVACPP);
        c("OpenBLAS in C float64", ALL, true, c -> blas("double", openBlas()));
        c("OpenBLAS in C float32", NETWORKS, false, c -> blas("float", openBlas()));
        c("BLIS in C", ALL, true, c -> blas("double", "-DBLIS", "-lblis"));
        c("LIBXSMM in C", EnumSet.of(PRODUCTS), true, c -> programs.compile("xsmm.c", XSMM));
        c("register tile in C", EnumSet.of(PRODUCTS), true, c -> programs.compile("tile.c"));
        c("C, sizes fixed", NETWORKS, true, c -> fixed(c));
        c("C, sums in order", NETWORKS, true, c -> fixed(c, "-fno-associative-math"));
    }

    /** Those whose name contains one of the words, and bp4j. */
    static List<Entrant> selected(Options options) {
        return new Entrants(options.java)
                .entrants.stream()
                        .filter(e -> e.name().startsWith("bp4j") || Options.containsOne(e.name(), options.peers))
                        .toList();
    }

    /** The fastest variant that runs on AVX2 and AVX-512; no look at /proc for each allocation. */
    private static final String[] JAVACPP = {
        "-Dorg.bytedeco.javacpp.platform.extension=-avx2", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"
    };

    private static final String[] XSMM = {"-lxsmm", "-lxsmmnoblas", "-lpthread", "-ldl"};

    private void jvm(String name, Set<Case.Kind> kinds, boolean float64, String contestant, String... flags) {
        List<String> command = new ArrayList<>();
        command.add(java.resolve("bin/java").toString());
        command.addAll(List.of("-XX:ActiveProcessorCount=1", "-Xmx4g"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), contestant));
        entrants.add(new Entrant(name, kinds, float64, true, c -> command));
    }

    private void c(String name, Set<Case.Kind> kinds, boolean float64, Entrant.Launcher launcher) {
        entrants.add(new Entrant(name, kinds, float64, false, launcher));
    }

    private void python(String name, boolean float64, String module, String contestant) {
        List<String> command = List.of(PYTHON, "src/peers/python/contestant.py", contestant);
        entrants.add(new Entrant(name, NETWORKS, float64, true, c -> {
            programs.run(PYTHON, "-c", "import " + module);
            return command;
        }));
    }

    private List<String> blas(String real, String... library) throws IOException {
        List<String> flags = new ArrayList<>(List.of("-DREAL=" + real));
        flags.addAll(List.of(library));
        return programs.compile("blas.c", flags.toArray(String[]::new));
    }

    /** The OpenBLAS that JavaCPP unpacks. */
    private static String[] openBlas() throws IOException {
        Path folder = Path.of(Loader.load(openblas.class)).getParent();
        Path library = folder.resolve("libopenblas.so.0");
        if (!Files.exists(library)) {
            throw new Entrant.Unavailable("no " + library);
        }
        return new String[] {library.toString(), "-Wl,-rpath," + folder};
    }

    private List<String> fixed(Case c, String... flags) throws IOException {
        if (c.layers() != 2) {
            throw new Entrant.Unavailable("has one hidden layer");
        }
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("-DI=" + c.size(0), "-DH=" + c.size(1), "-DO=" + c.size(2), "-DM=" + c.batch()));
        return programs.compile("fixed.c", all.toArray(String[]::new));
    }
}
