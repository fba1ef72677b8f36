/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanDelta;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns wishes into plans in force. Wishes that come while a plan is made are granted by the next plan together; every
 * wish gets its own answer.
 *
 * <p><b>Threading</b>: works on one thread of its own, the solver thread; {@link #situation} may be read by all.
 *
 * <p><b>Failure</b>: a wish that no plan can be made or opened for is refused, and everything stays as it was.
 */
final class Replanner implements Runnable {
    /*
     * Wishes are tried together first: one plan for the newest state. If that fails, the halves are tried one after the
     * other, down to the single wish at fault, which alone is refused: k bad wishes among n cost O(k log n) plans. A
     * wish that the state does not allow (a stream opened twice) is refused once the wishes before it are decided.
     *
     * Everything that can fail is done before the swap, but for what must follow it: after it the situation is set at
     * once, so that it never lags the plan in force.
     *
     * A stream can always be closed. Where no new plan can be made or opened for that, the plan in force without the
     * stream is adopted: it asks for less, so it passes the audit, and all it needs is open.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Replanner.class);
    private static final int MOST_REASONS = 8;

    private final ChangeQueue queue;
    private final ModelShelf shelf;
    private final PlanMaker maker;
    private final PlanAdopter adopter;
    private final Effects effects;
    private final PlanListener listener;
    private volatile Situation situation;

    /**
     * What is asked and what is in force.
     *
     * @param state what is asked
     * @param plan what is in force for it
     */
    record Situation(ControlState state, AdoptedPlan plan) {}

    Replanner(
            ControlState first,
            ChangeQueue queue,
            ModelShelf shelf,
            PlanMaker maker,
            PlanAdopter adopter,
            Effects effects,
            PlanListener listener) {
        this.queue = queue;
        this.shelf = shelf;
        this.maker = maker;
        this.adopter = adopter;
        this.effects = effects;
        this.listener = listener;
        this.situation = new Situation(first, AdoptedPlan.none(first.budget()));
    }

    /** What is asked and in force; never waits. */
    Situation situation() {
        return situation;
    }

    /** Grants wishes until the queue is closed. */
    @Override
    public void run() {
        List<Change> batch = queue.take();
        while (!batch.isEmpty()) {
            try {
                settle(batch);
                shelf.retain(modelsInUse());
            } catch (Throwable t) {
                LOG.error("Granting {} wishes failed.", batch.size(), t);
                CoordinatorException refusal = CoordinatorException.of("The coordinator failed", t);
                batch.forEach(change -> change.refuse(refusal));
            }
            batch = queue.take();
        }
    }

    private Set<ModelId> modelsInUse() {
        return situation.state().workload().streams().stream()
                .flatMap(stream -> stream.models().stream())
                .collect(Collectors.toSet());
    }

    private void settle(List<Change> batch) {
        Attempt attempt = grant(batch);
        if (attempt.granted().isEmpty()) {
            attempt.refused().forEach(Change::refuse);
            return;
        }
        Ready ready;
        try {
            ready = adopt(attempt, maker.make(attempt.state(), situation.plan().plan()));
        } catch (RuntimeException e) {
            recover(batch, attempt, CoordinatorException.of("No plan could be put in force", e));
            return;
        }
        commit(attempt, ready);
        attempt.refused().forEach(Change::refuse);
    }

    /** Finds out which wish of a batch is at fault. */
    private void recover(List<Change> batch, Attempt attempt, CoordinatorException cause) {
        if (batch.size() > 1) {
            settle(batch.subList(0, batch.size() / 2));
            settle(batch.subList(batch.size() / 2, batch.size()));
        } else if (batch.get(0).event() instanceof ControlEvent.Close) {
            LOG.warn("The plan in force goes on without the closed stream.", cause);
            commit(
                    attempt,
                    adopt(
                            attempt,
                            maker.shrink(attempt.state(), situation.plan().plan())));
        } else {
            refuse(batch.get(0), cause);
        }
    }

    /** A plan that is in force while nobody has been told yet. */
    private record Ready(PlanDraft draft, AdoptedPlan adopted, int workers) {}

    private Ready adopt(Attempt attempt, PlanDraft draft) {
        int workers = effects.workers(attempt.state().budget());
        PlanForecast forecast = PlanForecast.of(draft.request(), draft.plan());
        PlanDelta delta = PlanDelta.between(situation.plan().plan(), draft.plan());
        String reason = reason(attempt.granted());
        Adoption adoption = adopter.adopt(draft.plan(), draft.catalogs());
        AdoptedPlan adopted = new AdoptedPlan(
                adoption.plan(),
                attempt.state().workload(),
                attempt.state().budget(),
                forecast,
                reason,
                delta,
                draft.gap(),
                adoption.bytesFetched(),
                draft.solveNanos(),
                adoption.openNanos());
        situation = new Situation(attempt.state(), adopted);
        return new Ready(draft, adopted, workers);
    }

    /** What became of a batch on paper. */
    private record Attempt(ControlState state, List<Change> granted, Map<Change, RuntimeException> refused) {}

    private Attempt grant(List<Change> batch) {
        ControlState state = situation.state();
        List<Change> granted = new ArrayList<>();
        Map<Change, RuntimeException> refused = new HashMap<>();
        for (Change change : batch) {
            try {
                ControlState next = change.event().apply(state);
                requireKnownModel(change.event(), next);
                state = next;
                granted.add(change);
            } catch (RuntimeException e) {
                refused.put(change, e);
            }
        }
        return new Attempt(state, granted, refused);
    }

    private void requireKnownModel(ControlEvent event, ControlState next) {
        StreamId id = event.stream();
        StreamSpec spec = id == null ? null : next.workload().find(id);
        if (spec != null) {
            spec.models().forEach(shelf::get);
        }
    }

    private void commit(Attempt attempt, Ready ready) {
        AdoptedPlan adopted = ready.adopted();
        Map<Change, @Nullable StreamLane> lanes =
                effects.apply(attempt.granted(), ready.draft(), adopted, ready.workers());
        tell(() -> listener.adopted(adopted));
        attempt.granted().forEach(change -> change.answer().complete(new Change.Granted(adopted, lanes.get(change))));
    }

    private void refuse(Change change, CoordinatorException refusal) {
        effects.refused();
        LOG.warn("Refused to {}: {}", change.event().describe(), refusal.getMessage());
        tell(() -> listener.refused(
                new RefusedPlan(situation.plan().revision(), change.event().describe(), refusal)));
        change.refuse(refusal);
    }

    private static String reason(List<Change> granted) {
        String shown = granted.stream()
                .map(change -> change.event().describe())
                .distinct()
                .limit(MOST_REASONS)
                .collect(Collectors.joining(", "));
        return granted.size() <= MOST_REASONS ? shown : shown + " and more, " + granted.size() + " wishes in all";
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (Throwable t) {
            // Whatever a listener throws, the plan is in force, and those who wished for it get their answer.
            LOG.warn("A listener to plans failed.", t);
        }
    }
}
