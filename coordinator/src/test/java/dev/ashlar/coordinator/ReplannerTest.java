/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ReplannerTest {
    private static final ResourceBudget NOTHING = new ResourceBudget(Bytes.of(1), 2);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void beginsWithNothingAsked() {
        Situation first = world.coordinator().situation();

        assertThat(first.plan().revision()).isZero();
        assertThat(first.state().workload().streams()).isEmpty();
        assertThat(first.state().budget()).isEqualTo(World.PLENTY);
    }

    @Test
    void adoptsAPlanForAStreamThatIsOpened() {
        StreamSpec spec = World.spec("door", "cam");
        world.open(spec);

        AdoptedPlan plan = world.coordinator().situation().plan();
        assertThat(plan.revision()).isEqualTo(1);
        assertThat(plan.plan().chains()).containsExactly(Map.entry(spec.id(), FakeNets.chain("cam", 3, 0)));
        assertThat(plan.reason()).isEqualTo("open stream door");
        assertThat(plan.bytesFetched()).isEqualTo(3 * FakeNets.BLOCK_BYTES);
        assertThat(plan.delta().blocksSwapped()).isEqualTo(3);
        assertThat(plan.forecast().memoryBytes()).isEqualTo(World.bytesAt(0));
        assertThat(world.adopted).containsExactly(plan);
    }

    @Test
    void fetchesOnlyWhatIsNotThere() {
        world.open(World.spec("door", "cam"));
        AdoptedPlan second = world.grant(new ControlEvent.Open(World.spec("gate", "cam"), null))
                .plan();

        assertThat(second.bytesFetched())
                .as("the same network at the same size")
                .isZero();
        assertThat(second.delta().blocksSwapped()).isEqualTo(3);
        assertThat(world.engine.joined()).as("they share the chain").isEqualTo(1);
    }

    @Test
    void shrinksEverythingWhenTheBudgetFallsAndGrowsItBack() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        AdoptedPlan small = world.budget(new ResourceBudget(Bytes.of(World.bytesAt(1)), 2));
        assertThat(small.plan().chains().get(lane.id())).isEqualTo(FakeNets.chain("cam", 3, 1));
        assertThat(World.result(world.submit(lane, 1)).chain()).isEqualTo(FakeNets.chain("cam", 3, 1));

        AdoptedPlan large = world.budget(World.PLENTY);
        assertThat(large.plan().chains().get(lane.id())).isEqualTo(FakeNets.chain("cam", 3, 0));
        assertThat(world.coordinator().stats().plans().bytesFetched())
                .isEqualTo(3 * FakeNets.BLOCK_BYTES + 3 * FakeNets.BLOCK_BYTES / 2 + large.bytesFetched());
    }

    @Test
    void keepsBlocksWarmOnlyInTheRoomThatThePlanLeaves() {
        world.open(World.spec("door", "cam"));
        world.budget(new ResourceBudget(Bytes.of(World.bytesAt(1)), 2));
        AshlarStats tight = world.coordinator().stats();
        assertThat(tight.memory().usedBytes() + tight.memory().warmBytes() + FakeNets.FIXED_BYTES)
                .isLessThanOrEqualTo(World.bytesAt(1));

        AdoptedPlan back = world.budget(World.PLENTY);
        world.budget(new ResourceBudget(Bytes.of(World.bytesAt(0)), 2));
        assertThat(back.bytesFetched()).isEqualTo(3 * FakeNets.BLOCK_BYTES);
    }

    @Test
    void refusesABudgetThatIsTooSmallAndKeepsTheLast() {
        StreamLane lane = world.open(World.spec("door", "cam"));

        CoordinatorException refusal = world.refusal(new ControlEvent.SetBudget(before -> NOTHING, null));

        assertThat(refusal.error()).isEqualTo(BusError.INFEASIBLE);
        assertThat(refusal.shortfalls()).extracting(Shortfall::what).containsExactly("memory");
        assertThat(refusal).hasMessageContaining("memory: at least");
        assertThat(world.coordinator().situation().state().budget()).isEqualTo(World.PLENTY);
        assertThat(world.coordinator().situation().plan().revision()).isEqualTo(1);
        assertThat(World.result(world.submit(lane, 1)).revision()).isEqualTo(1);
        assertThat(world.refused).hasSize(1);
        assertThat(world.coordinator().stats().plans().refused()).isEqualTo(1);
    }

    @Test
    void asksThePlannerAsItWasToldTo() {
        PlanRules rules = PlanRules.PLAIN
                .withGoal(Goal.MAX_MIN)
                .withResponse(new ResponseModel.Scheduled(List.of(), 2))
                .withRunning(null, 0.25);
        world.start(world.settings(world.levels, World.PLENTY, null).withRules(rules));
        world.open(World.spec("door", "cam"));
        Plan first = world.coordinator().situation().plan().plan();
        world.open(World.spec("gate", "cam"));

        assertThat(world.levels.asked().get(1).rules()).isEqualTo(rules.withRunning(first, 0.25));
    }

    @Test
    void refusesAStreamThatDoesNotFitAndServesTheOthers() {
        world.start(world.settings(world.levels, new ResourceBudget(Bytes.of(World.bytesAt(2) + 1000), 2), null));
        StreamLane lane = world.open(World.spec("door", "cam"));

        CoordinatorException refusal = world.refusal(new ControlEvent.Open(World.spec("sign", "sign"), null));

        assertThat(refusal.error()).isEqualTo(BusError.INFEASIBLE);
        assertThat(world.coordinator().situation().state().workload().streams()).hasSize(1);
        assertThat(world.coordinator().lane(new StreamId("sign"))).isNull();
        assertThat(World.result(world.submit(lane, 1)).revision()).isEqualTo(1);
    }

    @Test
    void refusesAnUpdateThatCannotBeMetAndKeepsTheOldDemands() {
        StreamSpec spec = World.spec("door", "cam");
        StreamLane lane = world.open(spec);

        CoordinatorException refusal = world.refusal(
                new ControlEvent.Update(spec.id(), before -> before.withDeadline(Duration.ofNanos(10)), null));

        assertThat(refusal.error()).isEqualTo(BusError.INFEASIBLE);
        assertThat(lane.spec()).isEqualTo(spec);
        assertThat(world.coordinator().situation().state().workload().find(spec.id()))
                .isEqualTo(spec);
    }

    @Test
    void changesWhatAStreamAsksFor() {
        StreamSpec spec = World.spec("door", "cam");
        StreamLane lane = world.open(spec);
        world.grant(new ControlEvent.Update(spec.id(), before -> before.withPriority(4), null));

        assertThat(lane.spec()).isEqualTo(spec.withPriority(4));
        assertThat(lane.isClosed()).isFalse();
    }

    @Test
    void movesAStreamToAnotherNetwork() {
        StreamSpec spec = World.spec("door", "cam");
        StreamLane lane = world.open(spec);
        world.grant(new ControlEvent.Update(spec.id(), before -> World.spec("door", "sign"), null));

        assertThat(World.result(world.submit(lane, 1)).chain().model()).isEqualTo(new ModelId("sign"));
    }

    @Test
    void refusesWhatTheStateDoesNotAllow() {
        StreamSpec spec = World.spec("door", "cam");
        world.open(spec);

        assertThat(world.refusal(new ControlEvent.Open(spec, null)).error()).isEqualTo(BusError.CONFLICT);
        assertThat(world.refusal(new ControlEvent.Close(new StreamId("none"), null))
                        .error())
                .isEqualTo(BusError.UNKNOWN);
        assertThat(world.refusal(new ControlEvent.Update(new StreamId("none"), before -> before, null))
                        .error())
                .isEqualTo(BusError.UNKNOWN);
        assertThat(world.refusal(new ControlEvent.Open(World.spec("b", "nonet"), null)))
                .hasMessageContaining("Maybe one of [cam, sign]")
                .extracting(CoordinatorException::error)
                .isEqualTo(BusError.UNKNOWN);
        assertThat(world.refused).as("no plan was tried").isEmpty();
    }

    @Test
    void grantsAWishOnlyAtTheRevisionItAsksFor() {
        world.open(World.spec("door", "cam"));

        assertThat(world.refusal(new ControlEvent.Close(new StreamId("door"), 0L))
                        .error())
                .isEqualTo(BusError.CONFLICT);
        assertThat(world.refusal(new ControlEvent.SetBudget(before -> before, 7L))
                        .error())
                .isEqualTo(BusError.CONFLICT);
        world.grant(new ControlEvent.SetBudget(before -> before, 1L));
        AdoptedPlan closed =
                world.grant(new ControlEvent.Close(new StreamId("door"), 2L)).plan();
        assertThat(closed.workload().revision()).isEqualTo(3);
    }

    @Test
    void refusesANetworkThatWasNotProfiledHere() {
        world.store.forgetProfile(new ModelId("cam"));

        CoordinatorException refusal = world.refusal(new ControlEvent.Open(World.spec("door", "cam"), null));

        assertThat(refusal.error()).isEqualTo(BusError.UNPROFILED);
        assertThat(refusal).hasMessageContaining("never profiled").hasMessageContaining("ashlar profile");
    }

    @Test
    void refusesAProfileOfAnotherMachine() {
        world.store.save(FakeNets.profile(world.cam, new Device("other cpu", 64, 1L << 40, List.of())));

        CoordinatorException refusal = world.refusal(new ControlEvent.Open(World.spec("door", "cam"), null));

        assertThat(refusal.error()).isEqualTo(BusError.UNPROFILED);
        assertThat(refusal).hasMessageContaining("is stale").hasMessageContaining("other-cpu-64c");
    }

    @Test
    void refusesANetworkThatWasNotCut() {
        world.store.save(world.cam.withBlocks(List.of()));

        assertThat(world.refusal(new ControlEvent.Open(World.spec("door", "cam"), null)))
                .hasMessageContaining("ashlar prepare");
    }

    @Test
    void readsANetworkAgainOnceNoStreamUsesIt() {
        world.open(World.spec("door", "cam"));
        world.store.save(FakeNets.catalog("cam", 2));
        world.store.save(FakeNets.profile(FakeNets.catalog("cam", 2)));
        StreamLane same = world.open(World.spec("gate", "cam"));
        assertThat(World.result(world.submit(same, 1)).chain().choices())
                .as("in use")
                .hasSize(3);
        world.close("door");
        world.close("gate");

        StreamLane fresh = world.open(World.spec("gate", "cam"));
        assertThat(World.result(world.submit(fresh, 1)).chain().choices()).hasSize(2);
    }

    @Test
    void saysSoWhenAStoreIsDamaged() {
        world.store.onLoad(model -> {
            throw new FakeFailure("The manifest is torn");
        });

        CoordinatorException refusal = world.refusal(new ControlEvent.Open(World.spec("door", "cam"), null));

        assertThat(refusal.error()).isEqualTo(BusError.FAILED);
        assertThat(refusal).hasMessageContaining("The manifest is torn").hasCauseInstanceOf(FakeFailure.class);
    }

    @Test
    void grantsWishesThatCameTogetherByOnePlan() {
        Latch gate = holdThePlanner();
        List<CompletableFuture<Change.Granted>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(world.coordinator().ask(new ControlEvent.Open(World.spec("s" + i, "cam"), null)));
        }
        ResourceBudget last = World.PLENTY.withCpuCores(4);
        answers.add(world.coordinator().ask(new ControlEvent.SetBudget(before -> World.PLENTY.withCpuCores(3), null)));
        answers.add(world.coordinator().ask(new ControlEvent.SetBudget(before -> last, null)));
        gate.open();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join().plan().revision())
                .isEqualTo(2));
        assertThat(answers.get(0).join().plan().reason()).endsWith("and more, 12 wishes in all");
        assertThat(world.coordinator().situation().state().budget()).isEqualTo(last);
        assertThat(world.coordinator().situation().state().revision()).isEqualTo(13);
        assertThat(world.coordinator().stats().workers()).isEqualTo(4);
    }

    @Test
    void refusesOnlyTheWishAtFaultAmongMany() {
        Latch gate = holdThePlanner();
        List<CompletableFuture<Change.Granted>> good = new ArrayList<>();
        List<CompletableFuture<Change.Granted>> bad = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean impossible = i == 7 || i == 13;
            StreamSpec spec = World.spec("s" + i, "cam");
            (impossible ? bad : good)
                    .add(world.coordinator()
                            .ask(new ControlEvent.Open(impossible ? spec.withAccuracyFloor(0.99) : spec, null)));
        }
        gate.open();

        assertThat(good).allSatisfy(answer -> assertThat(answer.join().lane()).isNotNull());
        assertThat(bad)
                .allSatisfy(answer -> assertThat(World.refusal(answer).error()).isEqualTo(BusError.INFEASIBLE));
        assertThat(world.coordinator().lanes()).hasSize(19);
        assertThat(world.levels.asked()).as("plans made").hasSizeLessThan(25);
    }

    @Test
    void givesAStreamThatIsClosedAndOpenedAgainAnotherLane() {
        StreamLane old = world.open(World.spec("door", "cam"));
        Latch gate = holdThePlanner();
        CompletableFuture<Change.Granted> closed = world.coordinator().ask(new ControlEvent.Close(old.id(), null));
        CompletableFuture<Change.Granted> opened =
                world.coordinator().ask(new ControlEvent.Open(World.spec("door", "sign"), null));
        gate.open();

        assertThat(closed.join().lane()).isSameAs(old);
        StreamLane fresh = opened.join().lane();
        assertThat(fresh).isNotNull().isNotSameAs(old);
        assertThat(old.isClosed()).isTrue();
        assertThat(opened.join().plan().revision())
                .isEqualTo(closed.join().plan().revision());
    }

    @Test
    void handsOutAClosedLaneForAStreamThatWasClosedInTheSamePlan() {
        Latch gate = holdThePlanner();
        CompletableFuture<Change.Granted> opened =
                world.coordinator().ask(new ControlEvent.Open(World.spec("brief", "cam"), null));
        CompletableFuture<Change.Granted> closed =
                world.coordinator().ask(new ControlEvent.Close(new StreamId("brief"), null));
        gate.open();

        StreamLane lane = opened.join().lane();
        assertThat(closed.join().lane()).isSameAs(lane);
        assertThat(lane).isNotNull();
        assertThat(lane != null && lane.isClosed()).isTrue();
    }

    @Test
    void refusesWhenThePlannerThrowsAndKeepsThePlan() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.levels.onPlan(request -> {
            throw new UnsatisfiedLinkError("no native library, on purpose");
        });

        CoordinatorException refusal = world.refusal(new ControlEvent.Open(World.spec("gate", "cam"), null));

        assertThat(refusal.error()).isEqualTo(BusError.FAILED);
        assertThat(refusal).hasMessageContaining("no native library");
        assertThat(World.result(world.submit(lane, 1)).revision()).isEqualTo(1);
    }

    @Test
    void refusesWhenThePlannerRunsOutOfTime() {
        world.start(world.settings(request -> new PlanOutcome.Undecided(Duration.ofSeconds(2)), World.PLENTY, null));

        assertThat(world.refusal(new ControlEvent.Open(World.spec("door", "cam"), null))
                        .error())
                .isEqualTo(BusError.UNDECIDED);
    }

    @Test
    void adoptsNoPlanThatFailsItsAudit() {
        List<Planner> liars = List.of(
                request -> new PlanOutcome.Feasible(Plan.of(Map.of()), 1, 0),
                request -> new PlanOutcome.Feasible(LevelPlanner.at(request, 0), 1, 0),
                request -> new PlanOutcome.Feasible(
                        Plan.of(Map.of(new StreamId("other"), FakeNets.chain("cam", 3, 0))), 1, 0));
        for (Planner liar : liars) {
            try (World own = new World()) {
                own.start(own.settings(liar, new ResourceBudget(Bytes.of(World.bytesAt(1)), 2), null));

                CoordinatorException refusal = own.refusal(new ControlEvent.Open(World.spec("door", "cam"), null));

                assertThat(refusal.error()).isEqualTo(BusError.FAILED);
                assertThat(refusal).as("I4").hasMessageContaining("audit");
                assertThat(own.engine.opened()).isZero();
            }
        }
    }

    @Test
    void closesAStreamEvenIfThePlannerFails() {
        world.open(World.spec("door", "cam"));
        StreamLane other = world.open(World.spec("gate", "sign"));
        world.levels.onPlan(request -> {
            throw new FakeFailure("broken on purpose");
        });

        AdoptedPlan plan = world.close("door");

        assertThat(plan.plan().chains()).containsOnlyKeys(other.id());
        assertThat(plan.gap()).isNaN();
        assertThat(World.result(world.submit(other, 1)).revision()).isEqualTo(3);
    }

    @Test
    void closesAStreamEvenIfTheBetterPlanCannotBeOpened() {
        world.start(world.settings(
                world.levels, new ResourceBudget(Bytes.of(World.bytesAt(0) + World.bytesAt(1)), 2), null));
        world.open(World.spec("door", "cam"));
        StreamLane other = world.open(World.spec("gate", "sign"));
        assertThat(World.result(world.submit(other, 1)).chain()).isEqualTo(FakeNets.chain("sign", 3, 1));
        world.engine.onOpen(digest -> {
            throw new FakeFailure("broken on purpose");
        });

        AdoptedPlan plan = world.close("door");

        assertThat(plan.plan().chains()).containsExactly(Map.entry(other.id(), FakeNets.chain("sign", 3, 1)));
    }

    @Test
    void asksNoPlannerForAnEmptyWorkload() {
        world.open(World.spec("door", "cam"));
        world.close("door");
        world.budget(NOTHING);

        assertThat(world.levels.asked()).hasSize(1);
        assertThat(world.engine.openChains()).isZero();
    }

    @Test
    void rollsBackWhenABlockCannotBeOpened() {
        refusesAndLeavesNothing(() -> {
            AtomicInteger count = new AtomicInteger();
            world.engine.onOpen(digest -> {
                if (count.incrementAndGet() == 2) {
                    throw new FakeFailure("broken on purpose");
                }
            });
        });
    }

    @Test
    void rollsBackWhenAChainCannotBeJoined() {
        refusesAndLeavesNothing(() -> world.engine.onJoin(chain -> {
            throw new FakeFailure("broken on purpose");
        }));
    }

    @Test
    void rollsBackWhenTheFirstRunFails() {
        refusesAndLeavesNothing(() -> world.engine.onSegment(segment -> {
            if (segment.chain().model().value().equals("sign") && segment.index() == 2) {
                throw new FakeFailure("broken on purpose");
            }
        }));
    }

    private void refusesAndLeavesNothing(Runnable breakIt) {
        StreamLane lane = world.open(World.spec("door", "cam"));
        breakIt.run();

        CoordinatorException refusal = world.refusal(new ControlEvent.Open(World.spec("sign", "sign"), null));

        assertThat(refusal.error()).isEqualTo(BusError.FAILED);
        assertThat(refusal).hasMessageContaining("broken on purpose").hasMessageContaining("plan in force stays");
        assertThat(world.engine.openBlocks()).as("blocks").isEqualTo(3);
        assertThat(world.engine.openChains()).as("chains").isEqualTo(1);
        assertThat(world.refused).hasSize(1);
        world.engine.onOpen(digest -> {});
        world.engine.onJoin(chain -> {});
        world.engine.onSegment(segment -> {});
        assertThat(World.result(world.submit(lane, 1)).revision()).isEqualTo(1);
        StreamLane second = world.open(World.spec("sign", "sign"));
        assertThat(World.result(world.submit(second, 1)).revision()).as("I3").isEqualTo(2);
    }

    @Test
    void givesBackTheChainsThatWereReadyWhenALaterOneFails() {
        world.engine.onJoin(chain -> {
            if (chain.model().value().equals("sign")) {
                throw new FakeFailure("broken on purpose");
            }
        });
        Latch gate = holdThePlanner();
        CompletableFuture<Change.Granted> sound =
                world.coordinator().ask(new ControlEvent.Open(World.spec("a", "cam"), null));
        CompletableFuture<Change.Granted> broken =
                world.coordinator().ask(new ControlEvent.Open(World.spec("b", "sign"), null));
        gate.open();

        assertThat(sound.join().lane()).isNotNull();
        assertThat(World.refusal(broken).error()).isEqualTo(BusError.FAILED);
        assertThat(world.engine.openChains()).isEqualTo(1);
    }

    @Test
    void refusesABudgetThatTheWorkersFunctionRejects() {
        Settings plain = world.settings(world.levels, World.PLENTY, null);
        world.start(new Settings(
                plain.catalogs(),
                plain.profiles(),
                plain.engine(),
                plain.planner(),
                plain.device(),
                plain.budget(),
                plain.ticker(),
                budget -> {
                    if (budget.cpuCores() > 8) {
                        throw new IllegalStateException("too many, on purpose");
                    }
                    return 1;
                },
                plain.mostWarm(),
                0,
                0.5,
                Duration.ofSeconds(2),
                plain.memoryAllowance(),
                plain.alertListeners(),
                PlanRules.PLAIN,
                null,
                null));

        assertThat(world.refusal(new ControlEvent.SetBudget(before -> before.withCpuCores(9), null)))
                .hasMessageContaining("too many, on purpose");
        assertThat(world.budget(World.PLENTY.withCpuCores(8)).revision()).isEqualTo(1);
    }

    @Test
    void tellsThePlannerWhatIsInMemory() {
        world.open(World.spec("door", "cam"));
        world.open(World.spec("gate", "sign"));

        assertThat(world.levels.asked().get(1).resident())
                .containsExactlyInAnyOrderElementsOf(digests(FakeNets.chain("cam", 3, 0)));
    }

    @Test
    void servesAFrameUnderTheOldPlanWhileTheNewOneIsInForce() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        Latch gate = new Latch();
        world.engine.onSegment(segment -> {
            if (segment.input() == 1 && segment.index() == 1) {
                gate.pass();
            }
        });
        CompletionStage<FrameOutcome> under = world.submit(lane, 1);
        gate.awaitSomeone();
        world.budget(new ResourceBudget(Bytes.of(World.bytesAt(1)), 2));
        world.budget(new ResourceBudget(Bytes.of(World.bytesAt(2)), 2));
        assertThat(world.engine.openChains())
                .as("I2: the old one and the newest")
                .isGreaterThanOrEqualTo(2);
        gate.open();

        FrameOutcome.FrameResult result = World.result(under);
        assertThat(result.revision()).as("I1").isEqualTo(1);
        assertThat(result.outputs().get(0).toFloats())
                .as("I1")
                .containsExactly(FakeNets.stamps(world.cam, FakeNets.chain("cam", 3, 0), 1));
        assertThat(World.result(world.submit(lane, 2)).revision()).isEqualTo(3);
    }

    @Test
    void refusesWhatWaitsWhenItCloses() {
        Latch gate = holdThePlanner();
        CompletableFuture<Change.Granted> waiting =
                world.coordinator().ask(new ControlEvent.Open(World.spec("late", "cam"), null));
        Thread closer = new Thread(world::shutDown);
        closer.start();

        assertThat(World.refusal(waiting).error()).isEqualTo(BusError.NOT_READY);
        assertThat(world.refusal(new ControlEvent.SetBudget(before -> before, null))
                        .error())
                .isEqualTo(BusError.NOT_READY);
        gate.open();
        AshlarThreads.await(closer);
    }

    @Test
    void refusesWishesBeyondWhatMayWait() {
        ChangeQueue queue = new ChangeQueue(2);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Change change = Change.of(new ControlEvent.Close(new StreamId("s" + i), null));
            changes.add(change);
            queue.put(change);
        }

        assertThat(World.refusal(changes.get(2).answer()).error()).isEqualTo(BusError.BUSY);
        assertThat(queue.take().wishes()).containsExactly(changes.get(0), changes.get(1));
        queue.close();
        assertThat(queue.take().wishes()).isEmpty();
    }

    @Test
    void staysWithinTheModelWhateverIsAsked() {
        for (long seed = 0; seed < 20; seed++) {
            try (World own = new World()) {
                followsTheModel(own, new Random(seed), seed);
            }
        }
    }

    private static void followsTheModel(World own, Random random, long seed) {
        own.engine.onOpen(digest -> {
            if (random.nextInt(12) == 0) {
                throw new FakeFailure("broken on purpose");
            }
        });
        Map<String, StreamSpec> model = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            String id = "s" + random.nextInt(5);
            StreamSpec spec =
                    World.spec(id, random.nextBoolean() ? "cam" : "sign").withPriority(random.nextInt(9));
            ControlEvent event =
                    switch (random.nextInt(4)) {
                        case 0 -> new ControlEvent.Open(spec, null);
                        case 1 -> new ControlEvent.Update(spec.id(), before -> spec, null);
                        case 2 -> new ControlEvent.Close(spec.id(), null);
                        default -> {
                            ResourceBudget budget = new ResourceBudget(
                                    Bytes.of(World.bytesAt(random.nextInt(3)) * (1 + random.nextInt(2))), 2);
                            yield new ControlEvent.SetBudget(before -> budget, null);
                        }
                    };
            boolean granted = own.coordinator()
                    .ask(event)
                    .handle((answer, cause) -> cause == null)
                    .join();
            if (granted && !(event instanceof ControlEvent.SetBudget)) {
                if (event instanceof ControlEvent.Close) {
                    model.remove(id);
                } else {
                    model.put(id, spec);
                }
            }
            Situation situation = own.coordinator().situation();
            assertThat(situation.state().workload().streams())
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(model.values());
            assertThat(own.coordinator().lanes().stream().map(StreamLane::spec))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(model.values());
            assertThat(situation.plan().plan().chains().keySet())
                    .as("seed %d", seed)
                    .isEqualTo(model.values().stream().map(StreamSpec::id).collect(Collectors.toSet()));
            for (StreamLane lane : own.coordinator().lanes()) {
                FrameOutcome.FrameResult result = World.result(own.submit(lane, 3));
                BlockChain chain = situation.plan().plan().chains().get(lane.id());
                assertThat(result.revision())
                        .as("seed %d, I1", seed)
                        .isEqualTo(situation.plan().revision());
                assertThat(result.chain()).as("seed %d, I1", seed).isEqualTo(chain);
            }
        }
    }

    /** Holds the solver thread in the plan of a first stream, so that what is asked then comes together. */
    private Latch holdThePlanner() {
        Latch gate = new Latch();
        world.levels.onPlan(request -> gate.pass());
        CompletableFuture<Change.Granted> first =
                world.coordinator().ask(new ControlEvent.Open(World.spec("first", "cam"), null));
        gate.awaitSomeone();
        assertThat(first).isNotDone();
        return gate;
    }

    private List<Digest> digests(BlockChain chain) {
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < chain.choices().size(); i++) {
            digests.add(
                    world.cam.blocks().get(i).descendant(chain.choices().get(i)).digest());
        }
        return digests;
    }
}
