/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static dev.ashlar.coordinator.WatchedVertx.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.plan.Explanation;
import dev.ashlar.core.plan.WhatIf;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.SwapScores;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AshlarTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void worksWithoutAnyKnowledgeOfVertx() {
        try (Ashlar ashlar = get(builder().open())) {
            StreamHandle door = get(ashlar.openStream(World.spec("door", "cam")));
            FrameOutcome.FrameResult result = World.result(door.submit(FakeNets.frame(world.ticker.nanos(), 5)));

            assertThat(result.chain()).isEqualTo(FakeNets.chain("cam", 3, 0));
            assertThat(ashlar.workload().streams()).containsExactly(door.spec());
            assertThat(ashlar.plan().revision()).isEqualTo(1);
            AdoptedPlan smaller = get(ashlar.setBudget(new ResourceBudget(Bytes.of(World.bytesAt(2)), 1)));
            assertThat(smaller.plan().chains().get(door.id())).isEqualTo(FakeNets.chain("cam", 3, 2));
            assertThat(ashlar.budget()).isEqualTo(smaller.budget());
            assertThat(ashlar.stats().workers()).isEqualTo(1);
            assertThat(ashlar.stats().streams()).containsExactly(door.stats());
            assertThat(ashlar.stats().frames()).isEqualTo(door.stats().frames());
            assertThat(ashlar.stats().plans().adopted()).isEqualTo(2);
            assertThat(ashlar.stats().plans().blocksSwapped()).isEqualTo(6);
            assertThat(ashlar.stats().plans().solving().count()).isEqualTo(2);
        }
    }

    @Test
    void changesAndClosesAStreamByItsHandle() {
        try (Ashlar ashlar = get(builder().open())) {
            StreamHandle door = get(ashlar.openStream(World.spec("door", "cam")));
            get(door.update(door.spec().withPriority(7)));
            assertThat(door.spec().priority()).isEqualTo(7);
            assertThatThrownBy(() -> get(door.update(World.spec("gate", "cam"))))
                    .hasCauseInstanceOf(IllegalArgumentException.class);

            get(door.close());
            get(door.close());

            assertThat(ashlar.stream(door.id())).isNull();
            assertThatThrownBy(() -> get(door.update(door.spec()))).hasMessageContaining("was closed");
            assertThat(World.outcome(door.submit(FakeNets.frame(0, 1))))
                    .isEqualTo(new FrameOutcome.Dropped(DropReason.CLOSED));
            assertThat(door.stats().frames().dropped(DropReason.CLOSED)).isEqualTo(1);
        }
    }

    @Test
    void doesNotCloseTheStreamThatFollowedUnderTheSameName() {
        try (Ashlar ashlar = get(builder().open())) {
            StreamHandle old = get(ashlar.openStream(World.spec("door", "cam")));
            get(old.close());
            StreamHandle fresh = get(ashlar.openStream(World.spec("door", "cam")));
            get(old.close());

            assertThat(World.result(fresh.submit(FakeNets.frame(world.ticker.nanos(), 1)))
                            .revision())
                    .isEqualTo(3);
        }
    }

    /** A prediction under which every descendant does a damage of 0.05, which adds up to the loss. */
    private static QualityPrediction prediction(BlockCatalog catalog) {
        List<SwapScores> swaps = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.choices()) {
                if (!descendant.isOriginal()) {
                    Scores scores = new Scores(0.85, 0.95, 0.01, 0.1, 0.1, 0.1);
                    swaps.add(new SwapScores(block.id(), descendant.id(), descendant.digest(), scores, 0.05));
                }
            }
        }
        AccuracyLink link = new AccuracyLink(List.of(new AccuracyLink.Point(0, 0), new AccuracyLink.Point(0.15, 0.15)));
        return new QualityPrediction(
                swaps, link, new ErrorBand(0.02, 0.4), new PredictionCheck(0, 0, 0, 0, 0, 0), List.of());
    }

    /** What a stream is promised whose blocks are all of the smallest level. */
    private double promised(AshlarBuilder builder) {
        try (Ashlar ashlar = get(builder.budget(new ResourceBudget(Bytes.of(World.bytesAt(2)), 1))
                .open())) {
            StreamHandle door = get(ashlar.openStream(World.spec("door", "cam")));
            return Objects.requireNonNull(ashlar.plan().forecast().streams().get(door.id()))
                    .accuracy();
        }
    }

    @Test
    void promisesWhatStreamsHaveAtLeastIfItIsAskedToBeSure() {
        world.store.save(FakeNets.profile(world.cam).withPrediction(prediction(world.cam)));

        assertThat(promised(builder())).isCloseTo(0.9 - 0.15, within(1e-4));
        // Half the width of the 95 % interval, 0.02 + 0.4 * 0.15, is what is not exceeded with 97.5 %.
        assertThat(promised(builder().confidence(0.975))).isCloseTo(0.9 - 0.15 - 0.08, within(1e-4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ashlar.builder().confidence(1))
                .withMessageContaining("confidence");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> get(Ashlar.builder().open()))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("catalog store");
        assertThatIllegalArgumentException().isThrownBy(() -> Ashlar.builder().addressPrefix("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Ashlar.builder().planTimeLimit(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Ashlar.builder().switchingCostPerKiB(-1));
    }

    @Test
    void leavesNothingBehindWhenItCannotStart() {
        CompletionStage<Ashlar> failed = builder()
                .workers(budget -> {
                    throw new IllegalStateException("broken on purpose");
                })
                .open()
                .toCompletionStage();

        assertThatThrownBy(() -> failed.toCompletableFuture().join()).hasMessageContaining("broken on purpose");
    }

    @Test
    void endsTheFramesItHasAcceptedWhenItCloses() {
        Ashlar ashlar = get(builder().open());
        StreamHandle door = get(ashlar.openStream(World.spec("door", "cam")));
        Latch gate = new Latch();
        world.engine.onSegment(segment -> gate.pass());
        CompletionStage<FrameOutcome> under = door.submit(FakeNets.frame(world.ticker.nanos(), 1));
        gate.awaitSomeone();
        CompletionStage<FrameOutcome> waiting = door.submit(FakeNets.frame(world.ticker.nanos(), 2));
        Future<Void> closing = ashlar.closeAsync();
        Future<Void> again = ashlar.closeAsync();
        gate.open();
        get(closing);
        get(again);

        assertThat(World.result(under).revision()).isEqualTo(1);
        assertThat(World.result(waiting).revision()).isEqualTo(1);
        assertThat(World.outcome(door.submit(FakeNets.frame(world.ticker.nanos(), 3))))
                .isEqualTo(new FrameOutcome.Dropped(DropReason.CLOSED));
        assertThatThrownBy(() -> get(ashlar.openStream(World.spec("late", "cam"))))
                .hasCauseInstanceOf(CoordinatorException.class)
                .hasMessageContaining("closing");
        ashlar.close();
    }

    @Test
    void refusesToWaitForItselfWhereItCannot() {
        Ashlar ashlar = get(builder().open());
        StreamHandle door = get(ashlar.openStream(World.spec("door", "cam")));
        Latch gate = new Latch();
        world.engine.onSegment(segment -> gate.pass());
        CompletionStage<Void> onWorker =
                door.submit(FakeNets.frame(world.ticker.nanos(), 1)).thenRun(ashlar::close);
        gate.open();

        assertThatThrownBy(() -> onWorker.toCompletableFuture().join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closeAsync");
        ashlar.close();
    }

    @Test
    void completesFuturesOnTheContextTheyWereAskedForOn() {
        WatchedVertx watched = new WatchedVertx();
        Ashlar ashlar = get(builder().vertx(watched.vertx()).open());
        Context context = watched.vertx().getOrCreateContext();
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        context.runOnContext(go -> {
            assertThatIllegalStateException().isThrownBy(ashlar::close);
            ashlar.openStream(World.spec("door", "cam"))
                    .compose(StreamHandle::close)
                    .onComplete(closed -> same.complete(closed.succeeded() && Vertx.currentContext() == context));
        });

        assertThat(same.join()).isTrue();
        ashlar.close();
        watched.close();
    }

    @Test
    void doesNotKeepTheJvmAlive() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Ashlar ashlar = get(builder().open())) {
            get(ashlar.openStream(World.spec("door", "cam")));

            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void leavesTheCallersVertxOpen() {
        WatchedVertx watched = new WatchedVertx();
        get(builder().vertx(watched.vertx()).open()).close();

        assertThat(get(watched.vertx().executeBlocking(() -> 5))).isEqualTo(5);
        watched.close();
    }

    @Test
    void closesAfterTheCallersVertxToo() {
        WatchedVertx watched = new WatchedVertx();
        Ashlar ashlar = get(builder().vertx(watched.vertx()).open());
        StreamHandle door = get(ashlar.openStream(World.spec("door", "cam")));
        watched.close();

        assertThat(World.result(door.submit(FakeNets.frame(world.ticker.nanos(), 1)))
                        .revision())
                .isEqualTo(1);
        get(ashlar.setBudget(World.PLENTY.withCpuCores(1)));
        ashlar.close();
    }

    @Test
    void makesThePlannerOnTheSolverThreadAtTheStart() {
        CompletableFuture<String> thread = new CompletableFuture<>();
        try (Ashlar ashlar = get(builder()
                .planner(() -> {
                    thread.complete(Thread.currentThread().getName());
                    return world.levels;
                })
                .open())) {
            assertThat(thread.join()).isEqualTo("ashlar-solver-1");
            assertThat(ashlar.workload().streams()).isEmpty();
        }
    }

    @Test
    void triesAgainToMakeThePlannerWhenAPlanIsNeeded() {
        AtomicInteger tries = new AtomicInteger();
        try (Ashlar ashlar = get(builder()
                .planner(() -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new UnsatisfiedLinkError("not yet, on purpose");
                    }
                    return world.levels;
                })
                .open())) {
            get(ashlar.openStream(World.spec("door", "cam")));
            assertThat(tries).hasValue(2);
        }
    }

    @Test
    void explainsThePlanAndSaysWhatOtherwiseWouldBe() {
        ResourceBudget tight = new ResourceBudget(Bytes.of(World.bytesAt(1)), 2);
        try (Ashlar ashlar = get(builder().budget(tight).open())) {
            assertThat(get(ashlar.explain())).isEqualTo(Explanation.NONE);
            StreamSpec door = World.spec("door", "cam");
            get(ashlar.openStream(door));

            Explanation told = get(ashlar.explain());
            assertThat(told.changes()).containsExactly("door is served now");
            assertThat(told.budgets()).extracting(Explanation.BudgetUse::what).containsExactly("memory", "cpu");
            assertThat(told.refused()).isNotNull();

            WhatIf more = get(ashlar.whatIf(ashlar.workload(), World.PLENTY));
            assertThat(more.changed()).containsExactly(door.id());
            assertThat(more.then().found()).isNotNull();
            assertThat(ashlar.budget()).isEqualTo(tight);
            assertThat(get(ashlar.whatIf(ashlar.workload().without(door.id()), tight))
                            .changed())
                    .containsExactly(door.id());
        }
    }

    @Test
    void keepsNothingWarmThatItMayNot() {
        try (Ashlar ashlar = get(builder().mostWarm(Bytes.ZERO).open())) {
            StreamHandle door = get(ashlar.openStream(World.spec("door", "cam")));
            get(door.close());

            assertThat(ashlar.stats().memory().warmBytes()).isZero();
            assertThat(world.engine.openBlocks()).isZero();
            assertThat(ashlar.stream(new StreamId("door"))).isNull();
        }
    }

    private AshlarBuilder builder() {
        return Ashlar.builder()
                .catalogs(world.store)
                .profiles(world.store)
                .engine(world.engine)
                .planner(world.levels)
                .device(FakeNets.DEVICE)
                .budget(World.PLENTY)
                .ticker(world.ticker);
    }
}
