/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.Workload;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The whole of the run time, wired: wishes in, plans in force, frames through. Knows nothing of Vert.x.
 *
 * <p><b>Threading</b>: safe for use by many threads; only {@link #shutDown} waits.
 */
final class Coordinator {
    private static final int MOST_WAITING_COMMANDS = 10_000;

    private final AshlarThreads threads = new AshlarThreads();
    private final ChangeQueue changes = new ChangeQueue(MOST_WAITING_COMMANDS);
    private final PlanSwitch plans = new PlanSwitch(ActivePlan.none());
    private final PlanRecord record = new PlanRecord();
    private final FrameScheduler scheduler;
    private final Fleet fleet;
    private final BlockCache cache;
    private final PlanAdopter adopter;
    private final Replanner replanner;
    private final Thread solver;

    /** Starts it, serving nothing. */
    Coordinator(Settings settings, PlanListener listener) {
        long room = settings.budget().memory().count();
        FrameClock clock = new FrameClock(settings.ticker());
        scheduler =
                new FrameScheduler(threads.named("worker"), settings.workers().applyAsInt(settings.budget()));
        fleet = new Fleet(spec -> new StreamLane(spec, plans, scheduler, clock, settings.callbacks()));
        cache = new BlockCache(room, settings.mostWarm().count());
        ChainPool pool = new ChainPool(settings.catalogs(), settings.engine(), cache);
        adopter = new PlanAdopter(pool, cache, plans, threads.named("switch"), settings.ticker());
        ModelShelf shelf = new ModelShelf(
                settings.catalogs(),
                settings.profiles(),
                settings.device(),
                settings.engine().version());
        PlanMaker maker = new PlanMaker(
                settings.planner(),
                shelf,
                cache,
                settings.switchingCostPerKiB(),
                settings.planTimeLimit(),
                settings.ticker());
        Effects effects = new Effects(fleet, scheduler, cache, settings.workers(), record);
        replanner = new Replanner(
                new ControlState(Workload.EMPTY, settings.budget()), changes, shelf, maker, adopter, effects, listener);
        solver = threads.named("solver").newThread(replanner);
        solver.start();
    }

    /** Asks for a change; the answer comes on the solver thread. */
    CompletableFuture<Change.Granted> ask(ControlEvent event) {
        Change change = Change.of(event);
        changes.put(change);
        return change.answer();
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

    Replanner.Situation situation() {
        return replanner.situation();
    }

    AshlarStats stats() {
        BlockCache.Holding holding = cache.holding();
        return new AshlarStats(
                fleet.all().stream().map(StreamLane::stats).toList(),
                record.stats(),
                plans.plan().revision(),
                holding.leasedBytes(),
                holding.warmBytes(),
                scheduler.workers());
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
        changes.close();
        fleet.all().forEach(StreamLane::seal);
        AshlarThreads.await(solver);
        // What the solver was granting while the queue closed has lanes too.
        for (StreamLane lane : fleet.all()) {
            lane.seal();
            lane.over().join();
        }
        scheduler.close();
        adopter.close();
    }
}
