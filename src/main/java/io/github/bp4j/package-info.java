/**
 * Fully-connected neural networks in the notation of Andrew Ng's course: matrices, layers that compute forwards and, by
 * BP1–BP4, backwards, and the network that chains them.
 */
package io.github.bp4j;
