/**
 * Data to learn from: examples with labels or targets, split, scaled and gathered into batches; two small data sets come
 * with the library.
 *
 * <p>Arrays hold one example per row, as Java programs do; {@link io.github.bp4j.data.Dataset#X() X} and
 * {@link io.github.bp4j.data.Dataset#Y() Y} hold one example per column, as the equations do.
 */
package io.github.bp4j.data;
