/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames from many threads while plans change: every frame must be of one plan, and every frame must end once. */
@Timeout(300)
class SwitchUnderLoadTest {
    private static final int SWITCHES = 400;
    private static final int CAMERAS = 4;

    private final Set<Seen> seen = ConcurrentHashMap.newKeySet();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Semaphore progress = new Semaphore(0);
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** Which chain a frame of a stream was served by, and under which plan. */
    private record Seen(long revision, StreamId stream, BlockChain chain) {}

    @Test
    void servesEveryFrameUnderExactlyOnePlan() {
        try (World world = new World()) {
            List<StreamLane> lanes = openCameras(world);
            List<Thread> cameras = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            lanes.forEach(lane -> cameras.add(camera(world, lane, over)));
            cameras.forEach(Thread::start);

            switchPlans(world, 42);
            over.set(true);
            cameras.forEach(AshlarThreads::await);
            world.shutDown();

            assertThat(world.coordinator().situation().plan().revision()).isEqualTo(CAMERAS + SWITCHES);
            checkLedger(lanes);
            checkPlans(world);
            assertThat(served.get()).isGreaterThan(SWITCHES);
        }
        assertThat(wrong).as("I1").isEmpty();
    }

    @Test
    void servesEveryFrameUnderExactlyOnePlanWhileThingsBreak() {
        try (World world = new World()) {
            List<StreamLane> lanes = openCameras(world);
            AtomicInteger count = new AtomicInteger();
            world.engine.onSegment(segment -> {
                if (count.incrementAndGet() % 97 == 0) {
                    throw new FakeFailure("broken on purpose");
                }
            });
            world.engine.onOpen(digest -> {
                if (count.incrementAndGet() % 13 == 0) {
                    throw new FakeFailure("broken on purpose");
                }
            });
            List<Thread> cameras = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            lanes.forEach(lane -> cameras.add(camera(world, lane, over)));
            cameras.forEach(Thread::start);

            switchPlans(world, 43);
            over.set(true);
            cameras.forEach(AshlarThreads::await);
            world.shutDown();

            checkLedger(lanes);
            checkPlans(world);
            assertThat(world.refused).isNotEmpty();
        }
        assertThat(wrong).as("I1").isEmpty();
    }

    @Test
    void endsEveryFrameExactlyOnceWhenItClosesUnderLoad() {
        for (int round = 0; round < 20; round++) {
            try (World world = new World()) {
                List<StreamLane> lanes = openCameras(world);
                List<Thread> cameras = new ArrayList<>();
                AtomicBoolean over = new AtomicBoolean();
                lanes.forEach(lane -> cameras.add(camera(world, lane, over)));
                progress.drainPermits();
                cameras.forEach(Thread::start);
                progress.acquireUninterruptibly(100);
                if (round % 2 == 0) {
                    world.close(lanes.get(0).id().value());
                }
                world.shutDown();
                assertThat(world.engine.openBlocks()).isZero();
                over.set(true);
                cameras.forEach(AshlarThreads::await);
                for (StreamLane lane : lanes) {
                    FrameCounts frames = lane.stats().frames();
                    assertThat(frames.addUp()).as("I7: %s", frames).isTrue();
                    assertThat(frames.pending()).as("I7: %s", frames).isZero();
                }
            }
        }
        assertThat(served.get() + dropped.get() + failed.get()).as("I7").isEqualTo(offered.get());
        assertThat(wrong).as("I1").isEmpty();
    }

    private List<StreamLane> openCameras(World world) {
        List<StreamLane> lanes = new ArrayList<>();
        for (int i = 0; i < CAMERAS; i++) {
            lanes.add(world.open(
                    World.spec("cam" + i, i % 2 == 0 ? "cam" : "sign").withPriority(i % 3)));
        }
        return lanes;
    }

    private void switchPlans(World world, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SWITCHES; i++) {
            int level = random.nextInt(3);
            ResourceBudget budget = new ResourceBudget(
                    Bytes.of(2 * World.bytesAt(level) + random.nextInt(1000)), 1 + random.nextInt(3));
            CompletableFuture<Change.Granted> answer =
                    world.coordinator().ask(new ControlEvent.SetBudget(before -> budget, null));
            answer.handle((granted, cause) -> cause).join();
        }
    }

    /** A thread that offers frames as fast as every third of them ends, and judges how they end. */
    private Thread camera(World world, StreamLane lane, AtomicBoolean over) {
        return new Thread(
                () -> {
                    int number = 0;
                    while (!over.get()) {
                        number = number % 60_000 + 1;
                        float value = number;
                        offered.incrementAndGet();
                        progress.release();
                        CompletableFuture<Void> judged = world.submit(lane, value)
                                .handle((outcome, cause) -> judge(world, lane.id(), value, outcome, cause))
                                .toCompletableFuture();
                        if (number % 3 == 0) {
                            judged.join();
                        }
                    }
                },
                "camera-" + lane.id());
    }

    private @Nullable Void judge(
            World world, StreamId id, float value, @Nullable FrameOutcome outcome, @Nullable Throwable cause) {
        if (outcome == null) {
            failed.incrementAndGet();
            if (cause == null || !(cause.getCause() instanceof FakeFailure)) {
                wrong.add("Unexpected: " + cause);
            }
            return null;
        }
        outcome.fold(
                result -> {
                    served.incrementAndGet();
                    checkResult(world, id, value, result);
                    return result;
                },
                drop -> {
                    dropped.incrementAndGet();
                    return drop;
                });
        return null;
    }

    private void checkResult(World world, StreamId id, float value, FrameOutcome.FrameResult result) {
        BlockCatalog catalog = result.chain().model().equals(world.cam.model()) ? world.cam : world.sign;
        float[] stamps = result.outputs().get(0).toFloats();
        if (!Arrays.equals(stamps, FakeNets.stamps(catalog, result.chain(), value))) {
            wrong.add("The blocks that ran are not those of " + result.chain());
        }
        seen.add(new Seen(result.revision(), id, result.chain()));
        if (value % 2 == 0) {
            result.close();
        }
    }

    /** What every frame says of its plan must be what that plan says, once all plans are known. */
    private void checkPlans(World world) {
        Map<Long, Plan> plans =
                world.adopted.stream().collect(Collectors.toMap(AdoptedPlan::revision, AdoptedPlan::plan));
        assertThat(seen).as("I1").allSatisfy(each -> assertThat(plans.get(each.revision()))
                .isNotNull()
                .satisfies(plan -> assertThat(plan.chains()).containsEntry(each.stream(), each.chain())));
    }

    private void checkLedger(List<StreamLane> lanes) {
        FrameCounts sum = lanes.stream().map(lane -> lane.stats().frames()).reduce(FrameCounts.NONE, FrameCounts::plus);
        assertThat(sum.addUp()).as("I7: %s", sum).isTrue();
        assertThat(sum.pending()).isZero();
        assertThat(sum.offered()).as("I7").isEqualTo(offered.get());
        assertThat(sum.inDeadline() + sum.late()).as("I7").isEqualTo(served.get());
        assertThat(sum.droppedInAll()).as("I7").isEqualTo(dropped.get());
        assertThat(sum.failed()).as("I7").isEqualTo(failed.get());
    }
}
