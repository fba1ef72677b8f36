/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.Workload;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of the run time, wired: wishes in, plans in force, frames through. Knows nothing of Vert.x.
 *
 * <p><b>Threading</b>: safe for use by many threads; only {@link #shutDown} waits.
 */
final class Coordinator {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final int MOST_WAITING_COMMANDS = 10_000;

    private final AshlarThreads threads = new AshlarThreads();
    private final ChangeQueue changes = new ChangeQueue(MOST_WAITING_COMMANDS);
    private final PlanSwitch plans = new PlanSwitch(ActivePlan.none());
    private final PlanRecord record = new PlanRecord();
    private final FrameScheduler scheduler;
    private final Fleet fleet;
    private final Alerts alerts;
    private final ChainPool pool;
    private final PlanAdopter adopter;
    private final LinkCheck check;
    private final MemoryGuard guard;
    private final Solver solver;
    private final Adviser adviser;
    private final @Nullable PlanMeasuring measuring;
    private final Learner learner;
    private final Replanner replanner;
    private final Thread solving;

    /** Starts it, serving nothing. */
    Coordinator(Settings settings, PlanListener listener) {
        long room = settings.budget().memory().count();
        long mostWarm = settings.mostWarm().count();
        FrameClock clock = new FrameClock(settings.ticker());
        alerts = new Alerts(settings.alertListeners(), () -> plans.plan().revision());
        scheduler =
                new FrameScheduler(threads.named("worker"), settings.workers().applyAsInt(settings.budget()));
        BlockCache cache = new BlockCache(room, mostWarm);
        pool = new ChainPool(settings.catalogs(), settings.engine(), cache, room, mostWarm);
        adopter = new PlanAdopter(pool, plans, alerts, threads.background("switch"), settings.ticker());
        check = new LinkCheck(settings.engine(), alerts, threads.background("check"), this::joinAnew);
        fleet = new Fleet(spec -> new StreamLane(spec, plans, scheduler, clock, check, alerts, settings.callbacks()));
        guard = new MemoryGuard(
                settings.engine(),
                alerts,
                () -> situation().state().budget().memory().count(),
                () -> pool.holding().usedBytes() + pool.holding().warmBytes(),
                adopter::cutWarm,
                () -> changes.put(Change.of(new ControlEvent.Replan("heed the memory that was measured"))),
                MemoryGuard::machineBytes,
                settings.memoryAllowance().count());
        solver = new Solver(settings.planner(), alerts);
        ModelShelf shelf = new ModelShelf(
                settings.catalogs(),
                settings.profiles(),
                settings.device(),
                settings.engine().version(),
                settings.confidence());
        PlanMaker maker = maker(settings, shelf, cache);
        adviser = new Adviser(maker, solver, settings.ticker());
        measuring = measuring(settings.measuring(), clock);
        learner = new Learner(shelf, alerts, listener, why -> changes.put(Change.of(new ControlEvent.Replan(why))));
        replanner = replanner(settings, listener, shelf, maker);
        solving = threads.background("solver").newThread(replanner);
        solving.start();
        guard.start(threads.background("memory"), MemoryGuard.interval());
        if (measuring != null) {
            measuring.start(threads.named("measure"));
        }
    }

    private @Nullable PlanMeasuring measuring(@Nullable Measuring how, FrameClock clock) {
        return how == null || how.cpuShare() == 0
                ? null
                : new PlanMeasuring(
                        how.judge(),
                        how.cpuShare(),
                        clock,
                        plans,
                        scheduler,
                        new IdleTime(clock, fleet::all, scheduler::workers),
                        alerts,
                        this::takeIn);
    }

    /** Takes in what was measured; on the solver thread, once no wish waits. */
    private void takeIn(MeasuringTarget.Wanted judged, MeasuredComposition measured, Runnable dropped) {
        CompletionStage<MeasuredComposition> answer = ask(new Question<>("take in what was measured", () -> {
            replanner.heed(learner, judged, measured);
            return measured;
        }));
        answer.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("What was measured of {} is not taken in.", judged.chain(), failure);
                dropped.run();
            }
        });
    }

    private PlanMaker maker(Settings settings, ModelShelf shelf, BlockCache cache) {
        return new PlanMaker(
                solver,
                shelf,
                cache,
                settings.switchingCostPerKiB(),
                settings.planTimeLimit(),
                settings.rules(),
                settings.ticker(),
                guard::overheadBytes);
    }

    private Replanner replanner(Settings settings, PlanListener listener, ModelShelf shelf, PlanMaker maker) {
        Effects effects = new Effects(fleet, scheduler, adopter, guard::overheadBytes, settings.workers(), record);
        return new Replanner(
                new ControlState(Workload.EMPTY, settings.budget()),
                changes,
                shelf,
                solver,
                maker,
                adopter,
                effects,
                listener,
                measuring == null ? target -> {} : measuring::follow);
    }

    private void joinAnew(LoadedNetwork network) {
        adopter.distrust(network.catalog(), network.chain().chain());
        changes.put(Change.of(new ControlEvent.Replan(
                "join %s anew".formatted(network.catalog().model()))));
    }

    /** Asks for a change; the answer comes on the solver thread. */
    CompletableFuture<Change.Granted> ask(ControlEvent event) {
        Change change = Change.of(event);
        changes.put(change);
        if (changes.hasWishes()) {
            solver.supersede();
        }
        return change.answer();
    }

    /** Asks why the plan in force is as it is; the answer comes on the solver thread, once no wish waits. */
    CompletableFuture<Advice.Why> why() {
        return ask(new Question<>("explain the plan", () -> adviser.why(situation())));
    }

    /** Asks what would be planned if other things were asked; the answer comes as that of {@link #why}. */
    CompletableFuture<Advice.Supposed> suppose(UnaryOperator<ControlState> supposition) {
        return ask(new Question<>("say what would be planned", () -> adviser.suppose(situation(), supposition)));
    }

    private <T> CompletableFuture<T> ask(Question<T> question) {
        changes.put(question);
        return question.answer();
    }

    /** The lane of an open stream, or null. */
    @Nullable
    StreamLane lane(StreamId id) {
        return fleet.find(id);
    }

    /** The lanes of all open streams, in the order of their names. */
    Collection<StreamLane> lanes() {
        return fleet.all();
    }

    Situation situation() {
        return replanner.situation();
    }

    AshlarStats stats() {
        return new AshlarStats(
                fleet.all().stream().map(StreamLane::stats).toList(),
                record.stats(),
                plans.plan().revision(),
                memory(),
                scheduler.workers(),
                alerts.raised(),
                measuring == null ? MeasuringStats.NONE : measuring.stats());
    }

    private MemoryStats memory() {
        ChainPool.Holding holding = pool.holding();
        MemoryGuard.Reading reading = guard.reading();
        return new MemoryStats(
                situation().state().budget().memory().count(),
                holding.usedBytes(),
                holding.warmBytes(),
                holding.peakBytes(),
                guard.overheadBytes(),
                reading.grownBytes(),
                reading.process());
    }

    /** Judges the memory of the process now. */
    MemoryGuard guard() {
        return guard;
    }

    /** Whether the calling thread is one of the coordinator's own, which must not wait for it. */
    boolean isOwnThread() {
        return threads.ownCurrent();
    }

    /**
     * Ends everything in order: no more wishes, no more frames, the accepted frames end, then workers, chains, blocks.
     * Waits for it.
     */
    void shutDown() {
        guard.close();
        if (measuring != null) {
            measuring.stop();
        }
        changes.close();
        if (replanner.isAnswering()) {
            solver.supersede();
        }
        fleet.all().forEach(StreamLane::seal);
        AshlarThreads.await(solving);
        // What the solver was granting while the queue closed has lanes too.
        for (StreamLane lane : fleet.all()) {
            lane.seal();
            lane.over().join();
        }
        scheduler.close();
        if (measuring != null) {
            measuring.close();
        }
        check.close();
        adopter.close();
    }
}
