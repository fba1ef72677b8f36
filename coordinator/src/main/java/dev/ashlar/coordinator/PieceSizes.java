/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static java.util.Objects.requireNonNull;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In what pieces the chains of a plan are joined: as few as those who wait for them can bear. */
final class PieceSizes {
    /*
     * A frame whose turn has come waits for one piece of a less urgent frame at most, since workers look again after
     * each. Of two streams that of higher priority is the more urgent one, with equal priorities the one whose deadline
     * is shorter: its frames can come in after the other has begun and still go first.
     *
     * A stream h can bear to wait for what its window leaves:
     *
     *   s(h) = min(deadline, period) - C(h) - sum of C(g) over all g more urgent than h, divided by the workers
     *
     * Until its period is over, since the frame after next would take the place of the one that waits. Half of that is
     * given to pieces, rounded down to a power of two, so that small changes of a plan do not join all chains anew; the
     * other half is for what profiles do not see. Shorter pieces than the least bring nothing: the system lets a thread
     * run for longer than that before it looks at others (docs/decisions/0035).
     */
    private static final long LEAST_NANOS = 1 << 21;

    private PieceSizes() {}

    /**
     * The pieces of every chain that anyone more urgent may have to wait for; the others are joined in one.
     *
     * @param request the problem that the plan solves, with what blocks take
     * @param workers how many frames are computed at the same time
     */
    static Map<BlockChain, Pieces> of(PlanRequest request, Plan plan, int workers) {
        List<StreamSpec> served = served(request, plan);
        Map<BlockChain, Long> longest = new HashMap<>();
        for (StreamSpec urgent : served) {
            long bearable = bearable(request, plan, served, urgent, workers);
            for (StreamSpec stream : served) {
                if (isMoreUrgent(urgent, stream)) {
                    longest.merge(chain(plan, stream), bearable, Math::min);
                }
            }
        }
        Map<BlockChain, Pieces> pieces = new HashMap<>();
        longest.forEach((chain, nanos) -> pieces.put(
                chain,
                Pieces.within(
                        request.model(chain.model()).variants(chain).stream()
                                .map(Variant::nanos)
                                .toList(),
                        nanos)));
        return pieces;
    }

    private static long bearable(
            PlanRequest request, Plan plan, List<StreamSpec> served, StreamSpec stream, int workers) {
        return Long.highestOneBit(Math.max(LEAST_NANOS, slack(request, plan, served, stream, workers) / 2));
    }

    /**
     * What the window of every served stream leaves beside its own time and its share of what goes before it, s(h) above;
     * below 0 where nothing is left.
     */
    static Map<StreamId, Long> slacks(PlanRequest request, Plan plan, int workers) {
        List<StreamSpec> served = served(request, plan);
        Map<StreamId, Long> slacks = new HashMap<>();
        served.forEach(stream -> slacks.put(stream.id(), slack(request, plan, served, stream, workers)));
        return slacks;
    }

    private static List<StreamSpec> served(PlanRequest request, Plan plan) {
        return request.workload().streams().stream()
                .filter(stream -> plan.chains().containsKey(stream.id()))
                .toList();
    }

    private static long slack(PlanRequest request, Plan plan, List<StreamSpec> served, StreamSpec stream, int workers) {
        long before = 0;
        for (StreamSpec other : served) {
            before += isMoreUrgent(other, stream) ? nanos(request, plan, other) : 0;
        }
        long window = Math.min(stream.deadline().toNanos(), plan.period(stream).toNanos());
        return window - nanos(request, plan, stream) - before / Math.max(1, workers);
    }

    private static boolean isMoreUrgent(StreamSpec one, StreamSpec other) {
        return one.priority() > other.priority()
                || (one.priority() == other.priority() && one.deadline().compareTo(other.deadline()) < 0);
    }

    private static long nanos(PlanRequest request, Plan plan, StreamSpec stream) {
        BlockChain chain = chain(plan, stream);
        return request.model(chain.model()).nanos(chain);
    }

    private static BlockChain chain(Plan plan, StreamSpec stream) {
        return requireNonNull(plan.chains().get(stream.id()));
    }
}
