/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadPolishTest {
    private static final ImageSet IMAGES = new RandomImages(240, 16);
    private static final ImageSet MANY = new RandomImages(1500, 16);
    private static final DescendantId HALF = new DescendantId("keep-50");

    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private FileStore store;
    private BlockCatalog catalog;
    private BlockChain half;

    @BeforeEach
    void makeDescendants() {
        store = FileStore.open(folder.resolve("store"));
        Path file = Graphs.file(OnnxNets.residual(4, 16, 16), folder, "net");
        ImportedModel model = new ModelImporter(runner).read(file, ImportOptions.named("net"));
        BlockCatalog cut = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
        store.putOriginal(cut.model(), model.graph().toBytes());
        catalog = descend(cut, 1);
        half = new BlockChain(
                catalog.model(),
                catalog.blocks().stream()
                        .map(block -> block.isGlue() ? DescendantId.ORIGINAL : HALF)
                        .toList());
    }

    private BlockCatalog descend(BlockCatalog from, long seed) {
        DescendOptions options = new DescendOptions(List.of(0.5), true, 60, seed, 0.95);
        return new DescendantMaker(runner, store, options).descend(from, IMAGES, Progress.SILENT);
    }

    private BlockCatalog polish(BlockCatalog from, BlockChain chain) {
        return polish(from, chain, PolishOptions.DEFAULT.withImages(200));
    }

    private BlockCatalog polish(BlockCatalog from, BlockChain chain, PolishOptions options) {
        try (HeadPolish polish = HeadPolish.open(runner, store, from, MANY, folder, options)) {
            return polish.polish(chain);
        }
    }

    private static Descendant polished(BlockCatalog made) {
        Block head = made.blocks().get(made.blocks().size() - 1);
        return head.descendants().get(head.descendants().size() - 1);
    }

    /** What a composition answers to an image. */
    private Tensor answer(BlockCatalog of, BlockChain chain, Tensor image) {
        Map<String, Tensor> live = new HashMap<>(Map.of(of.input().name(), image));
        for (int i = 0; i < of.blocks().size(); i++) {
            Block block = of.blocks().get(i);
            Path path = store.file(
                            of.model(),
                            block.id(),
                            block.descendant(chain.choices().get(i)))
                    .path();
            try (GraphRunner.LoadedGraph graph = runner.load(Files.readAllBytes(path))) {
                Map<String, Tensor> inputs = new HashMap<>();
                block.inputs().forEach(input -> inputs.put(input.name(), Lookup.in(live, input.name())));
                live.putAll(graph.run(
                        inputs, block.outputs().stream().map(TensorSpec::name).toList()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Lookup.in(live, of.outputs().get(0).name());
    }

    private double error(BlockCatalog of, BlockChain chain) {
        BlockChain originals = new BlockChain(
                of.model(),
                of.blocks().stream().map(block -> DescendantId.ORIGINAL).toList());
        FeatureError error = new FeatureError();
        for (int i = 0; i < 20; i++) {
            float[] values = new float[3 * 16 * 16];
            PackedImage pixels = new RandomImages(1000, 16).sample(500 + i).image();
            new Resampler(of.preprocessing(), 16, 16).resample(pixels, FloatBuffer.wrap(values), 0);
            Tensor image = Tensor.of(of.input().nominal().with(0, 1), values);
            error.add(answer(of, chain, image), answer(of, originals, image));
        }
        return error.value();
    }

    @Test
    void aPolishedCompositionIsNearerToTheOriginal() {
        BlockCatalog made = polish(catalog, half);
        Descendant head = polished(made);
        int last = made.blocks().size() - 1;
        assertThat(head.polish())
                .isEqualTo(new Compression.Polish(HALF, half.choices().subList(0, last)));
        assertThat(made.blocks().get(last).choices()).doesNotContain(head);
        assertThat(store.load(made.model())).isEqualTo(made);
        assertThat(error(made, half.with(last, head.id()))).isLessThan(0.97 * error(made, half));
    }

    @Test
    void whatIsPolishedIsNotPolishedAgainAndOtherHeadsStay() {
        BlockCatalog made = polish(catalog, half);
        assertThat(polish(made, half)).isEqualTo(made);
        BlockCatalog both = polish(made, half.with(1, DescendantId.ORIGINAL));
        assertThat(both.blocks().get(both.blocks().size() - 1).descendants()).contains(polished(made));
        assertThat(descend(both, 1)).isEqualTo(both);
    }

    @Test
    void descendantsMadeAnewForgetTheHeadsThatBelongedToThem() {
        BlockCatalog made = polish(catalog, half);
        BlockCatalog anew = descend(made, 2);
        assertThat(anew.blocks())
                .allSatisfy(block -> assertThat(block.choices()).isEqualTo(block.descendants()));
    }

    @Test
    void aTrainedHeadIsNoFartherFromTheOriginal() {
        int last = catalog.blocks().size() - 1;
        BlockCatalog made = polish(catalog, half, PolishOptions.DEFAULT);
        double fitted = error(made, half.with(last, polished(made).id()));
        DistilOptions training = new DistilOptions(8, 0, 0.02, 32, 1, Duration.ofHours(1), 1);
        BlockCatalog trained = polish(catalog, half, PolishOptions.DEFAULT.withTraining(training));
        assertThat(polished(trained).recipe()).contains("distil");
        assertThat(error(trained, half.with(last, polished(trained).id()))).isLessThan(1.02 * fitted);
    }

    @Test
    void aHeadInEightBitsIsPolishedAsTheOneItWasRoundedFrom() {
        int last = catalog.blocks().size() - 1;
        BlockChain rounded = half.with(last, new DescendantId("keep-50-int8"));
        BlockCatalog made = polish(catalog, rounded);
        Descendant head = polished(made);
        assertThat(head.compressions())
                .startsWith(new Compression.ChannelPruning(0.5), new Compression.Int8())
                .hasSize(3);
        Descendant base = made.blocks().get(last).descendant(rounded.choices().get(last));
        assertThat(head.weightBytes()).isEqualTo(base.weightBytes());
        assertThat(head.fileBytes()).isBetween(base.fileBytes() / 2, 2 * base.fileBytes());
        assertThat(error(made, half.with(last, head.id()))).isLessThan(error(made, rounded));
        assertThat(descend(made, 1)).isEqualTo(made);
    }

    @Test
    void aHeadInEightBitsWhoseOriginIsGoneIsLeftAlone() {
        int last = catalog.blocks().size() - 1;
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        Block block = blocks.get(last);
        blocks.set(
                last,
                block.with(
                        block.descendants().stream()
                                .filter(made -> !made.id().equals(HALF))
                                .toList(),
                        List.of()));
        BlockCatalog without = catalog.withBlocks(blocks);
        assertThat(polish(without, half.with(last, new DescendantId("keep-50-int8"))))
                .isEqualTo(without);
    }

    @Test
    void refusesTooFewImages() {
        assertThatThrownBy(() ->
                        HeadPolish.open(runner, store, catalog, new RandomImages(3, 16), folder, PolishOptions.DEFAULT))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("random-3");
    }
}
