/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans by a Lagrangian relaxation in plain Java, and on to proven optimality with the CP-SAT solver of OR-Tools, on one
 * thread.
 *
 * <p>Every plan meets every constraint exactly. If its gap is 0, no plan is better by more than the resolution that the
 * solver counts in: for each block and digest 2<sup>-39</sup> of the sum of the weighted drops and prices of all
 * variants. Where the periods of the streams have no common multiple of 60 bits, plans that come closer to the
 * CPU budget than 2<sup>-72</sup> core for each block may be passed over. Equal problems have equal answers unless the
 * time limit cuts the search short.
 *
 * <p><b>Threading</b>: an instance serves one call at a time and refuses a second with an
 * {@link IllegalStateException}; several instances work side by side. {@link #cancel} may be called by any thread.
 *
 * <p><b>Failure</b>: where the solver's native libraries cannot be loaded, or the solver fails, the plan of the relaxation
 * stands, with its gap, a warning is logged, and {@link #impairment} says so until a search succeeds.
 */
public final class CpSatPlanner implements Planner {
    private static final Logger LOG = LoggerFactory.getLogger(CpSatPlanner.class);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Ticker ticker;
    private final Prover prover;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Stop current;

    CpSatPlanner(Ticker ticker, Prover prover) {
        this.ticker = ticker;
        this.prover = prover;
    }

    CpSatPlanner(Ticker ticker) {
        this(ticker, Prover.cpSat());
    }

    /**
     * Loads the solver, once per JVM, and warms it up; without it if it cannot be loaded, which is logged.
     *
     * @param nativesFolder where the solver's native libraries are kept unpacked, 71 MB. They are executed: choose a
     *     folder that only this user can write, such as one below the user's own cache folder
     */
    public static CpSatPlanner open(Path nativesFolder) {
        try {
            OrToolsNatives.load(nativesFolder);
            Stop stop = new Stop(Ticker.system(), LONGEST, () -> false);
            new CpSatSearch(Instance.of(warmUp()), null, stop).run();
        } catch (PlannerException | LinkageError e) {
            LOG.warn("Plans are made without CP-SAT: good, but rarely proven to be the best.", e);
            return new CpSatPlanner(
                    Ticker.system(),
                    Prover.missing(
                            "CP-SAT could not be loaded: plans are good, but where streams share content rarely proven to be the best (%s)."
                                    .formatted(e.getMessage())));
        }
        CpSatPlanner planner = new CpSatPlanner(Ticker.system());
        planner.plan(warmUp());
        return planner;
    }

    /** A planner without the solver: fast, with a bound, and rarely with a proof that its plan is the best. */
    public static CpSatPlanner lagrangian() {
        return new CpSatPlanner(Ticker.system(), Prover.none());
    }

    @Override
    public PlanOutcome plan(PlanRequest request) {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "The planner must finish one problem before the next. Maybe open a second planner.");
        }
        try {
            Duration asked = request.timeLimit();
            Duration limit = asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
            Stop stop = new Stop(ticker, limit, Thread.currentThread()::isInterrupted);
            current = stop;
            PlanOutcome outcome = new GoalPlanner(request, stop, prover).plan();
            return outcome instanceof PlanOutcome.Infeasible infeasible
                            && request.rules().ladder()
                    ? new PlanOutcome.Infeasible(
                            infeasible.shortfalls(), new Ladder(request, stop, prover).relief(infeasible.shortfalls()))
                    : outcome;
        } finally {
            current = null;
            busy.set(false);
        }
    }

    @Override
    public boolean cancel() {
        Stop stop = current;
        if (stop != null) {
            stop.call();
        }
        return stop != null;
    }

    /** That the solver could not be loaded, or failed in its last search, if that is so. */
    @Override
    public @Nullable String impairment() {
        return prover.impairment();
    }

    /** Whether plans can be proven to be the best. */
    public boolean isExact() {
        return prover.isThere();
    }

    /** A problem that only the solver decides: of two blocks, each could be large, but not both. */
    static PlanRequest warmUp() {
        List<PlanModel.PlanBlock> blocks = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            PlanModel.Variant large = new PlanModel.Variant(DescendantId.ORIGINAL, 0, 1, 2, new Digest(name));
            PlanModel.Variant small =
                    new PlanModel.Variant(new DescendantId("small"), 0.1, 1, 1, new Digest(name + "-small"));
            blocks.add(new PlanModel.PlanBlock(new BlockId(name), List.of(large, small)));
        }
        PlanModel model = new PlanModel(new ModelId("model"), 1, 0, 0, blocks);
        StreamSpec stream = StreamSpec.of("stream", "model", Duration.ofSeconds(1), Duration.ofSeconds(1));
        return PlanRequest.of(
                Workload.of(List.of(stream)), Map.of(model.id(), model), new ResourceBudget(Bytes.of(3), 1));
    }
}
