/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever breaks while plans change ends in an alert with a name and a plan that serves. */
@Timeout(60)
class TroubleTest {
    private static final BlockChain LARGE = FakeNets.chain("cam", World.BLOCKS, 0);
    private static final BlockChain SMALL = FakeNets.chain("cam", World.BLOCKS, 2);
    private static final ResourceBudget TIGHT = new ResourceBudget(Bytes.of(World.bytesAt(2)), 2);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void goesOnWhenABlockDoesNotOpen() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onOpen(digest -> {
            throw new FakeFailure("no space left on device");
        });

        assertThat(refusalOf(TIGHT)).contains("no space left on device");
        checkRolledBack(lane, AlertCode.OPEN_FAILED, "no space left on device");
    }

    @Test
    void goesOnWhenMemoryRunsOutInTheMiddleOfOpening() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        AtomicInteger opened = new AtomicInteger();
        world.engine.onOpen(digest -> {
            if (opened.incrementAndGet() == 2) {
                throw new OutOfMemoryError("on purpose");
            }
        });

        assertThat(refusalOf(TIGHT)).contains("on purpose");
        checkRolledBack(lane, AlertCode.OPEN_FAILED, "on purpose");
    }

    @Test
    void goesOnWhenWeightsCannotBeRead() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onPrefetch(digest -> {
            throw new FakeFailure("input/output error");
        });

        assertThat(refusalOf(TIGHT)).contains("input/output error");
        checkRolledBack(lane, AlertCode.JOIN_FAILED, "input/output error");
    }

    @Test
    void goesOnWhenBlocksCannotBeJoined() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onJoin(chain -> {
            throw new FakeFailure("too many open files");
        });

        assertThat(refusalOf(TIGHT)).contains("too many open files");
        checkRolledBack(lane, AlertCode.JOIN_FAILED, "too many open files");
    }

    @Test
    void goesOnWhenTheFirstRunFails() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onSegment(segment -> {
            if (segment.chain().equals(SMALL) && segment.index() == 1) {
                throw new FakeFailure("broken on purpose");
            }
        });

        assertThat(refusalOf(TIGHT)).contains("broken on purpose");
        checkRolledBack(lane, AlertCode.FIRST_RUN_FAILED, "broken on purpose");
    }

    @Test
    void goesOnWhenTheFirstRunAnswersWithWhatIsNotANumber() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.answerNaN(SMALL::equals);

        assertThat(refusalOf(TIGHT)).contains("not a number");
        checkRolledBack(lane, AlertCode.NOT_A_NUMBER, "not a number");
    }

    @Test
    void tellsOfFailingFramesOnceUntilOneIsServed() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        AtomicInteger broken = new AtomicInteger(3);
        world.engine.onSegment(segment -> {
            if (broken.getAndDecrement() > 0) {
                throw new FakeFailure("broken on purpose");
            }
        });
        for (int i = 0; i < 5; i++) {
            ended(world.submit(lane, i));
        }
        broken.set(1);
        ended(world.submit(lane, 9));

        assertThat(world.alerts).extracting(Alert::code).containsExactly(AlertCode.FRAMES_FAIL, AlertCode.FRAMES_FAIL);
        assertThat(lane.stats().frames().failed()).isEqualTo(4);
    }

    @Test
    void joinsAnewWhatAnswersOtherwiseThanItShould() {
        CountDownLatch checked = new CountDownLatch(1);
        world.engine.onCheck(chain -> {
            checked.countDown();
            return "output 0 is off by 0.5";
        });
        CountDownLatch replaced = new CountDownLatch(2);
        world.onAdopted(plan -> replaced.countDown());
        StreamLane lane = world.open(World.spec("door", "cam"));
        long joined = world.engine.joined();
        assertThat(World.result(world.submit(lane, 1)).revision()).isEqualTo(1);
        Latch.await(checked);
        Latch.await(replaced);

        assertThat(World.result(world.submit(lane, 2)).revision()).isEqualTo(2);
        assertThat(world.engine.joined()).isEqualTo(joined + 1);
        assertThat(world.alerts).singleElement().satisfies(alert -> {
            assertThat(alert.code()).isEqualTo(AlertCode.LINK_MISMATCH);
            assertThat(alert.subject()).isEqualTo("cam");
            assertThat(alert.message()).contains("off by 0.5");
        });
    }

    @Test
    void checksEveryNewChainOnceAndOnARealFrame() {
        AtomicInteger checks = new AtomicInteger();
        world.engine.onCheck(chain -> {
            checks.incrementAndGet();
            return null;
        });
        StreamLane door = world.open(World.spec("door", "cam"));
        StreamLane gate = world.open(World.spec("gate", "cam"));
        serveUntil(door, checks, 1);
        serveUntil(gate, checks, 1);
        world.budget(TIGHT);
        serveUntil(door, checks, 2);
        world.budget(World.PLENTY);
        for (int i = 0; i < 10; i++) {
            World.result(world.submit(door, i));
        }
        world.shutDown();

        assertThat(checks).as("the original and the quarter").hasValue(2);
        assertThat(world.alerts).isEmpty();
    }

    @Test
    void survivesACheckThatBreaks() {
        CountDownLatch checked = new CountDownLatch(1);
        world.engine.onCheck(chain -> {
            checked.countDown();
            throw new FakeFailure("broken on purpose");
        });
        StreamLane lane = world.open(World.spec("door", "cam"));
        World.result(world.submit(lane, 1));
        Latch.await(checked);
        world.shutDown();

        assertThat(world.alerts).isEmpty();
    }

    @Test
    void prefetchesWhatIsOpenedBeforeItIsJoined() {
        AtomicInteger prefetched = new AtomicInteger();
        world.engine.onPrefetch((Digest digest) -> prefetched.incrementAndGet());
        world.engine.onJoin(chain -> assertThat(prefetched.getAndSet(0)).isEqualTo(World.BLOCKS));
        world.open(World.spec("door", "cam"));

        assertThat(world.engine.joined()).isEqualTo(1);
    }

    private String refusalOf(ResourceBudget budget) {
        return CoordinatorException.words(
                World.refusal(world.coordinator().ask(new ControlEvent.SetBudget(before -> budget, null))));
    }

    private void checkRolledBack(StreamLane lane, AlertCode code, String words) {
        assertThat(world.alerts).singleElement().satisfies(alert -> {
            assertThat(alert.code()).isEqualTo(code);
            assertThat(alert.subject()).isEqualTo("cam");
            assertThat(alert.message()).contains(words).contains("The plan in force stays");
            assertThat(alert.revision()).isEqualTo(1);
        });
        FrameOutcome.FrameResult result = World.result(world.submit(lane, 3));
        assertThat(result.chain()).isEqualTo(LARGE);
        assertThat(result.revision()).isEqualTo(1);
        assertThat(world.engine.openChains()).isEqualTo(1);
        assertThat(world.engine.openBlocks())
                .as("nothing of the failed plan stays open")
                .isEqualTo(World.BLOCKS);
        assertThat(world.coordinator().stats().alerts()).isEqualTo(1);
    }

    /** A check that is under way keeps others from beginning, so frames come until there were enough. */
    private void serveUntil(StreamLane lane, AtomicInteger checks, int wanted) {
        do {
            World.result(world.submit(lane, 1));
        } while (checks.get() < wanted);
    }

    private static void ended(CompletionStage<FrameOutcome> stage) {
        stage.handle((outcome, cause) -> cause).toCompletableFuture().join();
    }
}
