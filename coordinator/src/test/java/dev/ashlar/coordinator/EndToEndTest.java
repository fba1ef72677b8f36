/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static dev.ashlar.coordinator.WatchedVertx.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.store.FileStore;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The run time on its real rims: files, ONNX Runtime, CP-SAT. */
@Timeout(300)
class EndToEndTest {
    private static final ResourceBudget PLENTY = new ResourceBudget(Bytes.ofMebi(256), 2);
    private static final Device DEVICE = DeviceProbe.current();

    private final FileStore store;
    private final OrtBlockEngine engine;
    private final WatchedVertx watched = new WatchedVertx();
    private final Queue<Alert> alerts = new ConcurrentLinkedQueue<>();

    EndToEndTest(@TempDir Path folder) {
        store = FileStore.open(folder);
        engine = OrtBlockEngine.open(store.cacheFolder());
    }

    @AfterEach
    void close() {
        engine.close();
        watched.close();
    }

    @Test
    void servesRealNetworksUnderAChangingBudget() throws IOException {
        BlockCatalog net = RealNets.write(store, "net", 1, DEVICE, engine.version());
        OrtGraphRunner runner = new OrtGraphRunner();
        try (Ashlar ashlar = open(PLENTY)) {
            StreamHandle door = get(ashlar.openStream(spec("door", "net")));
            StreamHandle gate = get(ashlar.openStream(spec("gate", "net")));
            FrameOutcome.FrameResult large = result(door.submit(Frame.of(image(1))));
            assertThat(large.chain()).isEqualTo(net.originalChain());
            check(runner, net, large, 1);

            get(ashlar.setBudget(new ResourceBudget(Bytes.of(RealNets.bytes(net, true)), 2)));
            FrameOutcome.FrameResult small = result(gate.submit(Frame.of(image(2))));
            assertThat(small.chain().choices()).containsOnly(RealNets.SMALL);
            check(runner, net, small, 2);

            get(ashlar.setBudget(PLENTY));
            check(runner, net, result(door.submit(Frame.of(image(3)))), 3);
            assertThat(ashlar.plan().revision()).isEqualTo(4);
            assertThat(ashlar.stats().frames().inDeadline()
                            + ashlar.stats().frames().late())
                    .isEqualTo(3);
        }
    }

    @Test
    void swapsToAPolishedHeadAndBackUnderAChangingBudget() throws IOException {
        BlockCatalog plain = RealNets.write(store, "net", 1, DEVICE, engine.version());
        BlockCatalog net = RealNets.polish(store, plain, "polish-1", 9);
        PolishedChain polished = net.polished().get(0);
        ProfileSnapshot measured = Objects.requireNonNull(store.find(net.model(), DEVICE));
        BlockProfile like =
                Objects.requireNonNull(measured.find(net.blocks().get(1).id(), RealNets.SMALL));
        BlockProfile head = new BlockProfile(
                like.block(),
                polished.head().id(),
                polished.head().digest(),
                like.latency(),
                like.mappedBytes(),
                like.privateBytes(),
                like.openNanos(),
                0.88,
                0.96);
        OrtGraphRunner runner = new OrtGraphRunner();
        ResourceBudget tight = new ResourceBudget(Bytes.of(RealNets.bytes(net, true)), 2);
        try (Ashlar ashlar = open(tight)) {
            StreamHandle door = get(ashlar.openStream(spec("door", "net")));
            FrameOutcome.FrameResult small = result(door.submit(Frame.of(image(1))));
            assertThat(small.chain()).as("not measured, not offered").isEqualTo(polished.plain());
            get(door.close());
            store.save(measured.withPolished(List.of(new PolishProfile(head, 0.8, 0.8))));

            StreamHandle gate = get(ashlar.openStream(spec("gate", "net")));
            FrameOutcome.FrameResult fitted = result(gate.submit(Frame.of(image(2))));
            assertThat(fitted.chain()).isEqualTo(polished.chain());
            check(runner, net, fitted, 2);

            get(ashlar.setBudget(PLENTY));
            assertThat(result(gate.submit(Frame.of(image(3)))).chain()).isEqualTo(net.originalChain());
            get(ashlar.setBudget(tight));
            check(runner, net, result(gate.submit(Frame.of(image(4)))), 4);
            assertThat(ashlar.plan().delta().blocksSwapped()).isEqualTo(2);
            assertThat(ashlar.plan().plan().chains().get(gate.id())).isEqualTo(polished.chain());
        }
    }

    @Test
    void answersOnTheBusWithRealPlans() {
        BlockCatalog net = RealNets.write(store, "net", 1, DEVICE, engine.version());
        try (Ashlar ashlar = open(PLENTY)) {
            JsonObject open = new JsonObject()
                    .put("id", "door")
                    .put("model", "net")
                    .put("periodMs", 100)
                    .put("deadlineMs", 90);
            assertThat(request("workload.open", open)
                            .join()
                            .getJsonObject("stream")
                            .getBoolean("served"))
                    .isTrue();
            assertThatThrownBy(() -> request("budget.set", new JsonObject().put("memoryBytes", 10))
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(ReplyException.class, failure -> assertThat(failure.failureCode())
                            .isEqualTo(422));
            JsonObject smaller = new JsonObject().put("memoryBytes", RealNets.bytes(net, true));
            request("budget.set", smaller).join();
            assertThat(request("plan.get", new JsonObject())
                            .join()
                            .getJsonArray("streams")
                            .getJsonObject(0)
                            .getJsonArray("choices"))
                    .containsExactly("keep-25", "keep-25");
            assertThat(ashlar.plan().gap()).as("proven").isZero();
        }
    }

    @Test
    void keepsServingWhenAFileOfTheStoreIsDamaged() throws IOException {
        BlockCatalog net = RealNets.write(store, "net", 1, DEVICE, engine.version());
        try (Ashlar ashlar = open(new ResourceBudget(Bytes.of(RealNets.bytes(net, true)), 2))) {
            StreamHandle door = get(ashlar.openStream(spec("door", "net")));
            BlockFile original = store.file(
                    net.model(), net.blocks().get(0).id(), net.blocks().get(0).descendant(DescendantId.ORIGINAL));
            byte[] bytes = Files.readAllBytes(original.path());
            bytes[bytes.length / 2] ^= 1;
            Files.write(original.path(), bytes);

            assertThatThrownBy(() -> get(ashlar.setBudget(PLENTY)))
                    .cause()
                    .isInstanceOfSatisfying(CoordinatorException.class, refusal -> {
                        assertThat(refusal.error()).isEqualTo(BusError.FAILED);
                        assertThat(refusal).hasMessageContaining("The plan in force stays");
                    });
            assertThat(ashlar.plan().revision()).isEqualTo(1);
            assertThat(result(door.submit(Frame.of(image(1)))).chain().choices())
                    .containsOnly(RealNets.SMALL);
            assertThat(ashlar.stats().plans().refused()).isEqualTo(1);
            assertThat(alerts).extracting(Alert::code).containsExactly(AlertCode.OPEN_FAILED);
        }
    }

    @Test
    void goesOnWhenABlockAnswersWithWhatIsNotANumber() throws IOException {
        BlockCatalog net = poisonTheSmallTail(RealNets.write(store, "net", 1, DEVICE, engine.version()));
        try (Ashlar ashlar = open(PLENTY)) {
            StreamHandle door = get(ashlar.openStream(spec("door", "net")));
            ResourceBudget tight = new ResourceBudget(Bytes.of(RealNets.bytes(net, true)), 2);

            assertThatThrownBy(() -> get(ashlar.setBudget(tight))).hasMessageContaining("not a number");
            assertThat(alerts).extracting(Alert::code).containsExactly(AlertCode.NOT_A_NUMBER);
            check(new OrtGraphRunner(), net, result(door.submit(Frame.of(image(1)))), 1);
            assertThat(ashlar.plan().revision()).isEqualTo(1);
        }
    }

    /** Puts weights that are not numbers into the small form of the second block, and says so nowhere. */
    private BlockCatalog poisonTheSmallTail(BlockCatalog net) throws IOException {
        Block tail = net.blocks().get(1);
        Descendant small = tail.descendant(RealNets.SMALL);
        ModelProto.Builder model =
                ModelProto.parseFrom(Files.readAllBytes(
                                store.file(net.model(), tail.id(), small).path()))
                        .toBuilder();
        TensorProto.Builder weights = model.getGraphBuilder().getInitializerBuilder(0);
        ByteBuffer raw = ByteBuffer.allocate(weights.getRawData().size()).order(ByteOrder.LITTLE_ENDIAN);
        while (raw.hasRemaining()) {
            raw.putFloat(Float.NaN);
        }
        weights.setRawData(ByteString.copyFrom(raw.array()));
        BlockFile file =
                store.put(net.model(), tail.id(), RealNets.SMALL, model.build().toByteArray());
        Descendant sick = new Descendant(
                small.id(),
                small.compressions(),
                file.digest(),
                file.bytes(),
                file.bytes(),
                small.macs(),
                small.featureError(),
                small.recipe());
        BlockCatalog poisoned = net.withBlocks(List.of(
                net.blocks().get(0), tail.with(List.of(tail.descendants().get(0), sick), tail.dropped())));
        store.save(poisoned);
        ProfileSnapshot before = Objects.requireNonNull(store.find(net.model(), DEVICE));
        List<BlockProfile> entries = new ArrayList<>();
        for (BlockProfile entry : before.blocks()) {
            entries.add(
                    !entry.digest().equals(small.digest())
                            ? entry
                            : new BlockProfile(
                                    entry.block(),
                                    entry.descendant(),
                                    sick.digest(),
                                    entry.latency(),
                                    entry.mappedBytes(),
                                    entry.privateBytes(),
                                    entry.openNanos(),
                                    entry.quality(),
                                    entry.agreement()));
        }
        store.save(new ProfileSnapshot(
                before.model(),
                before.provenance(),
                before.metric(),
                before.baseQuality(),
                before.whole(),
                before.fixedNanos(),
                before.activationBytes(),
                entries,
                before.polished()));
        return poisoned;
    }

    @Test
    void refusesAProfileOfAnotherEngine() {
        RealNets.write(store, "net", 1, DEVICE, "another engine");
        try (Ashlar ashlar = open(PLENTY)) {
            assertThatThrownBy(() -> get(ashlar.openStream(spec("door", "net"))))
                    .hasMessageContaining("another engine")
                    .hasMessageContaining("ashlar profile");
        }
    }

    @Test
    void accountsForEveryFrameWhilePlansChangeUnderLoad() throws IOException {
        BlockCatalog one = RealNets.write(store, "one", 1, DEVICE, engine.version());
        BlockCatalog two = RealNets.write(store, "two", 5, DEVICE, engine.version());
        Queue<FrameOutcome.FrameResult> results = new ConcurrentLinkedQueue<>();
        List<StreamHandle> handles = new ArrayList<>();
        try (Ashlar ashlar = open(PLENTY)) {
            handles.add(get(ashlar.openStream(spec("a", "one").withPriority(1))));
            handles.add(get(ashlar.openStream(spec("b", "two"))));
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> cameras = new ArrayList<>();
            handles.forEach(handle -> cameras.add(camera(handle, over, results)));
            cameras.forEach(Thread::start);
            long both = RealNets.bytes(one, true) + RealNets.bytes(two, true);
            for (int i = 0; i < 100; i++) {
                get(ashlar.setBudget(i % 2 == 0 ? new ResourceBudget(Bytes.of(both), 2) : PLENTY));
            }
            over.set(true);
            cameras.forEach(AshlarThreads::await);
            assertThat(ashlar.plan().revision()).isEqualTo(102);
        }
        FrameCounts frames =
                handles.stream().map(handle -> handle.stats().frames()).reduce(FrameCounts.NONE, FrameCounts::plus);
        assertThat(frames.addUp()).as("I7: %s", frames).isTrue();
        assertThat(frames.pending()).isZero();
        assertThat(frames.failed()).isZero();
        assertThat(frames.inDeadline() + frames.late()).isEqualTo(results.size());
        OrtGraphRunner runner = new OrtGraphRunner();
        checkAll(runner, one, results);
        checkAll(runner, two, results);
    }

    /** Every result must be that of the chain it says it was computed by (I1); all frames show the same image. */
    private void checkAll(OrtGraphRunner runner, BlockCatalog net, Queue<FrameOutcome.FrameResult> results)
            throws IOException {
        BlockChain large = net.originalChain();
        BlockChain small = large.with(0, RealNets.SMALL).with(1, RealNets.SMALL);
        for (BlockChain chain : List.of(large, small)) {
            float[] expected = RealNets.expected(store, runner, net, chain, input(net, 1));
            assertThat(results.stream().filter(result -> result.chain().equals(chain)))
                    .allSatisfy(result -> assertThat(result.outputs().get(0).toFloats())
                            .as("I1")
                            .containsExactly(expected, within(1e-4f)));
        }
    }

    private static Thread camera(StreamHandle handle, AtomicBoolean over, Queue<FrameOutcome.FrameResult> results) {
        return new Thread(() -> {
            while (!over.get()) {
                CompletionStage<Void> first =
                        handle.submit(Frame.of(image(1))).thenAccept(outcome -> keep(outcome, results));
                CompletionStage<Void> second =
                        handle.submit(Frame.of(image(1))).thenAccept(outcome -> keep(outcome, results));
                first.toCompletableFuture().join();
                second.toCompletableFuture().join();
            }
        });
    }

    private static void keep(FrameOutcome outcome, Queue<FrameOutcome.FrameResult> results) {
        if (outcome instanceof FrameOutcome.FrameResult result) {
            results.add(result);
        }
    }

    private Ashlar open(ResourceBudget budget) {
        return get(Ashlar.builder()
                .catalogs(store)
                .profiles(store)
                .engine(engine)
                .planner(() -> CpSatPlanner.open(Path.of("target", "natives")))
                .device(DEVICE)
                .budget(budget)
                .vertx(watched.vertx())
                .memoryAllowance(Bytes.ofMebi(1 << 20))
                .onAlert(alerts::add)
                .open());
    }

    private CompletableFuture<JsonObject> request(String name, JsonObject body) {
        return watched.vertx()
                .eventBus()
                .<JsonObject>request("ashlar." + name, body)
                .map(reply -> reply.body())
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static StreamSpec spec(String id, String model) {
        return StreamSpec.of(id, model, Duration.ofMillis(100), Duration.ofSeconds(5))
                .withLateFrames(LateFramePolicy.SERVE);
    }

    private void check(OrtGraphRunner runner, BlockCatalog net, FrameOutcome.FrameResult result, int seed)
            throws IOException {
        assertThat(result.outputs().get(0).toFloats())
                .containsExactly(
                        RealNets.expected(store, runner, net, result.chain(), input(net, seed)), within(1e-4f));
    }

    private static Tensor input(BlockCatalog net, int seed) {
        Tensor input = Tensor.allocate(net.input().type(), net.input().nominal());
        new Resampler(net.preprocessing(), RealNets.SIDE, RealNets.SIDE).resample(image(seed), input.floats(), 0);
        return input;
    }

    private static PackedImage image(int seed) {
        byte[] pixels = new byte[3 * 20 * 12];
        new Random(seed).nextBytes(pixels);
        return PackedImage.of(pixels, 20, 12, PixelFormat.RGB);
    }

    private static FrameOutcome.FrameResult result(CompletionStage<FrameOutcome> stage) {
        return World.result(stage);
    }
}
