/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.workload.StreamId;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A plan with its chains ready to run. It retires when it is no longer in force and the last frame that it serves has
 * ended.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class ActivePlan {
    /*
     * Leases are counted from 1, the lease of the switch itself. The count never leaves 0 again, so a plan that has
     * retired cannot be leased (I2), and whoever brings it to 0 retires it, exactly once.
     */
    private final Plan plan;
    private final Map<StreamId, LoadedNetwork> networks;
    private final Runnable onRetired;
    private final AtomicInteger leases = new AtomicInteger(1);

    /**
     * @param plan what is served and what is not
     * @param networks the chain of each stream that the plan serves
     * @param onRetired called once, by whoever ends the last lease
     */
    ActivePlan(Plan plan, Map<StreamId, LoadedNetwork> networks, Runnable onRetired) {
        this.plan = plan;
        this.networks = Map.copyOf(networks);
        this.onRetired = onRetired;
    }

    /** The plan that serves nothing, in force before any other. */
    static ActivePlan none() {
        return new ActivePlan(Plan.NONE, Map.of(), () -> {});
    }

    Plan plan() {
        return plan;
    }

    /** What serves a stream, or null if the plan does not. */
    @Nullable
    LoadedNetwork network(StreamId stream) {
        return networks.get(stream);
    }

    /** What runs a chain that the plan serves some stream with, or null if it serves none. */
    @Nullable
    LoadedNetwork network(BlockChain chain) {
        for (LoadedNetwork network : networks.values()) {
            if (network.chain().chain().equals(chain)) {
                return network;
            }
        }
        return null;
    }

    /** Takes a lease; false if the plan has retired. */
    boolean retain() {
        int count = leases.get();
        while (count > 0) {
            if (leases.compareAndSet(count, count + 1)) {
                return true;
            }
            count = leases.get();
        }
        return false;
    }

    /** Ends a lease. */
    void release() {
        int left = leases.decrementAndGet();
        if (left == 0) {
            onRetired.run();
        } else if (left < 0) {
            throw new IllegalStateException(
                    "Revision %d was released more often than retained.".formatted(plan.revision()));
        }
    }
}
