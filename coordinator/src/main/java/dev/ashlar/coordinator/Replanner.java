/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanDelta;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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
     * A wish that comes while a plan is searched supersedes the search: it ends, and all are planned for together. That
     * happens a few times at most, so that a stream of wishes does not keep the first of them waiting forever.
     *
     * Everything that can fail is done before the swap, but for what must follow it: after it the situation is set at
     * once, so that it never lags the plan in force.
     *
     * A stream can always be closed. Where no new plan can be made or opened for that, the plan in force without the
     * stream is adopted: it asks for less, so it passes the audit, and all it needs is open.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Replanner.class);
    private static final int MOST_REASONS = 8;
    private static final int MOST_SUPERSEDED = 3;

    private final ChangeQueue queue;
    private final ModelShelf shelf;
    private final Solver solver;
    private final PlanMaker maker;
    private final PlanAdopter adopter;
    private final Effects effects;
    private final PlanListener listener;
    private final Consumer<MeasuringTarget> measuring;
    private volatile Situation situation;
    private volatile boolean answering;

    /** @param measuring hears what there is to measure of every plan in force */
    Replanner(
            ControlState first,
            ChangeQueue queue,
            ModelShelf shelf,
            Solver solver,
            PlanMaker maker,
            PlanAdopter adopter,
            Effects effects,
            PlanListener listener,
            Consumer<MeasuringTarget> measuring) {
        this.queue = queue;
        this.shelf = shelf;
        this.solver = solver;
        this.maker = maker;
        this.adopter = adopter;
        this.effects = effects;
        this.listener = listener;
        this.measuring = measuring;
        this.situation = new Situation(first, AdoptedPlan.none(first.budget()), null, Plan.NONE);
    }

    /** What is asked and in force; never waits. */
    Situation situation() {
        return situation;
    }

    /** Grants wishes and answers questions until the queue is closed. */
    @Override
    public void run() {
        solver.warm();
        ChangeQueue.Taken taken = queue.take();
        while (!taken.isEmpty()) {
            Question<?> question = taken.question();
            if (question == null) {
                grantNewest(taken.wishes());
            } else {
                answer(question);
            }
            shelf.retain(modelsInUse());
            taken = queue.take();
        }
    }

    private void answer(Question<?> question) {
        answering = true;
        if (!question.isAnswered(solver)) {
            queue.putBack(question);
        }
        answering = false;
    }

    /** Whether it is at a question, which may be given up, and not at wishes. */
    boolean isAnswering() {
        return answering;
    }

    /** Grants wishes together with those that come while the planner is at them. */
    private void grantNewest(List<Change> first) {
        List<Change> batch = new ArrayList<>(first);
        try {
            for (int i = 0; i < MOST_SUPERSEDED; i++) {
                if (settle(batch, true)) {
                    return;
                }
                batch.addAll(queue.takeWishes());
            }
            settle(batch, false);
        } catch (Throwable t) {
            LOG.error("Granting {} wishes failed.", batch.size(), t);
            CoordinatorException refusal = CoordinatorException.of("The coordinator failed", t);
            batch.forEach(change -> change.refuse(refusal));
        }
    }

    private Set<ModelId> modelsInUse() {
        return situation.state().workload().streams().stream()
                .flatMap(stream -> stream.models().stream())
                .collect(Collectors.toSet());
    }

    /** Answers all wishes of a batch; false if it was superseded and none is answered. */
    private boolean settle(List<Change> batch, boolean yielding) {
        Attempt attempt = grant(batch);
        if (attempt.granted().isEmpty()) {
            attempt.refused().forEach(Change::refuse);
            return true;
        }
        Ready ready;
        try {
            Plan running = situation.plan().plan();
            PlanDraft draft = yielding
                    ? maker.makeUnlessSuperseded(attempt.state(), running)
                    : maker.make(attempt.state(), running);
            if (draft == null) {
                return false;
            }
            ready = adopt(attempt, draft);
        } catch (RuntimeException e) {
            recover(batch, attempt, CoordinatorException.of("No plan could be put in force", e));
            return true;
        }
        commit(attempt, ready);
        attempt.refused().forEach(Change::refuse);
        return true;
    }

    /** Finds out which wish of a batch is at fault. */
    private void recover(List<Change> batch, Attempt attempt, CoordinatorException cause) {
        if (batch.size() > 1) {
            settle(batch.subList(0, batch.size() / 2), false);
            settle(batch.subList(batch.size() / 2, batch.size()), false);
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
        Adoption adoption =
                adopter.adopt(draft.plan(), draft.catalogs(), PieceSizes.of(draft.request(), draft.plan(), workers));
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
        situation = new Situation(
                attempt.state(), adopted, draft.request(), situation.plan().plan());
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
            spec.models()
                    .forEach(network -> PlanRequest.requireKnownPercentile(
                            spec, shelf.get(network).model()));
        }
    }

    private void commit(Attempt attempt, Ready ready) {
        AdoptedPlan adopted = ready.adopted();
        Map<Change, @Nullable StreamLane> lanes =
                effects.apply(attempt.granted(), ready.draft(), adopted, ready.workers());
        tell(() -> listener.adopted(adopted));
        tell(this::tellWhatToMeasure);
        attempt.granted().forEach(change -> change.answer().complete(new Change.Granted(adopted, lanes.get(change))));
    }

    /** Takes in what was measured of a composition; on the solver thread. */
    void heed(Learner learner, MeasuringTarget.Wanted judged, MeasuredComposition measured) {
        situation = learner.learn(situation, judged, measured);
        tell(this::tellWhatToMeasure);
    }

    private void tellWhatToMeasure() {
        Situation now = situation;
        PlanRequest request = now.request();
        if (request != null) {
            int workers = effects.workers(now.state().budget());
            measuring.accept(
                    MeasuringTarget.of(request, now.plan().plan(), workers, chain -> shelf.get(chain.model())));
        }
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

    /** Tells a listener, whatever it does with that. */
    static void tell(Runnable news) {
        try {
            news.run();
        } catch (Throwable t) {
            // Whatever a listener throws, the plan is in force, and those who wished for it get their answer.
            LOG.warn("A listener to plans failed.", t);
        }
    }
}
