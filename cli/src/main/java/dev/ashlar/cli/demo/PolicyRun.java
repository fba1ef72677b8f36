/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.cli.demo.PolicyResult.StreamResult;
import dev.ashlar.coordinator.AdoptedPlan;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.AshlarStats;
import dev.ashlar.coordinator.FrameCounts;
import dev.ashlar.coordinator.LatencySummary;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Serves the wall under one policy while the trace happens. */
final class PolicyRun implements Trace.Stage {
    /** What a policy that does not look at the processor is told instead of the budget. */
    private static final double UNBOUNDED_CORES = 1000;

    private final Policy policy;
    private final Wall wall;
    private final Map<StreamId, CameraFeed> feeds;
    private final Display display;
    private final Ashlar ashlar;
    private ResourceBudget budget;

    PolicyRun(Policy policy, Wall wall, Map<StreamId, CameraFeed> feeds, Ashlar ashlar, Display display) {
        this.policy = policy;
        this.wall = wall;
        this.feeds = feeds;
        this.ashlar = ashlar;
        this.display = display;
        this.budget = wall.start();
    }

    /** What a policy is told of a budget. */
    static ResourceBudget told(Policy policy, ResourceBudget budget) {
        return policy.plansCpu() ? budget : budget.withCpuCores(UNBOUNDED_CORES + budget.cpuCores());
    }

    /** How many workers a budget that a policy was told stands for. */
    static int workers(ResourceBudget told) {
        double cores = told.cpuCores() >= UNBOUNDED_CORES ? told.cpuCores() - UNBOUNDED_CORES : told.cpuCores();
        return Math.max(1, (int) Math.ceil(cores - 1e-9));
    }

    /** Runs the whole trace and answers with what came of it; every stream is closed then. */
    PolicyResult run(Duration length, List<Trace.Event> events) {
        display.begin(policy, wall);
        for (Wall.Camera camera : wall.cameras().subList(0, wall.cameras().size() - 1)) {
            join(camera);
        }
        long start = System.nanoTime();
        int next = 0;
        // However slow the machine is, everything happens before the end.
        while (next < events.size() || System.nanoTime() - start < length.toNanos()) {
            long now = System.nanoTime() - start;
            if (next < events.size() && now >= events.get(next).atNanos()) {
                display.event(now, events.get(next).what());
                events.get(next++).happens().accept(this);
            }
            display.tick(now, ashlar, feeds);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return finish();
    }

    @Override
    public void join(Wall.Camera camera) {
        StreamHandle handle = await(ashlar.openStream(camera.spec()));
        if (handle != null) {
            feed(camera).show(handle, camera.spec().period());
        }
    }

    @Override
    public void setPeriod(Wall.Camera camera, Duration period) {
        StreamHandle handle = feed(camera).stream();
        if (handle != null) {
            await(handle.update(camera.spec().withPeriod(period)));
            feed(camera).show(handle, period);
        }
    }

    @Override
    public void setBudget(ResourceBudget changed) {
        AdoptedPlan plan = await(ashlar.setBudget(told(policy, changed)));
        budget = plan == null ? budget : changed;
    }

    private CameraFeed feed(Wall.Camera camera) {
        return Objects.requireNonNull(feeds.get(camera.spec().id()));
    }

    /** Waits for a wish to be granted; a refusal is shown, and the wall goes on as it was. */
    private <T> @Nullable T await(Future<T> wish) {
        try {
            return wish.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            display.refused(String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
            return null;
        }
    }

    private PolicyResult finish() {
        feeds.values().forEach(CameraFeed::stop);
        Map<StreamId, StreamHandle> handles = new LinkedHashMap<>();
        feeds.forEach((id, feed) -> {
            StreamHandle handle = feed.stream();
            if (handle != null) {
                handles.put(id, handle);
            }
        });
        AshlarStats stats = ashlar.stats();
        handles.values().forEach(handle -> await(handle.close()));
        List<StreamResult> streams = new ArrayList<>();
        feeds.forEach((id, feed) -> {
            StreamHandle handle = handles.get(id);
            FrameCounts frames =
                    handle == null ? FrameCounts.NONE : handle.stats().frames();
            boolean all = feed.allEnded(frames.offered());
            streams.add(new StreamResult(
                    id,
                    frames,
                    handle == null ? LatencySummary.NONE : handle.stats().latency(),
                    feed.scores().metric(),
                    feed.scores().accuracy(),
                    feed.scores().useful(frames.offered()),
                    all));
        });
        return new PolicyResult(policy, streams, stats.plans(), stats.measuring());
    }
}
