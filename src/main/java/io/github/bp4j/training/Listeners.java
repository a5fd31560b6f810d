package io.github.bp4j.training;

import java.util.Arrays;

/** All listeners as one, in the order in which they were added; an array, so that telling them allocates nothing. */
final class Listeners implements TrainingListener {
    private TrainingListener[] all = {};

    void add(TrainingListener listener) {
        all = Arrays.copyOf(all, all.length + 1);
        all[all.length - 1] = listener;
    }

    @Override
    public void trainingStarted(Progress progress) {
        for (TrainingListener listener : all) {
            listener.trainingStarted(progress);
        }
    }

    @Override
    public void epochStarted(Progress progress) {
        for (TrainingListener listener : all) {
            listener.epochStarted(progress);
        }
    }

    @Override
    public void batchStarted(Progress progress) {
        for (TrainingListener listener : all) {
            listener.batchStarted(progress);
        }
    }

    @Override
    public void batchEnded(Progress progress) {
        for (TrainingListener listener : all) {
            listener.batchEnded(progress);
        }
    }

    @Override
    public void epochEnded(Progress progress) {
        for (TrainingListener listener : all) {
            listener.epochEnded(progress);
        }
    }

    @Override
    public void trainingEnded(Progress progress) {
        for (TrainingListener listener : all) {
            listener.trainingEnded(progress);
        }
    }
}
