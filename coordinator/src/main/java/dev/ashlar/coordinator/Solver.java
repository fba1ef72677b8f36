/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The planner on the solver thread: made and warmed up there, and told to end early when what it works on is superseded.
 *
 * <p><b>Threading</b>: belongs to the solver thread, but for {@link #supersede}, which any thread may call.
 */
final class Solver implements Planner {
    /*
     * Between begin and end a search may be superseded: the planner is told to end, further problems are answered as
     * undecided at once, and end says so. A planner that cannot be told to end is never superseded. The lock keeps a
     * search from being told to end that began after another one did.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Solver.class);

    private final Supplier<? extends Planner> maker;
    private final Alerts alerts;
    private final Object lock = new Object();
    private volatile @Nullable Planner planner;
    private @Nullable String impairment;
    private boolean open;
    private boolean superseded;

    /** @param alerts hear of a planner that has to do without something */
    Solver(Supplier<? extends Planner> maker, Alerts alerts) {
        this.maker = maker;
        this.alerts = alerts;
    }

    /** Makes the planner, so that no plan has to wait for it. If that fails it is tried again when one is needed. */
    void warm() {
        try {
            made();
        } catch (Throwable t) {
            // A planner is native code behind a port: an unloadable library is an Error.
            LOG.warn("The planner could not be made. It is tried again when a plan is needed.", t);
        }
    }

    /** From here on what is planned may be superseded. */
    void begin() {
        synchronized (lock) {
            open = true;
            superseded = false;
        }
    }

    /** Ends what began; whether it was superseded, so that its answers count for nothing. */
    boolean end() {
        synchronized (lock) {
            open = false;
            return superseded;
        }
    }

    /** Has the planner end what may be superseded, if it is at that; does not wait for it. */
    void supersede() {
        synchronized (lock) {
            Planner current = planner;
            superseded |= open && current != null && current.cancel();
        }
    }

    private boolean isSuperseded() {
        synchronized (lock) {
            return open && superseded;
        }
    }

    /** The planner's answer; whatever it throws is a {@link CoordinatorException}. */
    @Override
    public PlanOutcome plan(PlanRequest request) {
        if (request.workload().streams().isEmpty()) {
            return new PlanOutcome.Feasible(Plan.of(Map.of()), 0, 0);
        }
        if (isSuperseded()) {
            return new PlanOutcome.Undecided(Duration.ZERO);
        }
        try {
            Planner current = made();
            PlanOutcome outcome = current.plan(request);
            tellOfImpairment(current);
            return outcome;
        } catch (Throwable t) {
            // As above; the running plan stays.
            throw CoordinatorException.of("The planner failed and the plan in force stays", t);
        }
    }

    private Planner made() {
        Planner current = planner;
        if (current == null) {
            current = maker.get();
            planner = current;
            tellOfImpairment(current);
        }
        return current;
    }

    /** Tells of each once, and again where it comes back. */
    private void tellOfImpairment(Planner current) {
        String now = current.impairment();
        if (now != null && !now.equals(impairment)) {
            alerts.raise(AlertCode.PLANNER_IMPAIRED, "planner", now);
        }
        impairment = now;
    }
}
