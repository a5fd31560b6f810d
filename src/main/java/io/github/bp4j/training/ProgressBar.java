package io.github.bp4j.training;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Shows training on a console: on a terminal one line that is written over and over, else a plain line for each epoch;
 * with the cost, the validation, the rate and the time left.
 */
public final class ProgressBar implements TrainingListener {
    private static final int WIDTH = 20;
    private static final long REDRAW_AFTER = 100_000_000; // ns

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long start;
    private double doneBefore; // examples
    private long lastDrawn;
    private int lineLength;

    /** On this stream; a terminal is taken for one where the console of the JVM is one. */
    public ProgressBar(PrintStream out) {
        this(out, Terminal.isPresent(), System::nanoTime);
    }

    ProgressBar(PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.out = Objects.requireNonNull(out, "out");
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    @Override
    public void trainingStarted(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        start = nanoTime.getAsLong();
        doneBefore = done(progress);
        lastDrawn = start - REDRAW_AFTER;
    }

    @Override
    public void batchEnded(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        long now = nanoTime.getAsLong();
        if (terminal && now - lastDrawn >= REDRAW_AFTER) {
            lastDrawn = now;
            overwrite(line(progress, now));
        }
    }

    @Override
    public void epochEnded(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        String line = progress.history().line(progress.epoch()) + "  (" + pace(progress, nanoTime.getAsLong()) + ")";
        if (terminal) {
            overwrite(line);
            lineLength = 0;
        } else {
            out.print(line);
        }
        out.println();
        out.flush();
    }

    /** "epoch 3/20 [=====>              ] cost 0.3121  (52,100 examples/s, 0:12 left)". */
    private String line(Progress progress, long now) {
        int filled = (int) ((long) WIDTH * progress.batch() / progress.batches());
        String bar = filled == WIDTH ? "=".repeat(WIDTH) : "=".repeat(filled) + ">" + " ".repeat(WIDTH - filled - 1);
        String line = String.format(
                Locale.ROOT,
                "epoch %d/%d [%s] cost %.4g",
                progress.epoch(),
                progress.epochs(),
                bar,
                progress.costBeforeUpdates());
        if (progress.epoch() > 1 && !Double.isNaN(progress.history().validationAccuracy(progress.epoch() - 1))) {
            line += String.format(
                    Locale.ROOT,
                    ", validation accuracy %.1f %%",
                    100 * progress.history().validationAccuracy(progress.epoch() - 1));
        }
        return line + "  (" + pace(progress, now) + ")";
    }

    /** "52,100 examples/s, 0:12 left". */
    private String pace(Progress progress, long now) {
        double seconds = Math.max(1e-9, (now - start) * 1e-9);
        double done = done(progress);
        double rate = (done - doneBefore) / seconds;
        long left = Math.round(((double) progress.epochs() * progress.examples() - done) / rate);
        return String.format(Locale.ROOT, "%,.0f examples/s, %d:%02d left", rate, left / 60, left % 60);
    }

    /** The examples of all epochs so far. */
    private static double done(Progress progress) {
        return Math.max(0, progress.epoch() - 1.0) * progress.examples() + progress.examplesDone();
    }

    private void overwrite(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, lineLength - line.length())));
        out.flush();
        lineLength = line.length();
    }
}
