/** Fully-connected neural networks in pure Java: the backpropagation equations BP1–BP4, readable and fast. */
module io.github.bp4j {
    requires static jdk.incubator.vector;

    exports io.github.bp4j;
    exports io.github.bp4j.check;
    exports io.github.bp4j.data;
    exports io.github.bp4j.inspection;
    exports io.github.bp4j.metrics;
    exports io.github.bp4j.model;
    exports io.github.bp4j.optimizer;
    exports io.github.bp4j.training;
}
