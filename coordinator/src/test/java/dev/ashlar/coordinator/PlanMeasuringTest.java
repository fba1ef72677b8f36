/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plans in force are measured in idle time; on fakes, with the clock at rest. */
@Timeout(60)
class PlanMeasuringTest {
    private static final BlockChain HALF = FakeNets.chain("cam", World.BLOCKS, 1);
    private static final BlockChain QUARTER = FakeNets.chain("cam", World.BLOCKS, 2);

    private final World world = new World();
    private final FakeJudge judge = new FakeJudge();
    private final LinkedBlockingQueue<MeasuredPlan> news = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        world.close();
    }

    private void start(double share, int workers) {
        world.store.save(FakeNets.predicting(world.cam));
        world.onMeasured(news::add);
        world.start(world.settings(world.levels, at(1).withCpuCores(workers), null)
                .withMeasuring(new Measuring(judge, share)));
    }

    /** Room for one network at a level. */
    private static ResourceBudget at(int level) {
        return new ResourceBudget(Bytes.of(World.bytesAt(level)), 2);
    }

    private MeasuredPlan nextNews() {
        try {
            return news.take();
        } catch (InterruptedException e) {
            throw new AssertionError("A test was interrupted.", e);
        }
    }

    private List<MeasuredComposition> kept() {
        QualityPrediction prediction = Objects.requireNonNull(world.store.find(world.cam.model(), FakeNets.DEVICE))
                .prediction();
        return Objects.requireNonNull(prediction).measured();
    }

    private double promised(String stream) {
        return Objects.requireNonNull(world.coordinator()
                        .situation()
                        .plan()
                        .forecast()
                        .streams()
                        .get(new StreamId(stream)))
                .accuracy();
    }

    /** Waits until the solver has done all that it was asked to. */
    private void settle() {
        world.coordinator().why().join();
    }

    @Test
    void putsAMeasurementInThePlaceOfThePrediction() {
        start(1, 2);
        world.open(World.spec("door", "cam"));

        MeasuredPlan measured = nextNews();
        settle();

        assertThat(measured.chain()).isEqualTo(HALF);
        assertThat(measured.predicted().loss()).isCloseTo(0.03, within(1e-12));
        assertThat(measured.measured().scores().quality()).isEqualTo(0.88);
        assertThat(measured.images()).isEqualTo(1);
        assertThat(measured.replanned()).isFalse();
        assertThat(kept()).containsExactly(measured.measured());
        assertThat(promised("door")).isEqualTo(0.88);
        PlanRequest request =
                Objects.requireNonNull(world.coordinator().situation().request());
        assertThat(request.model(new ModelId("cam")).measured()).containsEntry(HALF.choices(), 0.88);
        assertThat(world.coordinator().situation().plan().revision()).isEqualTo(1);
        assertThat(world.coordinator().stats().measuring().compositions()).isEqualTo(1);
        assertThat(world.coordinator().stats().measuring().images()).isEqualTo(FakeJudge.IMAGES);
        assertThat(world.alerts).isEmpty();
    }

    @Test
    void measuresEveryCompositionOfAPlanOnce() {
        start(1, 2);
        world.store.save(FakeNets.predicting(world.sign));
        world.open(World.spec("door", "cam"));
        nextNews();
        world.open(World.spec("gate", "cam"));
        world.budget(new ResourceBudget(Bytes.of(2 * World.bytesAt(1)), 2));
        world.open(World.spec("yard", "sign"));
        assertThat(nextNews().chain().model()).isEqualTo(world.sign.model());
        settle();

        assertThat(judge.begun()).containsExactly(HALF, FakeNets.chain("sign", World.BLOCKS, 1));
    }

    @Test
    void asksForAnotherPlanWhereOneIsWorseThanItsInterval() {
        CountDownLatch adopted = new CountDownLatch(2);
        world.onAdopted(plan -> adopted.countDown());
        judge.quality(0.84);
        start(1, 2);
        world.open(World.spec("door", "cam"));

        assertThat(nextNews().replanned())
                .as("0.87 was predicted, and 0.85 at least")
                .isTrue();
        Latch.await(adopted);

        assertThat(world.coordinator().situation().plan().reason()).isEqualTo("heed what was measured of cam");
        assertThat(promised("door")).isEqualTo(0.84);
    }

    @Test
    void asksForAnotherPlanWhereAFloorIsBroken() {
        CountDownLatch adopted = new CountDownLatch(2);
        world.onAdopted(plan -> adopted.countDown());
        judge.quality(0.855);
        start(1, 2);
        // Within the interval, but less than was asked for; no plan is left that promises that.
        world.open(World.spec("door", "cam").withAccuracyFloor(0.86));

        assertThat(nextNews().replanned()).isTrue();
        settle();
        settle();

        assertThat(world.refused).singleElement().satisfies(refusal -> assertThat(refusal.wish())
                .isEqualTo("heed what was measured of cam"));
        assertThat(promised("door")).isEqualTo(0.855);
        assertThat(adopted.getCount()).isEqualTo(1);
    }

    @Test
    void closesAStreamWhosePlanWasMeasuredBelowItsFloorThoughThePlannerFails() {
        judge.quality(0.855);
        start(1, 2);
        world.open(World.spec("door", "cam").withAccuracyFloor(0.86));
        nextNews();
        settle();
        world.levels.onPlan(request -> {
            throw new FakeFailure("no plan");
        });

        assertThat(world.close("door").plan().chains()).isEmpty();
    }

    @Test
    void goesOnWhereItWasWhenAPlanComesBack() {
        Latch gate = new Latch();
        start(1, 2);
        judge.onJudge(image -> {
            if (image == 1) {
                gate.pass();
            }
        });
        world.open(World.spec("door", "cam"));
        gate.awaitSomeone();
        judge.onJudge(image -> {});
        world.budget(at(2));
        gate.open();
        assertThat(nextNews().chain()).isEqualTo(QUARTER);
        world.budget(at(1));

        assertThat(nextNews().chain()).isEqualTo(HALF);
        assertThat(judge.begun()).containsExactly(HALF, QUARTER);
        assertThat(judge.judged()).as("none twice").containsExactly(0, 1, 0, 1, 2, 2);
    }

    @Test
    void lendsNoPlanThatIsReplacedUnderIt() {
        Latch gate = new Latch();
        start(1, 2);
        judge.onRead(image -> world.engine.onSegment(segment -> {
            if (segment.index() == 1
                    && segment.input() >= FakeJudge.FIRST
                    && segment.chain().equals(HALF)) {
                gate.pass();
            }
        }));
        world.open(World.spec("door", "cam"));
        gate.awaitSomeone();
        world.budget(at(2));
        assertThat(world.engine.openRuns()).isEqualTo(1);
        gate.open();

        assertThat(nextNews().chain()).isEqualTo(QUARTER);
        settle();
        assertThat(world.engine.openRuns()).isZero();
        assertThat(judge.judged()).as("the image under way was given up").containsExactly(0, 1, 2);
    }

    @Test
    void letsAFrameWaitForOneStepAtMost() {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        Latch gate = new Latch();
        start(1, 1);
        judge.onRead(image -> world.engine.onSegment(segment -> {
            log.add((segment.input() >= FakeJudge.FIRST ? "image/" : "frame/") + segment.index());
            if (log.size() == 1) {
                gate.pass();
            }
        }));
        StreamLane door = world.open(World.spec("door", "cam"));
        gate.awaitSomeone();
        var frame = world.submit(door, 7);
        gate.open();
        World.result(frame);
        nextNews();

        assertThat(log).startsWith("image/0", "frame/0", "frame/1", "frame/2", "image/1", "image/2");
    }

    @Test
    void tellsOfAnswersThatAreNoNumbersAndLeavesThemAlone() {
        judge.onRead(image -> world.engine.answerNaN(chain -> true));
        CountDownLatch told = alerted();
        start(1, 2);
        world.open(World.spec("door", "cam"));
        Latch.await(told);

        assertThat(world.alerts).singleElement().satisfies(alert -> {
            assertThat(alert.code()).isEqualTo(AlertCode.MEASURING_FAILED);
            assertThat(alert.subject()).isEqualTo("cam");
            assertThat(alert.message()).contains("not a number");
        });
        world.engine.answerNaN(chain -> false);
        judge.onRead(image -> {});
        world.budget(at(2));
        assertThat(nextNews().chain()).isEqualTo(QUARTER);
        world.budget(at(1));
        settle();
        assertThat(judge.begun()).containsExactly(HALF, QUARTER);
        assertThat(kept()).hasSize(1);
    }

    private CountDownLatch alerted() {
        CountDownLatch told = new CountDownLatch(1);
        world.onAlert(alert -> told.countDown());
        return told;
    }

    @Test
    void tellsOfImagesThatCannotBeRead() {
        judge.onRead(image -> {
            throw new FakeFailure("the file is gone");
        });
        CountDownLatch told = alerted();
        start(1, 2);
        StreamLane door = world.open(World.spec("door", "cam"));
        Latch.await(told);

        assertThat(world.alerts).singleElement().satisfies(alert -> assertThat(alert.message())
                .contains("the file is gone"));
        assertThat(World.result(world.submit(door, 1)).chain()).isEqualTo(HALF);
        assertThat(world.coordinator().stats().measuring().compositions()).isZero();
    }

    @Test
    void countsWhatItCannotKeep() {
        world.store.save(FakeNets.predicting(world.cam));
        start(1, 2);
        world.store.onSave(model -> {
            throw new FakeFailure("the disk is full");
        });
        world.open(World.spec("door", "cam"));
        nextNews();
        settle();

        assertThat(kept()).isEmpty();
        assertThat(promised("door")).isEqualTo(0.88);
        assertThat(world.alerts).singleElement().satisfies(alert -> assertThat(alert.message())
                .contains("the disk is full"));
    }

    @Test
    void leavesAProfileAloneThatWasMadeAnewMeanwhile() {
        Latch gate = new Latch();
        start(1, 2);
        judge.onJudge(image -> {
            if (image == 2) {
                gate.pass();
            }
        });
        world.open(World.spec("door", "cam"));
        gate.awaitSomeone();
        world.store.save(FakeNets.profile(world.cam));
        gate.open();
        nextNews();
        settle();

        assertThat(Objects.requireNonNull(world.store.find(world.cam.model(), FakeNets.DEVICE))
                        .prediction())
                .isNull();
        assertThat(promised("door")).isEqualTo(0.88);
    }

    @Test
    void takesWhatWasMeasuredFromTheStoreWhenItStartsAgain() {
        start(1, 2);
        world.open(World.spec("door", "cam"));
        nextNews();
        settle();
        try (World again = new World()) {
            again.store.save(Objects.requireNonNull(world.store.find(world.cam.model(), FakeNets.DEVICE)));
            FakeJudge second = new FakeJudge();
            again.start(again.settings(again.levels, at(1), null).withMeasuring(new Measuring(second, 1)));
            again.open(World.spec("door", "cam"));
            Situation situation = again.coordinator().situation();

            assertThat(Objects.requireNonNull(
                                    situation.plan().forecast().streams().get(new StreamId("door")))
                            .accuracy())
                    .isEqualTo(0.88);
            again.coordinator().shutDown();
            again.shutDownAlready();
            assertThat(second.begun()).isEmpty();
        }
    }

    @Test
    void measuresNothingWithoutAShareOrImagesOrAPrediction() {
        judge.knowing(false);
        start(1, 2);
        world.open(World.spec("door", "cam"));
        // The thread that asks may not have come to it yet.
        Latch.await(judge.refused());
        world.close("door");
        judge.knowing(true);
        // What there were no images for is not asked for again.
        world.open(World.spec("door", "cam"));
        world.close("door");
        world.open(World.spec("gate", "sign"));
        world.shutDown();
        assertThat(judge.judged()).isEmpty();

        try (World off = new World()) {
            off.store.save(FakeNets.predicting(off.cam));
            off.start(off.settings(off.levels, at(1), null).withMeasuring(new Measuring(judge, 0)));
            off.open(World.spec("door", "cam"));
            assertThat(off.coordinator().stats().measuring()).isEqualTo(MeasuringStats.NONE);
        }
        assertThat(judge.begun()).isEmpty();
    }

    @Test
    void measuresNoOriginals() {
        world.store.save(FakeNets.predicting(world.cam));
        world.start(world.settings(world.levels, World.PLENTY, null).withMeasuring(new Measuring(judge, 1)));
        world.open(World.spec("door", "cam"));
        world.shutDown();

        assertThat(judge.begun()).isEmpty();
    }

    @Test
    void closesInTheMiddleOfAnImage() {
        Latch gate = new Latch();
        start(1, 2);
        judge.onRead(image -> world.engine.onSegment(segment -> gate.pass()));
        world.open(World.spec("door", "cam"));
        gate.awaitSomeone();
        Thread closing = new Thread(world.coordinator()::shutDown);
        closing.start();
        gate.open();
        AshlarThreads.await(closing);
        world.shutDownAlready();

        assertThat(judge.judged()).hasSizeLessThanOrEqualTo(FakeJudge.IMAGES);
    }
}
