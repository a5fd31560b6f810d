/** Training a network on a data set: the trainer, its listeners and its history; cross-validation and search. */
package io.github.bp4j.training;
