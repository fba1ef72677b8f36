/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static java.util.Objects.requireNonNull;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorPool;
import dev.ashlar.core.profile.CompositionJudge;
import dev.ashlar.core.unit.Argument;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges one composition on the chain that serves it, in steps: an image is read, goes through the chain piece by piece, and
 * is judged. No step begins while a frame might need its time.
 *
 * <p><b>Threading</b>: {@link #step} as the scheduler calls it; the other methods while it is not submitted.
 */
final class MeasuringJob implements Work {
    /*
     * An image is run like a frame: under a lease on the plan in force, so no chain closes under it (I2). The lease is held
     * for one image, and given back early if the plan changes while the job rests. Between two images nothing is held.
     */
    private enum Phase {
        READ,
        RUN,
        JUDGE
    }

    private final PlanMeasuring owner;
    private final PlanSwitch plans;
    private final FrameClock clock;
    private final CpuAllowance allowance;
    private final long sequence;
    private final TensorPool pool = new TensorPool();
    private final Map<Phase, StepTimes> times = new EnumMap<>(Phase.class);
    private int place = NOWHERE;
    private MeasuringTarget target = MeasuringTarget.NONE;
    private MeasuringTarget.@Nullable Wanted wanted;
    private CompositionJudge.@Nullable Judging judging;
    private Phase phase = Phase.READ;
    private @Nullable Tensor input;
    private @Nullable FramePass pass;
    private List<Tensor> outputs = List.of();

    MeasuringJob(PlanMeasuring owner, PlanSwitch plans, FrameClock clock, CpuAllowance allowance, long sequence) {
        this.owner = owner;
        this.plans = plans;
        this.clock = clock;
        this.allowance = allowance;
        this.sequence = sequence;
        for (Phase each : Phase.values()) {
            times.put(each, new StepTimes());
        }
    }

    private StepTimes times(Phase of) {
        return requireNonNull(times.get(of));
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public long dueNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public void setPlace(int at) {
        place = at;
    }

    MeasuringTarget target() {
        return target;
    }

    MeasuringTarget.@Nullable Wanted wanted() {
        return wanted;
    }

    /** How long the next step is expected to take. */
    long expectedNanos() {
        return times(phase).expected();
    }

    /** Expects the next step to be shorter than it was; see {@link StepTimes}. */
    void expectLess() {
        times(phase).forgetOne();
    }

    /** Turns to what there is under another plan; an image that is under way is read again. */
    void turnTo(
            MeasuringTarget next,
            MeasuringTarget.@Nullable Wanted composition,
            CompositionJudge.@Nullable Judging judge) {
        abandon();
        boolean same = wanted != null && composition != null && wanted.isLike(composition);
        target = next;
        wanted = composition;
        judging = judge;
        if (composition != null && !same) {
            times.values().forEach(time -> time.expect(composition.nanos()));
            input = Tensor.allocate(
                    composition.catalog().input().type(),
                    composition.catalog().input().nominal());
        }
    }

    /** Gives up the image that is under way. */
    void abandon() {
        FramePass current = pass;
        pass = null;
        phase = Phase.READ;
        release();
        if (current != null) {
            current.close();
        }
    }

    private void release() {
        outputs.forEach(Tensor::release);
        outputs = List.of();
    }

    @Override
    public boolean step() {
        MeasuringTarget.Wanted composition = wanted;
        CompositionJudge.Judging judge = judging;
        Tensor into = input;
        boolean more = false;
        if (composition != null && judge != null && into != null) {
            try {
                more = owner.mayStep(this) && advance(composition, judge, into);
            } catch (Throwable t) {
                // A judge and an engine are other people's code behind ports.
                abandonAfter(t);
                owner.failed(composition, t);
            }
        }
        if (!more) {
            owner.rests();
        }
        return more;
    }

    private boolean advance(MeasuringTarget.Wanted composition, CompositionJudge.Judging judge, Tensor into) {
        long from = clock.now();
        Phase begun = phase;
        if (begun == Phase.READ && allowance.waitNanos(from) > 0) {
            return false;
        }
        boolean more = true;
        try {
            switch (begun) {
                case READ -> {
                    judge.read(into);
                    phase = Phase.RUN;
                }
                case RUN -> more = run(composition.chain(), into);
                case JUDGE -> more = judge(composition, judge);
            }
        } finally {
            long spent = clock.now() - from;
            allowance.spend(spent);
            times(begun).took(spent);
        }
        return more;
    }

    /** Runs the next piece of the chain; false if the plan in force has no such chain. */
    private boolean run(BlockChain chain, Tensor into) {
        FramePass current = pass;
        if (current == null) {
            current = enter(chain, into);
            if (current == null) {
                return false;
            }
            pass = current;
        }
        if (!current.advance()) {
            outputs = current.outputs();
            pass = null;
            current.close();
            Argument.require(
                    !FirstRun.hasNaN(outputs), "The chain (%s) answers an image with what is not a number.", chain);
            phase = Phase.JUDGE;
        }
        return true;
    }

    private @Nullable FramePass enter(BlockChain chain, Tensor into) {
        ActivePlan plan = plans.acquire();
        boolean entered = false;
        try {
            LoadedNetwork network = plan.plan().revision() == target.revision() ? plan.network(chain) : null;
            if (network == null) {
                return null;
            }
            FramePass begun = FramePass.begin(plan, network, into, pool);
            entered = true;
            return begun;
        } finally {
            if (!entered) {
                plan.release();
            }
        }
    }

    private boolean judge(MeasuringTarget.Wanted composition, CompositionJudge.Judging judge) {
        judge.judge(outputs);
        release();
        phase = Phase.READ;
        owner.judged();
        if (judge.judged() < judge.images()) {
            return true;
        }
        owner.finished(composition, judge.result());
        return false;
    }

    private void abandonAfter(Throwable cause) {
        try {
            abandon();
        } catch (Throwable t) {
            if (t != cause) {
                cause.addSuppressed(t);
            }
        }
    }
}
