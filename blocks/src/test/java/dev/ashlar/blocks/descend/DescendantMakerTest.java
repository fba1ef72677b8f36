/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescendantMakerTest {
    private static final DescendOptions FEW = new DescendOptions(List.of(0.75, 0.5, 0.25), true, 40, 1, 0.95);

    private final GraphRunner runner = new OrtGraphRunner();
    private final RandomImages images = new RandomImages(60, 32);

    @TempDir
    Path folder;

    private BlockCatalog cut(ModelProto proto, FileStore store) {
        ImportedModel model =
                new ModelImporter(runner).read(Graphs.file(proto, folder, "net"), ImportOptions.named("net"));
        return ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
    }

    private BlockCatalog descend(BlockCatalog catalog, FileStore store) {
        return new DescendantMaker(runner, store, FEW).descend(catalog, images, Progress.SILENT);
    }

    @Test
    void everyElasticBlockGetsSmallerDescendantsWhoseErrorGrowsAsTheyShrink() {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog made = descend(cut(OnnxNets.residual(1, 16, 32), store), store);
        assertThat(store.load(made.model())).isEqualTo(made);
        for (Block block : made.blocks()) {
            assertThat(
                            block.isGlue()
                                    ? 1
                                    : block.descendants().size()
                                            + block.dropped().size())
                    .as("%s", block.id())
                    .isEqualTo(block.isGlue() ? 1 : 8);
            Descendant before = block.original();
            for (Descendant descendant : block.descendants()) {
                assertThat(store.file(made.model(), block.id(), descendant).bytes())
                        .isEqualTo(descendant.fileBytes());
                if (descendant.compressions().size() == 2) {
                    assertThat(descendant.weightBytes())
                            .isLessThan(block.original().weightBytes() / 2);
                    assertThat(descendant.featureError()).isLessThan(0.95);
                } else if (descendant.id().value().startsWith("keep")) {
                    assertThat(descendant.weightBytes()).isLessThan(before.weightBytes());
                    assertThat(descendant.macs()).isLessThan(before.macs());
                    assertThat(descendant.featureError()).isGreaterThan(before.featureError() * 0.95);
                    before = descendant;
                } else if (!descendant.isOriginal()) {
                    assertThat(descendant.featureError()).isBetween(1e-5, 0.1);
                    assertThat(descendant.weightBytes())
                            .isLessThan(block.original().weightBytes() / 2);
                }
            }
        }
    }

    @Test
    void theOriginalIsNeverTouched() throws java.io.IOException {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog catalog = cut(OnnxNets.residual(2, 16, 32), store);
        List<byte[]> before = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            before.add(Files.readAllBytes(
                    store.file(catalog.model(), block.id(), block.original()).path()));
        }
        BlockCatalog made = descend(catalog, store);
        for (int i = 0; i < before.size(); i++) {
            Block block = made.blocks().get(i);
            assertThat(Files.readAllBytes(store.file(made.model(), block.id(), block.original())
                            .path()))
                    .isEqualTo(before.get(i));
        }
    }

    @Test
    void theSameSeedMakesTheSameDescendants() {
        FileStore first = FileStore.open(folder.resolve("first"));
        FileStore second = FileStore.open(folder.resolve("second"));
        ModelProto proto = OnnxNets.residual(3, 16, 32);
        assertThat(descend(cut(proto, first), first)).isEqualTo(descend(cut(proto, second), second));
    }

    /** A network with a layer of more than 1 MiB that the file leaves open. */
    private static ModelProto leftOpen() {
        OnnxNets net = OnnxNets.seeded(5);
        String x = net.relu(net.conv(net.input("x", 1, 3, 16, 16), 3, 512, 3, 2, 1));
        x = net.relu(net.op("Conv", x, net.op("ConstantOfShape", net.constant(520L, 512L, 1L, 1L))));
        x = net.relu(net.conv(x, 520, 16, 3, 1, 1));
        return net.output(net.gemm(net.flatten(net.globalAveragePool(x)), 16, 10))
                .model();
    }

    @Test
    void refusesWeightsThatAreLeftOpenBeforeAnyWork() {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog catalog = cut(leftOpen(), store);
        assertThatThrownBy(() -> descend(catalog, store))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("are left open (ConstantOfShape)")
                .hasMessageContaining("--seed-weights");
        assertThat(store.load(catalog.model())).isEqualTo(catalog);
    }

    @Test
    void takesWeightsThatAreDrawnForThoseLeftOpen() {
        FileStore store = FileStore.open(folder.resolve("store"));
        ImportOptions options = new ImportOptions(ImportOptions.named("net").model(), null, null, null, List.of(), 9L);
        ImportedModel model = new ModelImporter(runner).read(Graphs.file(leftOpen(), folder, "net"), options);
        BlockCatalog catalog = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
        assertThat(descend(catalog, store).blocks())
                .anySatisfy(block -> assertThat(block.descendants()).hasSizeGreaterThan(1));
    }

    @Test
    void refusesTooFewImages() {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog catalog = cut(OnnxNets.residual(5, 8, 32), store);
        DescendantMaker maker = new DescendantMaker(runner, store, FEW);
        assertThatThrownBy(() -> maker.descend(catalog, new RandomImages(3, 32), Progress.SILENT))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("random-3")
                .hasMessageContaining("Maybe");
    }

    @Test
    void refusesANetworkThatIsNotCut() {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog uncut = cut(OnnxNets.residual(6, 8, 32), store).withBlocks(List.of());
        DescendantMaker maker = new DescendantMaker(runner, store, FEW);
        assertThatThrownBy(() -> maker.descend(uncut, images, Progress.SILENT))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("ashlar cut");
    }

    @Test
    void namesTheBlockWhoseActivationsAreNoNumbers() {
        FileStore store = FileStore.open(folder.resolve("store"));
        ModelProto proto = OnnxNets.residual(7, 8, 32);
        BlockCatalog catalog = cut(proto, store);
        Block first = catalog.blocks().get(0);
        byte[] damaged = withNaN(
                store.file(catalog.model(), first.id(), first.original()).path());
        var file = store.put(catalog.model(), first.id(), DescendantId.ORIGINAL, damaged);
        Descendant original = first.original();
        Block swapped = first.with(
                List.of(new Descendant(
                        original.id(),
                        List.of(),
                        file.digest(),
                        file.bytes(),
                        original.weightBytes(),
                        original.macs(),
                        0,
                        "import")),
                List.of());
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        blocks.set(0, swapped);
        DescendantMaker maker = new DescendantMaker(runner, store, FEW);
        assertThatThrownBy(() -> maker.descend(catalog.withBlocks(blocks), images, Progress.SILENT))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining(first.id().value())
                .hasMessageContaining("NaN for image 0 of random-60. Maybe");
    }

    /** Random images with a black one among them. */
    private record OneBlack(RandomImages images, int black) implements ImageSet {
        @Override
        public String name() {
            return "one-black";
        }

        @Override
        public int size() {
            return images.size();
        }

        @Override
        public Sample sample(int index) {
            Sample sample = images.sample(index);
            byte[] nothing = new byte[images.side() * images.side() * 3];
            return index == black
                    ? new Sample(PackedImage.of(nothing, images.side(), images.side(), PixelFormat.RGB), sample.truth())
                    : sample;
        }
    }

    @Test
    void namesTheOneImageForWhichActivationsAreNoNumbers() {
        FileStore store = FileStore.open(folder.resolve("store"));
        OnnxNets net = OnnxNets.seeded(5);
        String input = net.input("x", 1, 3, 16, 16);
        String light = net.op("Sqrt", net.op("Sub", net.globalAveragePool(input), net.constant(new float[] {0.1f})));
        String x = net.relu(net.conv(net.op("Mul", input, light), 3, 16, 3, 1, 1));
        x = net.relu(net.conv(x, 16, 16, 3, 1, 1));
        BlockCatalog catalog = cut(
                net.output(net.gemm(net.flatten(net.globalAveragePool(x)), 16, 10))
                        .model(),
                store);
        ImageSet images = new OneBlack(new RandomImages(80, 16), 44);
        DescendantMaker maker = new DescendantMaker(runner, store, FEW);
        // Image 26 of the 48 that are spread over the set.
        assertThatThrownBy(() -> maker.descend(catalog, images, Progress.SILENT))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("NaN for image 44 of one-black. Maybe");
    }

    private String descendWithin(BlockCatalog catalog, FileStore store, long bytes) {
        DescendLimits limits = DescendLimits.in(folder).withCache(Bytes.of(bytes));
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            new DescendantMaker(runner, store, FEW, limits).descend(catalog, images, Progress.SILENT);
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void saysHowManyImagesTheSpaceForActivationsIsTooSmallFor() {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog catalog = cut(OnnxNets.residual(4, 8, 32), store);
        long each = FeatureStreams.bytesPerImage(catalog, FEW.keeps().size() + 1, DescentPass.AHEAD);

        assertThatThrownBy(() -> descendWithin(catalog, store, 6 * each - 1))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("for 6 images")
                .hasMessageContaining("Maybe give at least --cache-bytes " + 6 * each + ".");
        assertThat(descendWithin(catalog, store, 7 * each))
                .contains("7 images are used for net instead of 48, whose activations would take " + Bytes.of(48 * each)
                        + ": " + Bytes.of(7 * each) + " are allowed. Maybe");
        assertThat(descendWithin(catalog, store, 48 * each)).doesNotContain("instead of");
    }

    private static byte[] withNaN(Path file) {
        var graph = dev.ashlar.blocks.onnx.OnnxReader.read(file);
        var constants = new java.util.LinkedHashMap<>(graph.constants());
        for (TensorProto constant : graph.constants().values()) {
            if (Constants.isFloat(constant)) {
                float[] values = Constants.floats(constant);
                values[0] = Float.NaN;
                constants.put(
                        constant.getName(), Constants.ofFloats(constant.getName(), Constants.shape(constant), values));
                break;
            }
        }
        return graph.with(graph.nodes(), constants).toBytes();
    }

    @Test
    void refittedDescendantsAreNearerThanThoseThatOnlyLoseChannels() {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog made = descend(cut(OnnxNets.residual(8, 16, 32), store), store);
        double worst = made.blocks().stream()
                .flatMap(block -> block.descendants().stream())
                .mapToDouble(Descendant::featureError)
                .max()
                .orElse(0);
        assertThat(worst).isBetween(0.01, 0.95);
    }

    @Test
    void largeLayersAreFactorisedWhereThatWins() {
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog cut = cut(OnnxNets.residual(9, 64, 16), store);
        DescendOptions options = new DescendOptions(List.of(0.5), false, 12, 1, 0.95).withRanks(List.of(0.5, 0.25));
        BlockCatalog made =
                new DescendantMaker(runner, store, options).descend(cut, new RandomImages(20, 16), Progress.SILENT);
        List<Descendant> thin = made.blocks().stream()
                .flatMap(block -> block.descendants().stream())
                .filter(descendant ->
                        descendant.compressions().stream().anyMatch(Compression.LowRank.class::isInstance))
                .toList();
        List<String> reasons = made.blocks().stream()
                .flatMap(block -> block.dropped().stream())
                .map(DroppedDescendant::reason)
                .toList();
        assertThat(thin.size() + reasons.size())
                .isGreaterThanOrEqualTo(made.blocks().size());
        assertThat(thin).isNotEmpty().allSatisfy(descendant -> {
            assertThat(descendant.id().value()).startsWith("rank-");
            assertThat(descendant.featureError()).isLessThan(0.95);
        });
        assertThat(new DescendantMaker(runner, store, options).descend(made, new RandomImages(20, 16), Progress.SILENT))
                .isEqualTo(made);
    }
}
