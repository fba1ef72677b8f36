/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Tells a search when to end: at a moment, or when nobody wants its answer any more. */
final class Stop {
    /*
     * A pause of the machine may use up a short limit before anything is found. So the first steps of a search do not
     * look at the clock: where problems are small they come to a good plan in a fraction of a millisecond, and where they
     * are large so little makes no difference.
     */
    private static final long UNTIMED = 8_000;

    private final Ticker ticker;
    private final long began;
    private final long deadline;
    private final BooleanSupplier cancelled;
    private long untimed = UNTIMED;
    private volatile boolean called;
    private volatile @Nullable Runnable interruption;

    /** @param limit how long the search may take, from now on */
    Stop(Ticker ticker, Duration limit, BooleanSupplier cancelled) {
        this.ticker = ticker;
        this.began = ticker.nanos();
        this.deadline = began + limit.toNanos();
        this.cancelled = cancelled;
    }

    boolean isDue() {
        return called || cancelled.getAsBoolean() || leftNanos() <= 0;
    }

    /**
     * As {@link #isDue}, for the first steps, which are taken whatever the time.
     *
     * @param choices how many the next step looks at
     */
    boolean isDueFor(long choices) {
        if (untimed > 0) {
            untimed -= choices;
            return called || cancelled.getAsBoolean();
        }
        return isDue();
    }

    long leftNanos() {
        return deadline - ticker.nanos();
    }

    /** How long the search has taken so far. */
    Duration spent() {
        return Duration.ofNanos(ticker.nanos() - began);
    }

    /** Ends the search from another thread. */
    void call() {
        called = true;
        Runnable interrupt = interruption;
        if (interrupt != null) {
            interrupt.run();
        }
    }

    /** What ends a search that does not look here while it runs. */
    void interruptBy(Runnable interrupt) {
        interruption = interrupt;
        if (called) {
            interrupt.run();
        }
    }
}
