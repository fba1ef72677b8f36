/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.testing.ManualTicker;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A coordinator on fakes: two networks of three blocks, {@code cam} and {@code sign}, and plenty of room. */
final class World implements AutoCloseable {
    static final int BLOCKS = 3;
    static final ResourceBudget PLENTY = new ResourceBudget(Bytes.ofMebi(64), 2);

    final ManualTicker ticker = new ManualTicker();
    final FakeEngine engine = new FakeEngine();
    final LevelPlanner levels = new LevelPlanner();
    final BlockCatalog cam = FakeNets.catalog("cam", BLOCKS);
    final BlockCatalog sign = FakeNets.catalog("sign", BLOCKS);
    final FakeStore store = FakeStore.of(cam, sign);
    final Queue<AdoptedPlan> adopted = new ConcurrentLinkedQueue<>();
    final Queue<RefusedPlan> refused = new ConcurrentLinkedQueue<>();
    final Queue<MeasuredPlan> measured = new ConcurrentLinkedQueue<>();
    final Queue<Alert> alerts = new ConcurrentLinkedQueue<>();
    private @Nullable Coordinator coordinator;
    private boolean shutDown;
    private volatile Consumer<AdoptedPlan> onAdopted = plan -> {};

    private volatile Consumer<MeasuredPlan> onMeasured = news -> {};

    private volatile Consumer<Alert> onAlert = alert -> {};

    /** Called when there is trouble. */
    void onAlert(Consumer<Alert> hook) {
        onAlert = hook;
    }

    private void alert(Alert alert) {
        alerts.add(alert);
        onAlert.accept(alert);
    }

    /** Called when a composition was measured. */
    void onMeasured(Consumer<MeasuredPlan> hook) {
        onMeasured = hook;
    }

    /** Called when a plan was adopted; may throw. */
    void onAdopted(Consumer<AdoptedPlan> hook) {
        onAdopted = hook;
    }

    /** The coordinator, started at the first call. */
    Coordinator coordinator() {
        Coordinator made = coordinator;
        if (made == null) {
            made = start(settings(levels, PLENTY, null));
        }
        return made;
    }

    Coordinator start(Settings settings) {
        Coordinator made = new Coordinator(settings, new Recorder());
        coordinator = made;
        return made;
    }

    Settings settings(Planner planner, ResourceBudget budget, @Nullable Executor callbacks) {
        return new Settings(
                store,
                store,
                engine,
                () -> planner,
                FakeNets.DEVICE,
                budget,
                ticker,
                asked -> (int) Math.ceil(asked.cpuCores()),
                new Bytes(Long.MAX_VALUE),
                0,
                0.5,
                Duration.ofSeconds(2),
                Bytes.ZERO,
                List.of(this::alert),
                PlanRules.PLAIN.withLadder(true),
                callbacks,
                null);
    }

    static StreamSpec spec(String id, String model) {
        return StreamSpec.of(id, model, Duration.ofMillis(100), Duration.ofMillis(50));
    }

    /** Bytes that a network takes at a level of {@link FakeNets}. */
    static long bytesAt(int level) {
        return BLOCKS * (FakeNets.BLOCK_BYTES >> level) + FakeNets.FIXED_BYTES;
    }

    StreamLane open(StreamSpec spec) {
        StreamLane lane = grant(new ControlEvent.Open(spec, null)).lane();
        assertThat(lane).isNotNull();
        return Objects.requireNonNull(lane);
    }

    AdoptedPlan close(String id) {
        return grant(new ControlEvent.Close(new StreamId(id), null)).plan();
    }

    AdoptedPlan budget(ResourceBudget budget) {
        return grant(new ControlEvent.SetBudget(before -> budget, null)).plan();
    }

    Change.Granted grant(ControlEvent event) {
        return coordinator().ask(event).join();
    }

    /** The refusal of a wish that must not be granted. */
    CoordinatorException refusal(ControlEvent event) {
        return refusal(coordinator().ask(event));
    }

    static CoordinatorException refusal(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CoordinatorException refusal) {
                return refusal;
            }
            throw e;
        }
        throw new AssertionError("The wish was granted.");
    }

    /** A frame taken now. */
    CompletionStage<FrameOutcome> submit(StreamLane lane, float value) {
        return lane.submit(FakeNets.frame(ticker.nanos(), value));
    }

    static FrameOutcome outcome(CompletionStage<FrameOutcome> stage) {
        return stage.toCompletableFuture().join();
    }

    static FrameOutcome.FrameResult result(CompletionStage<FrameOutcome> stage) {
        return outcome(stage).fold(served -> served, dropped -> {
            throw new AssertionError("The frame was dropped: " + dropped.reason());
        });
    }

    /** Notes that a test has shut the coordinator down by itself. */
    void shutDownAlready() {
        shutDown = true;
    }

    void shutDown() {
        coordinator().shutDown();
        shutDown = true;
    }

    /** Shuts down and checks that nothing is left and no rule was broken. */
    @Override
    public void close() {
        if (coordinator != null) {
            List<StreamLane> lanes = List.copyOf(coordinator.lanes());
            if (!shutDown) {
                coordinator.shutDown();
            }
            assertThat(lanes).allSatisfy(lane -> {
                FrameCounts frames = lane.stats().frames();
                assertThat(frames.addUp()).as("I7: %s", frames).isTrue();
                assertThat(frames.pending()).as("I7: %s", frames).isZero();
            });
        }
        assertThat(engine.breaches()).isEmpty();
        assertThat(engine.openRuns()).as("runs left open").isZero();
        assertThat(engine.openChains()).as("chains left open").isZero();
        assertThat(engine.openBlocks()).as("blocks left open").isZero();
        assertThat(adopted.stream().map(AdoptedPlan::revision))
                .as("I3")
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private final class Recorder implements PlanListener {
        @Override
        public void adopted(AdoptedPlan plan) {
            adopted.add(plan);
            onAdopted.accept(plan);
        }

        @Override
        public void refused(RefusedPlan refusal) {
            refused.add(refusal);
        }

        @Override
        public void measured(MeasuredPlan news) {
            measured.add(news);
            onMeasured.accept(news);
        }
    }
}
