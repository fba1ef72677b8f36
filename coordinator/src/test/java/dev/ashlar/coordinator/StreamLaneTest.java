/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.FrameOutcome.FrameResult;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.plan.LadderStep;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamLaneTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void answersWithWhatTheChosenBlocksMade() {
        StreamLane lane = world.open(World.spec("door", "cam"));

        FrameResult result = World.result(world.submit(lane, 7));

        assertThat(result.outputs().get(0).toFloats())
                .containsExactly(FakeNets.stamps(world.cam, FakeNets.chain("cam", 3, 0), 7));
        assertThat(result.revision()).isEqualTo(1);
        assertThat(result.chain()).isEqualTo(FakeNets.chain("cam", 3, 0));
        assertThat(result.inDeadline()).isTrue();
        assertThat(lane.stats().frames().inDeadline()).isEqualTo(1);
    }

    @Test
    void writesLaterFramesIntoWhatWasHandedBack() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        FrameResult kept = World.result(world.submit(lane, 7));
        FrameResult first = World.result(world.submit(lane, 8));
        FloatBuffer view = first.outputs().get(0).floats();
        first.close();

        FrameResult second = World.result(world.submit(lane, 9));

        assertThat(view.get(view.limit() - 1)).isEqualTo(9);
        assertThat(second.outputs().get(0).floats().get(view.limit() - 1)).isEqualTo(9);
        assertThatThrownBy(() -> first.outputs().get(0).floats()).isInstanceOf(IllegalStateException.class);
        assertThat(kept.outputs().get(0).toFloats())
                .as("what was not handed back stays as it is")
                .containsExactly(FakeNets.stamps(world.cam, FakeNets.chain("cam", 3, 0), 7));
    }

    @Test
    void tellsTheTimesOfAFrame() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onSegment(segment -> world.ticker.advance(Duration.ofMillis(2)));
        Frame frame = FakeNets.frame(world.ticker.nanos(), 1);
        world.ticker.advance(Duration.ofMillis(5));

        FrameResult result = World.result(lane.submit(frame));

        assertThat(Duration.ofNanos(result.queueNanos())).isEqualTo(Duration.ofMillis(5));
        assertThat(Duration.ofNanos(result.computeNanos())).isEqualTo(Duration.ofMillis(6));
        assertThat(Duration.ofNanos(result.totalNanos())).isEqualTo(Duration.ofMillis(11));
        assertThat(lane.stats().latency().maxNanos()).isEqualTo(result.totalNanos());
    }

    @Test
    void dropsTheFrameThatWaitsWhenANewerOneComes() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        Latch gate = holdFrames();
        CompletionStage<FrameOutcome> first = world.submit(lane, 1);
        gate.awaitSomeone();
        CompletionStage<FrameOutcome> second = world.submit(lane, 2);
        CompletionStage<FrameOutcome> third = world.submit(lane, 3);

        assertThat(World.outcome(second)).isEqualTo(new FrameOutcome.Dropped(DropReason.SUPERSEDED));
        assertThat(lane.stats().frames().pending()).isEqualTo(2);
        gate.open();
        assertThat(value(first)).isEqualTo(1);
        assertThat(value(third)).isEqualTo(3);
    }

    @Test
    void dropsAFrameWhoseDeadlineHasPassedAtItsTurn() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        Frame frame = FakeNets.frame(world.ticker.nanos(), 1);
        world.ticker.advance(Duration.ofMillis(50).plusNanos(1));

        assertThat(World.outcome(lane.submit(frame))).isEqualTo(new FrameOutcome.Dropped(DropReason.EXPIRED));
        assertThat(lane.stats().frames().dropped(DropReason.EXPIRED)).isEqualTo(1);
    }

    @Test
    void servesAFrameAtTheVeryMomentOfItsDeadline() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        Frame frame = FakeNets.frame(world.ticker.nanos(), 1);
        world.ticker.advance(Duration.ofMillis(50));

        assertThat(World.result(lane.submit(frame)).inDeadline()).isTrue();
    }

    @Test
    void servesLateFramesOfAStreamThatWantsThem() {
        StreamLane lane = world.open(World.spec("door", "cam").withLateFrames(LateFramePolicy.SERVE));
        Frame frame = FakeNets.frame(world.ticker.nanos(), 1);
        world.ticker.advance(Duration.ofSeconds(5));

        assertThat(World.result(lane.submit(frame)).inDeadline()).isFalse();
        assertThat(lane.stats().frames().late()).isEqualTo(1);
    }

    @Test
    void dropsAFrameThatIsLateBeforeItsLastSegment() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onSegment(segment -> world.ticker.advance(Duration.ofMillis(30)));

        assertThat(World.outcome(world.submit(lane, 1))).isEqualTo(new FrameOutcome.Dropped(DropReason.EXPIRED));
        assertThat(world.engine.openRuns()).isZero();
    }

    @Test
    void servesAFrameToItsEndThatIsLateInTheMiddleIfTheStreamWantsIt() {
        StreamLane lane = world.open(World.spec("door", "cam").withLateFrames(LateFramePolicy.SERVE));
        world.engine.onSegment(segment -> world.ticker.advance(Duration.ofMillis(30)));

        assertThat(World.result(world.submit(lane, 1)).inDeadline()).isFalse();
    }

    @Test
    void countsAFrameAsLateThatBecomesSoUnderWay() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onSegment(segment -> world.ticker.advance(Duration.ofMillis(20)));

        assertThat(World.result(world.submit(lane, 1)).inDeadline()).isFalse();
    }

    @Test
    void bearsCapturesFromAnyClock() {
        StreamLane lane = world.open(World.spec("door", "cam"));

        for (long capture : new long[] {Long.MIN_VALUE, -1, 0, 1L << 60, Long.MAX_VALUE}) {
            World.outcome(lane.submit(FakeNets.frame(capture, 1)));
        }

        assertThat(lane.stats().frames().offered()).isEqualTo(5);
        assertThat(lane.stats().frames().failed()).isZero();
    }

    @Test
    void dropsFramesOfAStreamThatThePlanPauses() {
        world.start(world.settings(
                request -> new PlanOutcome.Feasible(
                        new Plan(0, Map.of(), Map.of(new StreamId("door"), "on purpose")), 0, 0),
                World.PLENTY,
                null));
        StreamLane lane = world.open(World.spec("door", "cam"));

        assertThat(World.outcome(world.submit(lane, 1))).isEqualTo(new FrameOutcome.Dropped(DropReason.PAUSED));
        assertThat(lane.stats().frames().dropped(DropReason.PAUSED)).isEqualTo(1);
    }

    @Test
    void dropsWhatComesFasterThanTheRateThatTheLadderLeaves() {
        Duration slower = Duration.ofMillis(300);
        world.start(world.settings(
                request -> {
                    PlanOutcome.Feasible full = (PlanOutcome.Feasible) world.levels.plan(request);
                    StreamId door = new StreamId("door");
                    Plan relief = new Plan(
                            0,
                            full.plan().chains(),
                            Map.of(),
                            Map.of(door, slower),
                            List.of(new LadderStep(door, slower, "on purpose")));
                    return new PlanOutcome.Infeasible(List.of(), new PlanOutcome.Feasible(relief, 1, 0));
                },
                World.PLENTY,
                null));
        StreamLane lane = world.open(World.spec("door", "cam").withRateSteps(List.of(new RateStep(slower, null))));

        for (int frame = 0; frame < 9; frame++) {
            World.outcome(world.submit(lane, 1));
            world.ticker.advance(Duration.ofMillis(100));
        }

        assertThat(lane.stats().frames().dropped(DropReason.SURPLUS)).isEqualTo(6);
        assertThat(lane.stats().frames().inDeadline()).isEqualTo(3);
    }

    @Test
    void dropsAFrameThatTheNewPlanPausesBeforeItsTurn() {
        boolean[] pause = {false};
        world.start(world.settings(
                request -> pause[0]
                        ? new PlanOutcome.Feasible(
                                new Plan(0, Map.of(), Map.of(new StreamId("door"), "on purpose")), 0, 0)
                        : world.levels.plan(request),
                World.PLENTY,
                null));
        StreamLane lane = world.open(World.spec("door", "cam"));
        Latch gate = holdFrames();
        CompletionStage<FrameOutcome> running = world.submit(lane, 1);
        gate.awaitSomeone();
        CompletionStage<FrameOutcome> waiting = world.submit(lane, 2);
        pause[0] = true;
        world.budget(World.PLENTY.withCpuCores(3));
        gate.open();

        assertThat(World.result(running).revision()).as("I1").isEqualTo(1);
        assertThat(World.outcome(waiting)).isEqualTo(new FrameOutcome.Dropped(DropReason.PAUSED));
    }

    @Test
    void failsAFrameWhoseRunThrowsAndGoesOn() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onSegment(segment -> {
            if (segment.input() == 1 && segment.index() == 1) {
                throw new FakeFailure("broken on purpose");
            }
        });

        CompletionStage<FrameOutcome> broken = world.submit(lane, 1);
        assertThatThrownBy(() -> World.outcome(broken)).hasCauseInstanceOf(FakeFailure.class);
        assertThat(value(world.submit(lane, 2))).isEqualTo(2);
        assertThat(lane.stats().frames().failed()).isEqualTo(1);
        assertThat(world.engine.openRuns()).isZero();
    }

    @Test
    void failsAFrameWhoseRunEndsInAnError() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onSegment(segment -> {
            throw new OutOfMemoryError("on purpose");
        });

        CompletionStage<FrameOutcome> broken = world.submit(lane, 1);
        assertThatThrownBy(() -> World.outcome(broken)).hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void failsAFrameThatIsNoInputOfTheNetwork() {
        StreamLane lane = world.open(World.spec("door", "cam"));

        CompletionStage<FrameOutcome> wrong =
                lane.submit(new Frame(world.ticker.nanos(), new Frame.Input(Tensor.of(Shape.of(3), 1, 2, 3))));

        assertThatThrownBy(() -> World.outcome(wrong))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe submit it as an image");
        assertThat(value(world.submit(lane, 2))).isEqualTo(2);
    }

    @Test
    void turnsImagesIntoInputsOneAfterTheOther() {
        StreamLane lane = world.open(World.spec("door", "cam"));

        for (int grey : new int[] {10, 200}) {
            byte level = (byte) grey;
            PackedImage image = PackedImage.of(new byte[] {level, level, level, level}, 2, 2, PixelFormat.GRAY);
            Frame frame = new Frame(world.ticker.nanos(), new Frame.Picture(image));
            assertThat(value(lane.submit(frame))).isEqualTo(grey);
        }
    }

    @Test
    void dropsWhatComesAfterItWasClosed() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.close("door");

        assertThat(World.outcome(world.submit(lane, 1))).isEqualTo(new FrameOutcome.Dropped(DropReason.CLOSED));
        assertThat(lane.stats().frames().addUp()).isTrue();
    }

    @Test
    void dropsTheFrameThatWaitsAndServesTheOneUnderWayWhenClosed() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        Latch gate = holdFrames();
        CompletionStage<FrameOutcome> running = world.submit(lane, 1);
        gate.awaitSomeone();
        CompletionStage<FrameOutcome> waiting = world.submit(lane, 2);

        world.close("door");

        assertThat(World.outcome(waiting)).isEqualTo(new FrameOutcome.Dropped(DropReason.CLOSED));
        assertThat(lane.over()).isNotDone();
        gate.open();
        assertThat(value(running)).isEqualTo(1);
        lane.over().join();
    }

    @Test
    void answersOnTheExecutorItIsGivenInOrderWithoutHoldingWorkersUp() {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        world.start(world.settings(world.levels, World.PLENTY, pool));
        StreamLane lane = world.open(World.spec("door", "cam"));
        Latch held = new Latch();
        Semaphore computed = new Semaphore(0);
        world.engine.onSegment(segment -> {
            if (segment.index() == 0) {
                held.pass();
            } else if (segment.index() == 2) {
                computed.release();
            }
        });
        Latch gate = new Latch();
        List<Float> seen = Collections.synchronizedList(new ArrayList<>());
        List<CompletionStage<Void>> ends = new ArrayList<>();
        ends.add(world.submit(lane, 1).thenAccept(outcome -> gate.pass()));
        held.open();
        gate.awaitSomeone();
        computed.acquireUninterruptibly();
        for (int i = 2; i <= 20; i++) {
            float number = i;
            ends.add(world.submit(lane, i).thenAccept(outcome -> seen.add(number)));
            computed.acquireUninterruptibly();
        }
        assertThat(seen)
                .as("the first callback is not over, but all frames are computed")
                .isEmpty();
        gate.open();
        ends.forEach(end -> end.toCompletableFuture().join());
        pool.shutdown();

        assertThat(lane.stats().frames().inDeadline()).isEqualTo(20);
        assertThat(seen).hasSize(19).isSorted();
    }

    @Test
    void goesOnWhenACallbackThrows() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        Latch gate = holdFrames();
        CompletionStage<FrameOutcome> first = world.submit(lane, 1);
        CompletionStage<Void> broken = first.thenAccept(outcome -> {
            throw new IllegalStateException("broken on purpose");
        });
        gate.open();

        assertThatThrownBy(() -> broken.toCompletableFuture().join()).hasMessageContaining("on purpose");
        assertThat(value(world.submit(lane, 2))).isEqualTo(2);
    }

    @Test
    void cannotBeCompletedByItsCaller() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        Latch gate = holdFrames();
        CompletionStage<FrameOutcome> stage = world.submit(lane, 1);
        stage.toCompletableFuture().cancel(true);
        gate.open();

        assertThat(value(stage)).isEqualTo(1);
    }

    @Test
    void runsTheMoreUrgentStreamAtTheNextSegment() {
        world.start(world.settings(world.levels, World.PLENTY.withCpuCores(1), null));
        StreamLane low = world.open(World.spec("low", "cam"));
        StreamLane high = world.open(World.spec("high", "sign").withPriority(5));
        Queue<String> order = new ConcurrentLinkedQueue<>();
        Latch gate = new Latch();
        world.engine.onSegment(segment -> {
            order.add(segment.chain().model() + "/" + segment.index());
            if (segment.input() == 1 && segment.index() == 0) {
                gate.pass();
            }
        });
        CompletionStage<FrameOutcome> slow = world.submit(low, 1);
        gate.awaitSomeone();
        CompletionStage<FrameOutcome> urgent = world.submit(high, 2);
        gate.open();
        World.result(slow);
        World.result(urgent);

        assertThat(order).containsExactly("cam/0", "sign/0", "sign/1", "sign/2", "cam/1", "cam/2");
    }

    @Test
    void judgesAFrameByTheDemandsOfTheTimeItCame() {
        StreamSpec spec = World.spec("door", "cam");
        StreamLane lane = world.open(spec);
        Latch gate = holdFrames();
        CompletionStage<FrameOutcome> before = world.submit(lane, 1);
        gate.awaitSomeone();
        world.grant(new ControlEvent.Update(
                spec.id(), old -> old.withDeadline(Duration.ofMillis(10)).withPriority(3), null));
        world.ticker.advance(Duration.ofMillis(20));
        gate.open();

        assertThat(World.result(before).inDeadline()).isTrue();
        Frame late = FakeNets.frame(world.ticker.nanos() - Duration.ofMillis(20).toNanos(), 2);
        assertThat(World.outcome(lane.submit(late))).isEqualTo(new FrameOutcome.Dropped(DropReason.EXPIRED));
    }

    /** Holds the first segment of every frame's run. */
    private Latch holdFrames() {
        Latch gate = new Latch();
        world.engine.onSegment(segment -> {
            if (segment.index() == 0 && segment.input() != 0) {
                gate.pass();
            }
        });
        return gate;
    }

    private static float value(CompletionStage<FrameOutcome> stage) {
        float[] floats = World.result(stage).outputs().get(0).toFloats();
        return floats[floats.length - 1];
    }
}
