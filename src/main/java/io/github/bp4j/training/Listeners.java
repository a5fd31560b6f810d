package io.github.bp4j.training;

import java.util.ArrayList;
import java.util.List;

/** All listeners as one, in the order in which they were added. */
final class Listeners implements TrainingListener {
    private final List<TrainingListener> all = new ArrayList<>();

    void add(TrainingListener listener) {
        all.add(listener);
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
