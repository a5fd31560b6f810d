/** Checks that a gradient is right: backpropagation against differences of the cost. */
package io.github.bp4j.check;
