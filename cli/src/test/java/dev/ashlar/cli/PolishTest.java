/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads polished for whole compositions of a small network: made, measured, planned and served. */
class PolishTest {
    private static final ModelId NET = new ModelId("net");
    private static final LatencyProfile SHORT = latency(Duration.ofMillis(1));
    private static final LatencyProfile LONG = latency(Duration.ofHours(1));

    private final Path folder;
    private final Path store;
    private final FileStore files;

    PolishTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store");
        this.files = FileStore.open(store);
    }

    @BeforeEach
    void givePictures() {
        Given.network(folder.resolve("net.onnx"));
        Given.pictures(folder.resolve("pictures"), 24, 20);
    }

    private Launch prepare(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "prepare",
                folder.resolve("net.onnx"),
                "--store",
                store,
                "--data",
                folder.resolve("pictures"),
                "--blocks",
                3,
                "--keep",
                0.5,
                "--no-int8",
                "--samples",
                8,
                "--rounds",
                10,
                "--images",
                4));
        arguments.addAll(List.of(more));
        return Launch.of(arguments.toArray()).done();
    }

    /** Gives the profile numbers by which every smaller descendant loses something and saves time, on any machine. */
    private void retell() {
        ProfileSnapshot measured = profile();
        List<BlockProfile> entries = measured.blocks().stream()
                .map(entry -> new BlockProfile(
                        entry.block(),
                        entry.descendant(),
                        entry.digest(),
                        entry.descendant().equals(DescendantId.ORIGINAL) ? LONG : SHORT,
                        entry.mappedBytes(),
                        entry.privateBytes(),
                        entry.openNanos(),
                        entry.descendant().equals(DescendantId.ORIGINAL) ? 1 : 0.9,
                        entry.descendant().equals(DescendantId.ORIGINAL) ? 1 : 0.9))
                .toList();
        files.save(new ProfileSnapshot(
                measured.model(),
                measured.provenance(),
                measured.metric(),
                measured.baseQuality(),
                measured.whole(),
                measured.fixedNanos(),
                measured.activationBytes(),
                entries,
                measured.polished()));
    }

    private Launch polish(Path data, int compositions) {
        return Launch.of(
                "polish", "net", "--store", store, "--data", data, "--compositions", compositions, "--rounds", 10);
    }

    private BlockCatalog catalog() {
        return files.load(NET);
    }

    private ProfileSnapshot profile() {
        return Objects.requireNonNull(files.find(NET, DeviceProbe.current()));
    }

    @Test
    void preparesPolishedHeadsAndMeasuresThemBesideThePlainOnes() {
        prepare();
        retell();
        Launch launch = polish(folder.resolve("pictures"), 1).done();
        List<PolishedChain> made = catalog().polished();
        assertThat(made).hasSize(1);
        assertThat(profile().polished()).hasSize(1);
        String head = made.get(0).head().id().value();
        assertThat(launch.out()).containsPattern("/" + head + "  .* behind .* agreement .*; plain ");

        Launch more = polish(folder.resolve("pictures"), 32).done();
        assertThat(catalog().polished().size()).isGreaterThan(1);
        assertThat(profile().polished())
                .hasSameSizeAs(catalog().polished())
                .extracting(entry -> entry.head().descendant())
                .containsExactlyElementsOf(catalog().polished().stream()
                        .map(polished -> polished.head().id())
                        .toList());
        assertThat(more.out().lines()).hasSameSizeAs(catalog().polished());

        BlockCatalog before = catalog();
        Launch again = prepare("--polish");
        assertThat(catalog().polished()).containsAll(before.polished());
        assertThat(profile().polished()).hasSameSizeAs(catalog().polished());
        assertThat(again.out()).contains(head);
    }

    @Test
    void keepsHeadsThatWerePolishedOnImagesThatTheProfileDoesNotKnow() {
        prepare();
        retell();
        assertThat(profile().polished()).isEmpty();
        Path others = Given.pictures(folder.resolve("others"), 24, 20);
        Launch launch = polish(others, 1);
        assertThat(launch.exit()).isNotZero();
        assertThat(launch.err()).contains("cannot take in more").contains("Maybe run `ashlar profile`.");
        assertThat(catalog().polished()).hasSize(1);
        assertThat(profile().polished()).isEmpty();
        assertThat(Launch.of("profile", "net", "--store", store, "--data", others, "--rounds", 10)
                        .done()
                        .out())
                .contains(catalog().polished().get(0).head().id().value());
        assertThat(profile().polished()).hasSize(1);
    }

    @Test
    void servesTheCompositionWithItsPolishedHead() throws IOException {
        prepare();
        retell();
        polish(folder.resolve("pictures"), 1).done();
        PolishedChain polished = catalog().polished().get(0);
        PackedImage image = image();
        try (OrtBlockEngine engine = OrtBlockEngine.open(files.cacheFolder())) {
            files.save(madeUp(polished, engine.version()));
            try (Ashlar ashlar = open(engine)) {
                StreamSpec spec = StreamSpec.of("door", "net", Duration.ofSeconds(1), Duration.ofMinutes(1))
                        .withLateFrames(LateFramePolicy.SERVE);
                StreamHandle door = ashlar.openStream(spec)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                FrameOutcome outcome =
                        door.submit(Frame.of(image)).toCompletableFuture().join();
                assertThat(outcome).isInstanceOfSatisfying(FrameOutcome.FrameResult.class, result -> {
                    assertThat(result.chain()).isEqualTo(polished.chain());
                    assertThat(result.outputs().get(0).toFloats())
                            .containsExactly(answer(polished.chain(), image), within(1e-4f));
                });
                assertThat(answer(polished.chain(), image)).isNotEqualTo(answer(polished.plain(), image));
            }
        }
    }

    private Ashlar open(OrtBlockEngine engine) {
        return Ashlar.builder()
                .catalogs(files)
                .profiles(files)
                .engine(engine)
                .planner(() -> CpSatPlanner.open(folder.resolve("natives")))
                .device(DeviceProbe.current())
                .budget(new ResourceBudget(Bytes.ofMebi(256), 1))
                .open()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** A profile by which no other composition is fast enough, and polish helps this one. */
    private ProfileSnapshot madeUp(PolishedChain polished, String engine) {
        List<BlockProfile> entries = new ArrayList<>();
        for (int i = 0; i < catalog().blocks().size(); i++) {
            Block block = catalog().blocks().get(i);
            for (Descendant descendant : block.choices()) {
                boolean chosen =
                        descendant.id().equals(polished.plain().choices().get(i));
                entries.add(entry(block, descendant, chosen ? SHORT : LONG, descendant.isOriginal() ? 1 : 0.9));
            }
        }
        Block head = catalog().blocks().get(polished.place());
        PolishProfile better = new PolishProfile(entry(head, polished.head(), SHORT, 0.99), 0.9, 0.9);
        Provenance provenance = new Provenance(DeviceProbe.current(), engine, "none", 1, 1, Instant.EPOCH);
        return new ProfileSnapshot(NET, provenance, "agreement", 1, SHORT, 0, 0, entries, List.of(better));
    }

    private static BlockProfile entry(Block block, Descendant descendant, LatencyProfile latency, double quality) {
        return new BlockProfile(
                block.id(), descendant.id(), descendant.digest(), latency, 1000, 0, 0, quality, quality);
    }

    private static LatencyProfile latency(Duration time) {
        long nanos = time.toNanos();
        return new LatencyProfile(nanos, nanos, nanos, nanos, 1);
    }

    /** What a composition answers to an image, by its portable files one after the other. */
    private float[] answer(BlockChain chain, PackedImage image) {
        BlockCatalog net = catalog();
        Tensor input = Tensor.allocate(net.input().type(), net.input().nominal());
        new Resampler(net.preprocessing(), 16, 16).resample(image, input.floats(), 0);
        Map<String, Tensor> live = new HashMap<>(Map.of(net.input().name(), input));
        GraphRunner runner = new OrtGraphRunner();
        for (int i = 0; i < net.blocks().size(); i++) {
            Block block = net.blocks().get(i);
            Map<String, Tensor> inputs = new HashMap<>();
            block.inputs().forEach(read -> inputs.put(read.name(), Objects.requireNonNull(live.get(read.name()))));
            List<String> outputs =
                    block.outputs().stream().map(TensorSpec::name).toList();
            try (GraphRunner.LoadedGraph graph = runner.load(read(block, chain, i))) {
                live.putAll(graph.run(inputs, outputs));
            }
        }
        return Objects.requireNonNull(live.get(net.outputs().get(0).name())).toFloats();
    }

    private byte[] read(Block block, BlockChain chain, int place) {
        try {
            return Files.readAllBytes(
                    files.file(NET, block.id(), block.descendant(chain.choices().get(place)))
                            .path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PackedImage image() {
        byte[] pixels = new byte[3 * 20 * 12];
        new Random(1).nextBytes(pixels);
        return PackedImage.of(pixels, 20, 12, PixelFormat.RGB);
    }
}
