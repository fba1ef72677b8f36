/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.workload.StreamId;

/**
 * The plan in force, exchanged as a whole: a frame leases it once and sees exactly one revision (I1).
 *
 * <p><b>Threading</b>: safe for use by many threads; {@link #acquire} is lock-free.
 */
final class PlanSwitch {
    private volatile ActivePlan active;

    PlanSwitch(ActivePlan first) {
        this.active = first;
    }

    /** Leases the plan in force; the caller releases it when its frame has ended. */
    ActivePlan acquire() {
        while (true) {
            ActivePlan plan = active;
            // Fails only for a plan that another one has replaced since it was read.
            if (plan.retain()) {
                return plan;
            }
        }
    }

    /** The choice in force, without a lease on its chains. */
    Plan plan() {
        return active.plan();
    }

    /** Whether the plan in force has a chain for a stream. */
    boolean serves(StreamId stream) {
        return active.network(stream) != null;
    }

    /** Puts the next plan in force (I3: its revision is one above the last); frames under way keep theirs. */
    void swap(ActivePlan next) {
        replace(next).release();
    }

    private synchronized ActivePlan replace(ActivePlan next) {
        ActivePlan before = active;
        long revision = next.plan().revision();
        if (revision != before.plan().revision() + 1) {
            throw new IllegalStateException("Revision %d cannot follow revision %d (I3)."
                    .formatted(revision, before.plan().revision()));
        }
        active = next;
        return before;
    }
}
