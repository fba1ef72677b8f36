/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a plan in force means for everything else: lanes, workers, room for what is warm, and the record of it all.
 *
 * <p><b>Threading</b>: belongs to the solver thread.
 */
final class Effects {
    private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

    private final Fleet fleet;
    private final FrameScheduler scheduler;
    private final PlanAdopter adopter;
    private final LongSupplier overhead;
    private final ToIntFunction<ResourceBudget> workers;
    private final PlanRecord record;

    /** @param overhead bytes that plans have to do with less than their budget */
    Effects(
            Fleet fleet,
            FrameScheduler scheduler,
            PlanAdopter adopter,
            LongSupplier overhead,
            ToIntFunction<ResourceBudget> workers,
            PlanRecord record) {
        this.fleet = fleet;
        this.scheduler = scheduler;
        this.adopter = adopter;
        this.overhead = overhead;
        this.workers = workers;
        this.record = record;
    }

    /** How many workers a budget is worth, by the caller's function. */
    int workers(ResourceBudget budget) {
        try {
            return workers.applyAsInt(budget);
        } catch (RuntimeException e) {
            throw CoordinatorException.of("The number of workers for %s cannot be told".formatted(budget), e);
        }
    }

    /** Makes a plan's wishes come true; answers with the lane that each one concerns. */
    Map<Change, @Nullable StreamLane> apply(List<Change> granted, PlanDraft draft, AdoptedPlan adopted, int count) {
        Map<StreamId, StreamSpec> specs = new HashMap<>();
        adopted.workload().streams().forEach(spec -> specs.put(spec.id(), spec));
        Map<Change, @Nullable StreamLane> lanes = new HashMap<>();
        for (Change change : granted) {
            lanes.put(change, apply(change.event(), specs));
        }
        record.adopted(adopted);
        adopter.setBudget(adopted.budget().memory().count() - overhead.getAsLong(), draft.fixedBytes());
        setWorkers(count);
        return lanes;
    }

    private void setWorkers(int count) {
        try {
            scheduler.setWorkers(count);
        } catch (Throwable t) {
            // A system without threads left throws an Error; the plan is in force and goes on with those there are.
            LOG.error("The plan in force should have {} workers, and not all could be started.", count, t);
        }
    }

    private @Nullable StreamLane apply(ControlEvent event, Map<StreamId, StreamSpec> specs) {
        StreamId id = event.stream();
        if (id == null) {
            return null;
        }
        if (event instanceof ControlEvent.Close) {
            return fleet.close(id);
        }
        if (event instanceof ControlEvent.Open open) {
            return fleet.open(specs.getOrDefault(id, open.spec()));
        }
        StreamLane lane = fleet.find(id);
        StreamSpec spec = specs.get(id);
        if (lane != null && spec != null) {
            lane.setSpec(spec);
        }
        return lane;
    }

    /** Notes a wish that no plan was adopted for. */
    void refused() {
        record.refused();
    }
}
