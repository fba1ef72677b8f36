/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a long job has come: a bar on a terminal, else a line whenever a tenth more is done.
 *
 * <p><b>Threading</b>: for one thread.
 */
public final class ProgressLine implements AutoCloseable {
    private static final int REFRESH_MILLIS = 200;

    /** The pace of less time says too little. */
    private static final Duration LEAST_SPENT = Duration.ofSeconds(3);

    private final String title;
    private final PrintWriter out;
    private final @Nullable ProgressBar bar;
    private final long start = System.nanoTime();
    private long shown = -1;

    private ProgressLine(String title, PrintWriter out, @Nullable ProgressBar bar) {
        this.title = title;
        this.out = out;
        this.bar = bar;
    }

    /**
     * A line for a job.
     *
     * @param err where lines go; a bar is drawn on the terminal itself
     */
    public static ProgressLine of(String title, PrintWriter err) {
        if (!Terminal.isError()) {
            return new ProgressLine(title, err, null);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(100)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .continuousUpdate()
                .build();
        return new ProgressLine(title, err, bar);
    }

    /** Shows a step; fits the progress of every module. */
    public void at(String what, long done, long total) {
        if (bar != null) {
            bar.maxHint(Math.max(1, total));
            bar.stepTo(done);
            bar.setExtraMessage(what);
            return;
        }
        long tenth = 10 * done / Math.max(1, total);
        if (tenth != shown) {
            shown = tenth;
            out.println("%s: %d %% (%s)%s".formatted(title, 10 * tenth, what, left(done, total)));
            out.flush();
        }
    }

    /** How long the rest takes at the pace of what is done, once that says something. */
    private String left(long done, long total) {
        Duration spent = Duration.ofNanos(System.nanoTime() - start);
        if (done <= 0 || done >= total || spent.compareTo(LEAST_SPENT) < 0) {
            return "";
        }
        double rest = (double) (total - done) / done;
        return ", about %s left".formatted(Lengths.show(Duration.ofMillis((long) (spent.toMillis() * rest))));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
