package io.github.bp4j.optimizer;

/** J as a function of θ: what is minimised. */
interface Objective {
    /** θ, live: write it, then {@link #evaluate}. */
    double[] theta();

    /** ∂J/∂θ at the θ of the last evaluation, live. */
    double[] gradient();

    /** J at the θ that stands in {@link #theta}; fills the gradient. */
    double evaluate();
}
