/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredDominanceTest {
    private static final DescendantId INT8 = new DescendantId("int8");
    private static final DescendantId HALF = new DescendantId("keep-50");

    @TempDir
    Path folder;

    private BlockCatalog cut;

    @BeforeEach
    void cutANetwork() {
        FileStore store = FileStore.open(folder.resolve("store"));
        Path file = Graphs.file(OnnxNets.residual(2, 8, 8), folder, "net");
        ImportedModel model = new ModelImporter(new OrtGraphRunner()).read(file, ImportOptions.named("net"));
        cut = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
    }

    /** What one choice of the first block was measured to be. */
    private record Measured(DescendantId id, long nanos, long bytes, double quality, double error) {}

    private static Measured original(long nanos, long bytes) {
        return new Measured(DescendantId.ORIGINAL, nanos, bytes, 0.9, 0);
    }

    /** The first block after weeding by these measurements. */
    private Block weeded(List<Measured> measured, List<Descendant> heads) {
        Block first = cut.blocks().get(0);
        List<Descendant> choices = new ArrayList<>();
        List<BlockProfile> entries = new ArrayList<>();
        for (Measured each : measured) {
            Descendant made = each.id().equals(DescendantId.ORIGINAL) ? first.original() : made(each);
            choices.add(made);
            entries.add(entry(first, made, each.nanos(), each.bytes(), each.quality()));
        }
        List<Block> blocks = new ArrayList<>(cut.blocks());
        blocks.set(0, first.with(choices, List.of()));
        int last = blocks.size() - 1;
        List<Descendant> all = new ArrayList<>(blocks.get(last).descendants());
        all.addAll(heads);
        blocks.set(last, blocks.get(last).with(all, List.of()));
        for (Block block : blocks.subList(1, blocks.size())) {
            entries.add(entry(block, block.original(), 1000, 100, 0.9));
        }
        BlockCatalog catalog = cut.withBlocks(blocks);
        return MeasuredDominance.weed(catalog, profile(catalog, entries))
                .blocks()
                .get(0);
    }

    private Block weeded(Measured... measured) {
        return weeded(List.of(measured), List.of());
    }

    private static Descendant made(Measured each) {
        Compression how = each.id().equals(INT8) ? new Compression.Int8() : new Compression.ChannelPruning(0.5);
        return new Descendant(each.id(), List.of(how), digest(each.id().value()), 1, 1, 1, each.error(), "recipe");
    }

    private static Digest digest(String of) {
        return Digest.sha256(of.getBytes(StandardCharsets.UTF_8));
    }

    private static BlockProfile entry(Block block, Descendant made, long nanos, long bytes, double quality) {
        LatencyProfile latency = new LatencyProfile(nanos, nanos, nanos, nanos, 10);
        return new BlockProfile(block.id(), made.id(), made.digest(), latency, bytes, 0, 1, quality, 1);
    }

    private static ProfileSnapshot profile(BlockCatalog catalog, List<BlockProfile> entries) {
        Provenance provenance =
                new Provenance(new Device("cpu", 2, 1L << 30, List.of()), "engine", "data", 100, 1, Instant.EPOCH);
        LatencyProfile whole = new LatencyProfile(1, 1, 1, 1, 1);
        return new ProfileSnapshot(catalog.model(), provenance, "top-1", 0.9, whole, 0, 0, entries, List.of());
    }

    private static List<DescendantId> ids(Block block) {
        return block.descendants().stream().map(Descendant::id).toList();
    }

    @Test
    void anEightBitBlockThatIsSlowerHereAndNoBetterOtherwiseGoes() {
        Block block = weeded(
                original(1000, 400),
                new Measured(HALF, 600, 200, 0.89, 0.05),
                new Measured(INT8, 800, 200, 0.89, 0.06));
        assertThat(ids(block)).containsExactly(DescendantId.ORIGINAL, HALF);
        assertThat(block.dropped())
                .containsExactly(new DroppedDescendant(
                        INT8,
                        "keep-50 is no slower (0.001 against 0.001 ms, measured), no larger and no less accurate",
                        "recipe"));
    }

    @Test
    void whateverIsBetterInAnythingStays() {
        Measured half = new Measured(HALF, 600, 200, 0.89, 0.05);
        for (Measured other : List.of(
                new Measured(INT8, 500, 300, 0.88, 0.06),
                new Measured(INT8, 800, 100, 0.88, 0.06),
                new Measured(INT8, 800, 300, 0.895, 0.06),
                new Measured(INT8, 800, 300, 0.88, 0.04))) {
            assertThat(ids(weeded(original(1000, 400), half, other)))
                    .as("%s", other)
                    .contains(HALF, INT8);
        }
    }

    @Test
    void aDescendantThatSavesNothingGivesWayToTheOriginal() {
        assertThat(ids(weeded(original(1000, 200), new Measured(HALF, 990, 200, 0.9, 0.05))))
                .containsExactly(DescendantId.ORIGINAL);
    }

    @Test
    void ofTwoThatMeasureTheSameOneStays() {
        assertThat(ids(weeded(
                        original(1000, 400),
                        new Measured(HALF, 600, 200, 0.89, 0.05),
                        new Measured(INT8, 605, 200, 0.89, 0.05))))
                .hasSize(3);
        assertThat(ids(weeded(
                        original(1000, 400),
                        new Measured(HALF, 605, 200, 0.89, 0.05),
                        new Measured(INT8, 600, 200, 0.89, 0.051))))
                .containsExactly(DescendantId.ORIGINAL, HALF);
    }

    @Test
    void partsOfPolishedCompositionsStay() {
        List<Measured> measured = List.of(
                original(1000, 400),
                new Measured(HALF, 600, 200, 0.89, 0.05),
                new Measured(INT8, 800, 200, 0.89, 0.06));
        List<DescendantId> before = new ArrayList<>(List.of(INT8));
        for (int i = 1; i < cut.blocks().size() - 1; i++) {
            before.add(DescendantId.ORIGINAL);
        }
        Descendant head = new Descendant(
                new DescendantId("polish-1"),
                List.of(new Compression.Polish(DescendantId.ORIGINAL, before)),
                digest("head"),
                1,
                1,
                1,
                0,
                "recipe");
        assertThat(ids(weeded(measured, List.of(head)))).contains(INT8);
    }
}
