/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileStore;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.ResourceBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator is made of; see {@link AshlarBuilder}.
 *
 * @param catalogs networks and their blocks
 * @param profiles what was measured of them
 * @param engine what runs blocks
 * @param planner called on the solver thread at the start
 * @param device the machine this is
 * @param budget at the start
 * @param ticker the clock of captures and deadlines
 * @param workers how many frames are computed at the same time under a budget
 * @param mostWarm most that blocks may occupy beyond the plan
 * @param switchingCostPerKiB see {@link dev.ashlar.core.plan.PlanRequest}
 * @param confidence that compositions are no less accurate than planners are told, 0.5 for what is most likely
 * @param planTimeLimit how long the planner may take
 * @param memoryAllowance bytes of native memory that the process may grow by beside the budget
 * @param alertListeners who hear of trouble
 * @param rules what makes one plan better than another, and what plans are asked beyond that; of the plan in force, the cost
 *     of changing it alone
 * @param callbacks where outcomes are delivered; null for the thread on which a frame ends
 * @param measuring how plans in force are measured; null for not at all
 */
record Settings(
        CatalogStore catalogs,
        ProfileStore profiles,
        BlockEngine engine,
        Supplier<? extends Planner> planner,
        Device device,
        ResourceBudget budget,
        Ticker ticker,
        ToIntFunction<ResourceBudget> workers,
        Bytes mostWarm,
        double switchingCostPerKiB,
        double confidence,
        Duration planTimeLimit,
        Bytes memoryAllowance,
        List<AlertListener> alertListeners,
        PlanRules rules,
        @Nullable Executor callbacks,
        @Nullable Measuring measuring) {
    Settings {
        alertListeners = List.copyOf(alertListeners);
    }

    /** The same with one more who hears of trouble. */
    Settings withAlertListener(AlertListener listener) {
        List<AlertListener> all = new ArrayList<>(alertListeners);
        all.add(listener);
        return with(all, rules, measuring);
    }

    Settings withRules(PlanRules other) {
        return with(alertListeners, other, measuring);
    }

    Settings withMeasuring(@Nullable Measuring other) {
        return with(alertListeners, rules, other);
    }

    private Settings with(List<AlertListener> all, PlanRules other, @Nullable Measuring how) {
        return new Settings(
                catalogs,
                profiles,
                engine,
                planner,
                device,
                budget,
                ticker,
                workers,
                mostWarm,
                switchingCostPerKiB,
                confidence,
                planTimeLimit,
                memoryAllowance,
                all,
                other,
                callbacks,
                how);
    }
}
