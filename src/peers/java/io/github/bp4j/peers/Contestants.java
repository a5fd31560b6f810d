package io.github.bp4j.peers;

/** The contestants that run in a JVM, by name. */
final class Contestants {
    private Contestants() {}

    static Contestant of(String name) {
        return switch (name) {
            case "bp4j" -> new Bp4j();
            case "encog" -> new Encog();
            case "ejml" -> new Ejml();
            case "ojalgo" -> new OjAlgo();
            case "openblas" -> new OpenBlas();
            case "dl4j-float64" -> new Dl4j(true);
            case "dl4j-float32" -> new Dl4j(false);
            case "djl-float64" -> new Djl(true);
            case "djl-float32" -> new Djl(false);
            default -> throw new IllegalArgumentException("no contestant " + name);
        };
    }
}
