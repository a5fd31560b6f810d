/** Preconditions. Not exported. */
package io.github.bp4j.internal.check;
