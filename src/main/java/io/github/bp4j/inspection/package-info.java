/** What a network has learnt from, and what goes on in its layers while it learns. */
package io.github.bp4j.inspection;
