package io.github.bp4j.optimizer;

/** Finds how far to go along a direction. Belongs to one objective. */
interface StepSearch {
    /**
     * Moves θ along p, beginning with α = 1. Afterwards the objective was evaluated last at the θ that it is left with.
     *
     * @param J0 J at θ
     * @param slope0 the slope of J along p, below 0
     * @return whether J has become lower; if not, θ is as it was
     */
    boolean run(double[] p, double J0, double slope0);

    /**
     * Whether the last search found what it looked for; if not, a lower J is no more than the best of what it tried.
     */
    boolean isComplete();

    /** θ before the last search. */
    double[] start();

    /** J where the last search has ended. */
    double J();
}
