/** How good predictions are: A[L], one column an example, against the targets Y. */
package io.github.bp4j.metrics;
