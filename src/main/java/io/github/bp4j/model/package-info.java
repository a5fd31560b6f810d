/** Models that travel: a network, with its scaler and its class names, to a file and back. */
package io.github.bp4j.model;
