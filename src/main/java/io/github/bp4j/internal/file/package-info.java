/** How files are written and how much of them is read: one mechanism for models, checkpoints, data and logs. */
package io.github.bp4j.internal.file;
