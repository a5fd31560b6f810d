package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;

/** What a model that is loaded needs of this JVM, whatever is in the file. */
final class Surroundings {
    private Surroundings() {}

    /**
     * Builds the smallest network: where that is impossible, no file is to blame.
     *
     * @throws IllegalStateException if a system property, such as bp4j.threads or bp4j.kernel, asks for what cannot be
     */
    static void require() {
        Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
    }
}
