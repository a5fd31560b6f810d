/** Training a network on a data set: the trainer, its listeners and its history. */
package io.github.bp4j.training;
