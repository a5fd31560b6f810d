/** Update rules, learning rate schedules, clipping of the gradient, and the optimizer that joins them. */
package io.github.bp4j.optimizer;
