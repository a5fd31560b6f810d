/** Update rules, learning rate schedules, and the optimizer that joins them. */
package io.github.bp4j.optimizer;
