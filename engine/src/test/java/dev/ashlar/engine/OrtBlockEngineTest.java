/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedBlock.Footprint;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OrtBlockEngineTest {
    private static final Shape SHAPE = Shape.of(1, 3, 16, 16);
    private static final ModelProto NET = OnnxNets.residual(1, 16, 16);

    private final Path folder;
    private final Path cache;
    private final CutNet net = CutNet.of(NET, SHAPE, Shape.of(2, 3, 16, 16));
    private final BlockFile file;
    private final Tensor input = Samples.input(SHAPE, 1);
    private final Tensor expected = net.runWhole(input).get(0);

    OrtBlockEngineTest(@TempDir Path folder) {
        this.folder = folder;
        this.cache = folder.resolve("cache");
        this.file = net.write(folder.resolve("store")).get(0);
    }

    /** Opens the block and runs it, in an engine that has not seen the cache before. */
    private void assertRunsInNewEngine() {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            assertRuns(engine);
        }
    }

    private void assertRuns(OrtBlockEngine engine) {
        try (OpenChain open = OpenChain.of(engine, net, List.of(file))) {
            assertThat(Samples.distance(open.chain().run(input).get(0), expected))
                    .isLessThan(1e-5);
        }
    }

    private Path entry() throws IOException {
        return CacheFolder.machine(cache).resolve(file.digest().value());
    }

    @Test
    void knowsItsVersion() {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            assertThat(engine.version()).isEqualTo("onnxruntime-" + OrtRuntime.version());
            assertThat(cache).as("nothing is prepared yet").doesNotExist();
        }
    }

    @Test
    void tellsWhatReadingFromTheDiskTakesAndLeavesNoCopy() throws IOException {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            assertThat(engine.coldNanos(file)).as("nothing is prepared yet").isNull();
            assertRuns(engine);
            Long nanos = engine.coldNanos(file);
            // Not everywhere can it be told; where it can, it is no guess.
            assertThat(nanos == null || nanos > 0).isTrue();
        }
        assertThat(CacheFolder.entries(cache)).containsExactly(file.digest().value());
    }

    @Test
    void readsAheadWithoutLeavingBuffersForTheCollector() {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache);
                LoadedBlock block = engine.open(file)) {
            block.prefetch();
            long before = directBytes();
            for (int i = 0; i < 200; i++) {
                block.prefetch();
            }
            assertThat(directBytes() - before).isLessThan(1 << 20);
        }
    }

    @Test
    void tellsWhatARunTakesAtMostAndKeepsNothingOfIt() {
        int side = 1024;
        OnnxNets wide = OnnxNets.seeded(5);
        String x = wide.relu(wide.conv(wide.input("input", 1, 3, side, side), 3, 16, 3, 1, 1));
        wide.output(wide.gemm(wide.flatten(wide.globalAveragePool(x)), 16, 4), 1, 4);
        Shape shape = Shape.of(1, 3, side, side);
        CutNet large = CutNet.of(wide.model(), shape, shape);
        long inside = 4L * 16 * side * side;
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache);
                OpenChain open = OpenChain.of(engine, large, large.write(folder.resolve("large")))) {
            Tensor image = Samples.input(shape, 1);
            open.chain().run(image);
            engine.trim();
            long idle = nativeBytes(engine);
            Long peak = engine.peakBytes(() -> open.chain().run(image));
            assumeTrue(peak != null, "Skipped: the system does not tell what a process occupies at most.");
            assertThat(peak).isBetween(inside - (4 << 20), 3 * inside);
            open.chain().run(image);
            engine.trim();
            assertThat(nativeBytes(engine) - idle).isLessThan(inside / 2);
        }
    }

    private static long nativeBytes(OrtBlockEngine engine) {
        ProcessMemory memory = engine.memory();
        return memory == null ? 0 : memory.nativeBytes();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void preparesOnceAndThenNeedsThePortableFileNoMore() throws IOException {
        assertRunsInNewEngine();
        FileTime prepared = Files.getLastModifiedTime(entry().resolve(PreparedEntry.GRAPH));
        Files.delete(file.path());
        assertRunsInNewEngine();
        assertThat(Files.getLastModifiedTime(entry().resolve(PreparedEntry.GRAPH)))
                .isEqualTo(prepared);
        assertThat(CacheFolder.machine(cache).getFileName().toString())
                .matches("onnxruntime-[0-9.]+-[A-Za-z0-9_]+-[0-9a-f]{8}");
        assertThat(CacheFolder.entries(cache)).containsExactly(file.digest().value());
    }

    @Test
    void movesLargeWeightsToPagesOfTheirOwnAndKeepsSmallOnes() throws IOException {
        assertRunsInNewEngine();
        ModelProto graph = ModelProto.parseFrom(Files.readAllBytes(entry().resolve(PreparedEntry.GRAPH)));
        long end = 0;
        int moved = 0;
        for (TensorProto weight : graph.getGraph().getInitializerList()) {
            if (weight.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                Map<String, String> where = new HashMap<>();
                weight.getExternalDataList().forEach(entry -> where.put(entry.getKey(), entry.getValue()));
                assertThat(where).containsEntry("location", PreparedEntry.WEIGHTS);
                assertThat(Long.parseLong(where.getOrDefault("offset", "1")) % 4096)
                        .isZero();
                long length = Long.parseLong(where.getOrDefault("length", "0"));
                assertThat(length).isGreaterThanOrEqualTo(1 << 14);
                end = Math.max(end, Long.parseLong(where.getOrDefault("offset", "0")) + length);
                moved++;
            } else {
                assertThat(weight.getRawData().size()).as(weight.getName()).isLessThan(1 << 14);
            }
        }
        assertThat(moved).isPositive();
        assertThat(Files.size(entry().resolve(PreparedEntry.WEIGHTS))).isEqualTo(end);
    }

    enum Damage {
        FLIPPED_BYTE,
        CUT_SHORT,
        MADE_LONGER,
        EMPTIED,
        DELETED;

        void inflict(Path path) throws IOException {
            byte[] content = Files.readAllBytes(path);
            FileTime time = Files.getLastModifiedTime(path);
            assertThat(path.toFile().setWritable(true)).isTrue();
            switch (this) {
                case FLIPPED_BYTE -> {
                    content[content.length / 2] ^= 1;
                    Files.write(path, content);
                }
                case CUT_SHORT -> Files.write(path, Arrays.copyOf(content, content.length / 2));
                case MADE_LONGER -> Files.write(path, new byte[] {0}, StandardOpenOption.APPEND);
                case EMPTIED -> Files.write(path, new byte[0]);
                case DELETED -> Files.delete(path);
            }
            if (Files.exists(path)) {
                Files.setLastModifiedTime(path, time);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void makesADamagedEntryAgain(Damage damage) throws IOException {
        assertRunsInNewEngine();
        for (String name : PreparedEntry.FILES) {
            byte[] whole = Files.readAllBytes(entry().resolve(name));
            damage.inflict(entry().resolve(name));
            assertRunsInNewEngine();
            assertThat(entry().resolve(name)).as("%s of %s", damage, name).hasBinaryContent(whole);
            assertThat(CacheFolder.entries(cache)).containsExactly(file.digest().value());
        }
    }

    @Test
    void noticesDamageThatWasDoneSinceItLookedLast() throws IOException {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            assertRuns(engine);
            for (String name : List.of(PreparedEntry.GRAPH, PreparedEntry.LINKED, PreparedEntry.WEIGHTS)) {
                Path path = entry().resolve(name);
                byte[] content = Files.readAllBytes(path);
                content[content.length / 2] ^= 1;
                Files.delete(path);
                Files.write(path, content);
                Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
                assertRuns(engine);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replacesWhateverLiesInThePlaceOfAnEntry(boolean isFolder) throws IOException {
        assertRunsInNewEngine();
        Path place = entry();
        Leftovers.delete(place);
        if (isFolder) {
            Files.createDirectories(place.resolve("unexpected").resolve("deep"));
        } else {
            Files.writeString(place, "not a folder");
        }
        assertRunsInNewEngine();
    }

    @Test
    void refusesARecordThatIsNoRecord() throws IOException {
        assertRunsInNewEngine();
        for (String text : List.of("", "\n", "ashlar-prepared 1\n", "x ".repeat(5000), "a b c d e f g h i j k l")) {
            Files.delete(entry().resolve(PreparedEntry.RECORD));
            Files.writeString(entry().resolve(PreparedEntry.RECORD), text);
            assertThatThrownBy(() -> PreparedEntry.read(entry(), file.digest())).isInstanceOf(IOException.class);
            assertRunsInNewEngine();
        }
    }

    @Test
    void preparesAnewWhatIsTheEntryOfAnotherBlock() throws IOException {
        assertRunsInNewEngine();
        CutNet other = CutNet.of(OnnxNets.residual(2, 16, 16), SHAPE, Shape.of(2, 3, 16, 16));
        BlockFile strange = other.write(folder.resolve("other")).get(0);
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            engine.open(strange).close();
        }
        Path stranger = entry().resolveSibling(strange.digest().value());
        Leftovers.delete(entry());
        Files.move(stranger, entry());
        assertRunsInNewEngine();
    }

    @Test
    void keepsOpenBlocksWhenTheCacheIsDeleted() throws IOException {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache);
                OpenChain open = OpenChain.of(engine, net, List.of(file))) {
            Leftovers.delete(cache);
            assertThat(cache).doesNotExist();
            assertThat(Samples.distance(open.chain().run(input).get(0), expected))
                    .isLessThan(1e-5);
            assertRuns(engine);
            assertThat(entry()).isDirectory();
        }
    }

    @Test
    void preparesWhileSomebodyDeletesTheCache() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> vandal = thread.submit(() -> {
            for (int i = 0; i < 300; i++) {
                Leftovers.delete(cache);
                Thread.onSpinWait();
            }
        });
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            for (int i = 0; i < 10; i++) {
                try {
                    assertRuns(engine);
                } catch (EngineException vanished) {
                    assertThat(vanished).hasMessageContaining("Maybe");
                }
            }
            vandal.get();
            assertRuns(engine);
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void preparesTheSameBlockInSeveralEnginesAtOnce() throws Exception {
        int many = 4;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        CyclicBarrier start = new CyclicBarrier(many);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            all.add(threads.submit(() -> {
                start.await();
                assertRunsInNewEngine();
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        assertThat(CacheFolder.entries(cache)).containsExactly(file.digest().value());
    }

    @Test
    void refusesASourceThatIsMissingOrNotWhatTheManifestSays() throws IOException {
        byte[] whole = Files.readAllBytes(file.path());
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            Files.delete(file.path());
            assertThatThrownBy(() -> engine.open(file))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(file.path().toString())
                    .hasMessageContaining("could not be read");
            Files.write(file.path(), Arrays.copyOf(whole, whole.length / 2));
            assertRefused(engine, file, "must have the SHA-256 " + file.digest());
            byte[] changed = whole.clone();
            changed[whole.length / 2] ^= 1;
            Files.write(file.path(), changed);
            assertRefused(engine, file, "must have the SHA-256 " + file.digest());
            assertRefused(engine, new BlockFile(file.path(), file.digest(), 1L << 40), "smaller than 2 GiB");
            Files.write(file.path(), whole);
            assertRuns(engine);
        }
        assertThat(CacheFolder.entries(cache))
                .as("I8")
                .containsExactly(file.digest().value());
    }

    private static void assertRefused(OrtBlockEngine engine, BlockFile file, String reason) {
        assertThatThrownBy(() -> engine.open(file))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(file.path().toString())
                .hasMessageContaining(reason)
                .hasMessageContaining("Maybe");
    }

    @Test
    void refusesWhatIsNoSelfContainedNetwork() throws IOException {
        ModelProto.Builder elsewhere = NET.toBuilder();
        elsewhere
                .getGraphBuilder()
                .getInitializerBuilder(0)
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("../../secret"));
        ModelProto.Builder unknown = NET.toBuilder();
        unknown.getGraphBuilder().getNodeBuilder(0).setOpType("Imagine");
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            assertRefused(engine, CutNet.write(folder, new byte[] {1, 2, 3}), "not a self-contained");
            assertRefused(engine, CutNet.write(folder, new byte[0]), "holds no graph");
            assertRefused(engine, CutNet.write(folder, elsewhere.build().toByteArray()), "lies in another file");
            assertRefused(engine, CutNet.write(folder, unknown.build().toByteArray()), "Imagine");
        }
        assertThat(CacheFolder.entries(cache)).isEmpty();
    }

    @Test
    void saysSoWhenTheCacheCannotBeWritten() throws IOException {
        Path blocked = Files.writeString(folder.resolve("file"), "").resolve("cache");
        try (OrtBlockEngine engine = OrtBlockEngine.open(blocked)) {
            assertThatThrownBy(() -> engine.open(file))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(blocked.toString())
                    .hasMessageContaining("choose another cache folder");
        }
    }

    @Test
    void sweepsWhatAKilledProcessLeftLongAgo() throws IOException {
        assertRunsInNewEngine();
        Path machine = CacheFolder.machine(cache);
        Path old = Files.createDirectory(machine.resolve(Leftovers.PREPARING + "old"));
        Files.writeString(old.resolve(PreparedEntry.GRAPH), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path fresh = Files.createDirectory(machine.resolve(Leftovers.PREPARING + "fresh"));
        assertRunsInNewEngine();
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void countsWhatABlockOccupies() {
        OnnxNets plain = OnnxNets.seeded(2);
        String x = plain.conv(plain.input("input", -1, 32, 8, 8), 32, 32, 3, 1, 1);
        plain.output(x, -1, 32, 8, 8);
        OnnxNets dense = OnnxNets.seeded(3);
        dense.output(dense.gemm(dense.input("input", -1, 256), 256, 128), -1, 128);
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            assertThat(footprint(engine, plain).mappedBytes())
                    .as("3x3x32x32 floats")
                    .isEqualTo(36_864);
            assertThat(footprint(engine, plain).privateBytes()).isBetween(50_000L, 100_000L);
            assertThat(footprint(engine, dense).mappedBytes()).as("repacked").isZero();
            assertThat(footprint(engine, dense).privateBytes()).isGreaterThan(4 * 256 * 128);
        }
    }

    private Footprint footprint(OrtBlockEngine engine, OnnxNets of) {
        try (LoadedBlock block = engine.open(CutNet.write(folder, of.bytes()))) {
            return block.footprint();
        }
    }

    @Test
    void countsRepackedWeightsOf8BitBlocksAsPrivate() {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache);
                LoadedBlock block = engine.open(
                        CutNet.write(folder, QuantizedNet.convolution(64).toByteArray()))) {
            assertThat(block.footprint().mappedBytes()).isZero();
            assertThat(block.footprint().privateBytes()).isBetween(9 * 64 * 64L, 9 * 64 * 64L + 150_000);
        }
    }

    @Test
    void mapsWeightsInsteadOfReadingThem() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.isReadable(maps), "Skipped: there is no /proc/self/maps here.");
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            engine.open(file).close();
            String weights = entry().resolve(PreparedEntry.WEIGHTS).toString();
            try (OpenChain linked = OpenChain.of(engine, net, List.of(file))) {
                assertThat(linked.chain().run(input)).hasSize(1);
                assertThat(Files.readString(maps)).as("linked").contains(weights);
            }
            assertThat(Files.readString(maps)).doesNotContain(entry().toString());
            try (OpenChain apart = OpenChain.apart(engine, net, List.of(file))) {
                assertThat(apart.chain().run(input)).hasSize(1);
                assertThat(Files.readString(maps)).as("apart").contains(weights);
            }
            assertThat(Files.readString(maps)).doesNotContain(entry().toString());
        }
    }

    @Test
    void opensTheSameBlockManyTimes() {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache, 2);
                LoadedBlock first = engine.open(file)) {
            try (LoadedBlock second = engine.open(file)) {
                assertThat(first.digest()).isEqualTo(second.digest()).isEqualTo(file.digest());
            }
            assertRuns(engine);
        }
    }

    @Test
    void opensNothingOnceItIsClosed() {
        OrtBlockEngine engine = OrtBlockEngine.open(cache);
        try (OpenChain open = OpenChain.of(engine, net, List.of(file))) {
            engine.close();
            engine.close();
            assertThatThrownBy(() -> engine.open(file)).isInstanceOf(IllegalStateException.class);
            assertThat(open.chain().run(input)).as("what is open stays open").hasSize(1);
        }
        assertThatThrownBy(() -> OrtBlockEngine.open(cache, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
