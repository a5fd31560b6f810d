/**
 * Data to learn from: examples with labels or targets, split, scaled and gathered into batches; two small data sets come
 * with the library.
 *
 * <p>CSV files go through a {@link io.github.bp4j.data.Table} and a {@link io.github.bp4j.data.TableEncoder}; NumPy and IDX
 * files are an {@link io.github.bp4j.data.NdArray}; an {@link io.github.bp4j.data.ExampleSource} reads what does not fit
 * into memory. A {@link io.github.bp4j.data.Pipeline} holds together what turns a raw row into an answer.
 *
 * <p>Arrays hold one example per row, as Java programs do; {@link io.github.bp4j.data.Dataset#X() X} and
 * {@link io.github.bp4j.data.Dataset#Y() Y} hold one example per column, as the equations do.
 */
package io.github.bp4j.data;
