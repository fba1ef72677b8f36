/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long frames take until their results under a plan, by the response model of its problem. */
final class ResponseTimes {
    /*
     * Isolated: R = C, the time of the chain at the percentile that the stream asks for.
     *
     * Scheduled, on m = ceil(cores) workers that n streams share. With f the slow-down of min(m, n) running chains:
     *
     *   C' = ceil(f C)                    the time of a chain beside others
     *   q = f * (longest run of blocks between two points of preemption)
     *   B = max of q over all other streams, 0 if there is none
     *   R = C' + B                        a frame whose turn has come waits for one segment at most
     *   w = min(deadline, period)
     *
     * and deadlines hold under earliest deadline first if
     *
     *   m = 1:  sum C'/w + max B/w <= 1                 (Baker, Stack-based scheduling of realtime processes, 1991)
     *   m > 1:  sum (C'+B)/w + (m-1) max (C'+B)/w <= m  (Goossens, Funk and Baruah, Priority-driven scheduling of
     *                                                    periodic task systems on multiprocessors, 2003)
     *
     * The second is their density test for tasks without segments, with waiting counted as work, as in the
     * suspension-oblivious analysis of Brandenburg (Scheduling and locking in multiprocessor real-time operating systems,
     * 2011). Both are sufficient, not necessary: a plan that they refuse may still meet every deadline. Sums are exact.
     */
    private final Map<StreamId, Long> responses = new HashMap<>();
    private boolean feasible = true;
    private double density;

    private record Demand(StreamSpec stream, long nanos, long segment, Duration window) {}

    private ResponseTimes() {}

    static ResponseTimes of(PlanRequest request, Plan plan) {
        ResponseTimes times = new ResponseTimes();
        request.rules()
                .response()
                .fold(
                        () -> {
                            times.isolate(request, plan);
                            return true;
                        },
                        scheduled -> {
                            times.schedule(request, plan, scheduled);
                            return true;
                        });
        return times;
    }

    /** Time from the moment a frame is let in to its result, at most, for each stream that is served. */
    Map<StreamId, Long> responses() {
        return responses;
    }

    /** Whether the workers keep up with all deadlines. */
    boolean areFeasible() {
        return feasible;
    }

    /** What the test of feasibility compares with the number of workers. */
    double density() {
        return density;
    }

    /** How many workers serve a budget. */
    static int workers(ResourceBudget budget) {
        return (int) Math.ceil(budget.cpuCores());
    }

    private void isolate(PlanRequest request, Plan plan) {
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            if (chain != null) {
                responses.put(stream.id(), late(stream, request.model(chain.model()), chain));
            }
        }
    }

    private void schedule(PlanRequest request, Plan plan, ResponseModel.Scheduled model) {
        int workers = workers(request.budget());
        double slowdown = model.slowdown(Math.min(workers, plan.chains().size()));
        List<Demand> demands = new ArrayList<>();
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            if (chain != null) {
                demands.add(demand(request, plan, stream, chain, model, slowdown));
            }
        }
        CpuLoad load = new CpuLoad();
        Demand heaviest = null;
        long heaviestNanos = 0;
        for (Demand demand : demands) {
            long waits = 0;
            for (Demand other : demands) {
                boolean same = other.stream().id().equals(demand.stream().id());
                waits = same ? waits : Math.max(waits, other.segment());
            }
            long response = demand.nanos() + waits;
            responses.put(demand.stream().id(), response);
            load.add(workers == 1 ? demand.nanos() : response, demand.window());
            long counted = workers == 1 ? waits : response;
            if (heaviest == null || isHeavier(counted, demand.window(), heaviestNanos, heaviest.window())) {
                heaviest = demand;
                heaviestNanos = counted;
            }
        }
        if (heaviest != null) {
            load.add(heaviestNanos * Math.max(1, workers - 1), heaviest.window());
        }
        density = load.cores();
        feasible = !load.exceeds(workers);
    }

    private static boolean isHeavier(long nanos, Duration window, long thanNanos, Duration thanWindow) {
        return (double) nanos / window.toNanos() > (double) thanNanos / thanWindow.toNanos();
    }

    private static Demand demand(
            PlanRequest request,
            Plan plan,
            StreamSpec stream,
            BlockChain chain,
            ResponseModel.Scheduled model,
            double slowdown) {
        PlanModel network = request.model(chain.model());
        List<Variant> variants = network.variants(chain);
        long longest = 0;
        for (int from = 0; from < variants.size(); from++) {
            long segment = variants.subList(from, Math.min(variants.size(), from + model.blocksPerSegment())).stream()
                    .mapToLong(Variant::nanos)
                    .sum();
            longest = Math.max(longest, segment);
        }
        Duration period = plan.period(stream);
        return new Demand(
                stream,
                slowed(late(stream, network, chain), slowdown),
                slowed(longest, slowdown),
                period.compareTo(stream.deadline()) < 0 ? period : stream.deadline());
    }

    private static long late(StreamSpec stream, PlanModel model, BlockChain chain) {
        return model.tails().at(stream.deadlinePercentile(), model.nanos(chain));
    }

    static long slowed(long nanos, double slowdown) {
        return slowdown == 1 ? nanos : (long) Math.ceil(nanos * slowdown);
    }
}
