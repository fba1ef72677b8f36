/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.workload.StreamSpec;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans where frames wait for those of other streams. */
final class ScheduledPlanner {
    /*
     * How long frames wait depends on the longest block that any stream runs, and whether deadlines hold on several cores
     * on the largest share of its window that a frame takes; both follow from what is chosen. So they are chosen first:
     * for each of a few limits on the longest block, and on the share, the problem has one more load row and is solved as
     * any other; the best plan wins. Whatever keeps the limits keeps the test of ResponseTimes, which the audit repeats
     * with the numbers of the plan. The bound is that of the problem without any waiting.
     */
    private static final int LIMITS = 6;
    private static final double[] SHARES = {0.3, 0.5, 0.7, 0.85, 1};

    private final PlanRequest request;
    private final Demands demands;
    private final ResponseModel.Scheduled model;
    private final Stop stop;
    private final Prover prover;

    ScheduledPlanner(PlanRequest request, Demands demands, ResponseModel.Scheduled model, Stop stop, Prover prover) {
        this.request = request;
        this.demands = demands;
        this.model = model;
        this.stop = stop;
        this.prover = prover;
    }

    PlanOutcome plan() {
        PlanRules alone = request.rules().withResponse(ResponseModel.ISOLATED);
        PlanOutcome outcome = new BlockPlanner(request.withRules(alone), demands, stop, prover).plan();
        if (!(outcome instanceof Feasible isolated)) {
            return outcome;
        }
        if (PlanAudit.violations(request, isolated.plan()).isEmpty()) {
            return outcome;
        }
        Feasible best = null;
        int streams = request.workload().streams().size();
        int workers = (int) Math.ceil(request.budget().cpuCores());
        double slowdown = model.slowdown(Math.min(workers, streams));
        for (long block : limits()) {
            long wait = streams < 2 ? 0 : (long) Math.ceil(block * slowdown * model.blocksPerSegment()) + 1;
            for (double share : workers == 1 ? new double[] {1} : SHARES) {
                double density = density(workers, wait, share, slowdown);
                if (density > 0 && !stop.isDue()) {
                    best = better(best, trial(new Demands.Scheduling(slowdown, block, wait, share, density)));
                }
            }
        }
        if (best == null) {
            return stop.isDue()
                    ? new PlanOutcome.Undecided(request.timeLimit())
                    : new PlanOutcome.Infeasible(List.of());
        }
        return new Feasible(best.plan(), best.objective(), Math.max(0, isolated.bound() - best.objective()));
    }

    private static @Nullable Feasible better(@Nullable Feasible old, @Nullable Feasible other) {
        return old == null || (other != null && other.objective() > old.objective()) ? other : old;
    }

    private @Nullable Feasible trial(Demands.Scheduling scheduling) {
        Demands limited = new Demands(demands.all(), demands.each(), scheduling);
        PlanOutcome found = new BlockPlanner(request, limited, stop, Prover.none()).plan();
        return found instanceof Feasible feasible ? feasible : null;
    }

    private double density(int workers, long wait, double share, double slowdown) {
        double waiting = 0;
        double rounding = 0;
        for (StreamSpec stream : request.workload().streams()) {
            double window = Demands.window(stream, stream.period());
            waiting = workers == 1 ? Math.max(waiting, wait / window) : waiting + wait / window;
            // Times are rounded up at the percentile, which is slowed down with them, and when they are slowed down.
            rounding += (slowdown + 1) / window + 1e-12;
        }
        return (workers == 1 ? 1 : workers - (workers - 1) * share) - waiting - rounding;
    }

    /** A few lengths of blocks, from the shortest that leaves every block a choice to the longest there is. */
    private List<Long> limits() {
        long least = 0;
        TreeSet<Long> lengths = new TreeSet<>();
        for (PlanModel network : request.models().values()) {
            for (PlanBlock block : network.blocks()) {
                long shortest = Long.MAX_VALUE;
                for (Variant variant : block.variants()) {
                    lengths.add(variant.nanos());
                    shortest = variant.isFree() ? Math.min(shortest, variant.nanos()) : shortest;
                }
                least = Math.max(least, shortest);
            }
        }
        List<Long> possible = List.copyOf(lengths.tailSet(least));
        TreeSet<Long> chosen = new TreeSet<>();
        for (int i = 0; i < LIMITS; i++) {
            chosen.add(possible.get(i * (possible.size() - 1) / (LIMITS - 1)));
        }
        return List.copyOf(chosen);
    }
}
