/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.blocks.retrain.JointOptions;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
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
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descendants of all blocks that are trained together. */
class JointPassTest {
    private static final DescendOptions ALONE = new DescendOptions(List.of(0.5, 0.25), true, 1000, 1, 0.95)
            .withTraining(DistilOptions.DEFAULT.withEpochs(1));
    /** What the network answers hardly depends on the image, so small steps are called for. */
    private static final JointOptions JOINT = new JointOptions(12, 0, 0.001, 32, Duration.ofHours(1), 1);

    private static final DescendOptions TOGETHER = ALONE.withJointTraining(JOINT);
    private static final ImageSet IMAGES = new RandomImages(1300, 16);
    private static final int UNSEEN = 40;

    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private FileStore store;
    private BlockCatalog cut;

    @BeforeEach
    void cutANetwork() {
        store = FileStore.open(folder.resolve("store"));
        Path file = Graphs.file(OnnxNets.residual(4, 16, 16), folder, "net");
        ImportedModel model = new ModelImporter(runner).read(file, ImportOptions.named("net"));
        cut = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
    }

    private BlockCatalog descend(BlockCatalog from, DescendOptions options) {
        return descend(from, options, DescendLimits.in(folder), Progress.SILENT);
    }

    private BlockCatalog descend(BlockCatalog from, DescendOptions options, DescendLimits limits, Progress progress) {
        return new DescendantMaker(runner, store, options, limits).descend(from, IMAGES, progress);
    }

    private static List<Descendant> made(BlockCatalog catalog, String start) {
        return catalog.blocks().stream()
                .flatMap(block -> block.descendants().stream())
                .filter(made -> made.id().value().startsWith(start))
                .toList();
    }

    private Map<String, Tensor> run(BlockCatalog of, Block block, Descendant chosen, Map<String, Tensor> live) {
        try (GraphRunner.LoadedGraph graph = runner.load(
                Files.readAllBytes(store.file(of.model(), block.id(), chosen).path()))) {
            Map<String, Tensor> inputs = new HashMap<>();
            block.inputs().forEach(input -> inputs.put(input.name(), Lookup.in(live, input.name())));
            return graph.run(
                    inputs, block.outputs().stream().map(TensorSpec::name).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What networks composed at random answer, compared with the original, on images that no descendant was made of. */
    private double error(BlockCatalog of, String kind) {
        Random random = new Random(7);
        FeatureError error = new FeatureError();
        String output = of.outputs().get(0).name();
        for (int i = 0; i < UNSEEN; i++) {
            float[] values = new float[3 * 16 * 16];
            new Resampler(of.preprocessing(), 16, 16)
                    .resample(new RandomImages(1000, 16).sample(500 + i).image(), FloatBuffer.wrap(values), 0);
            Tensor image = Tensor.of(of.input().nominal().with(0, 1), values);
            Map<String, Tensor> composed = new HashMap<>(Map.of(of.input().name(), image));
            Map<String, Tensor> original = new HashMap<>(composed);
            for (Block block : of.blocks()) {
                List<Descendant> choices = block.descendants().stream()
                        .filter(each -> each.isOriginal()
                                || (each.id().value().startsWith("keep")
                                        && each.id().value().endsWith("int8") == kind.equals("int8")))
                        .toList();
                Descendant chosen = choices.get(random.nextInt(choices.size()));
                composed.putAll(run(of, block, chosen, composed));
                original.putAll(run(of, block, block.original(), original));
            }
            error.add(Lookup.in(composed, output), Lookup.in(original, output));
        }
        return error.value();
    }

    @Test
    void networksComposedAtRandomComeNearerToTheOriginal() {
        BlockCatalog alone = descend(cut, ALONE);
        double before = error(alone, "plain");
        double roundedBefore = error(alone, "int8");
        BlockCatalog together = descend(alone, TOGETHER);
        assertThat(error(together, "plain")).isLessThan(0.97 * before);
        assertThat(error(together, "int8")).isLessThan(roundedBefore);
        assertThat(together.blocks()).allSatisfy(block -> assertThat(block.original())
                .isEqualTo(alone.block(block.id()).original()));
    }

    @Test
    void whatWasTrainedAloneIsGoneOnWithAndAsLarge() {
        BlockCatalog alone = descend(cut, ALONE);
        List<String> said = new ArrayList<>();
        BlockCatalog together = descend(alone, TOGETHER, DescendLimits.in(folder), (what, done, all) -> said.add(what));
        assertThat(said).contains("training all blocks together").noneMatch(what -> what.contains("training keep"));
        List<Descendant> before = made(alone, "keep");
        List<Descendant> after = made(together, "keep");
        assertThat(after).hasSameSizeAs(before).hasSizeGreaterThan(4);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).id()).isEqualTo(before.get(i).id());
            assertThat(after.get(i).macs()).isEqualTo(before.get(i).macs());
            assertThat(after.get(i).weightBytes()).isEqualTo(before.get(i).weightBytes());
            assertThat(after.get(i).digest()).isNotEqualTo(before.get(i).digest());
            assertThat(after.get(i).recipe())
                    .isEqualTo(JOINT.recipe() + " after " + before.get(i).recipe());
        }
        assertThat(made(together, "int8")).isEqualTo(made(alone, "int8"));
    }

    @Test
    void isDoneOnceAndComesToTheSameInOneGo() {
        BlockCatalog together = descend(cut, TOGETHER);
        List<String> said = new ArrayList<>();
        assertThat(descend(together, TOGETHER, DescendLimits.in(folder), (what, done, all) -> said.add(what)))
                .isEqualTo(together);
        assertThat(said).containsOnly("done");
        store.save(cut);
        descend(cut, ALONE);
        assertThat(descend(store.load(cut.model()), TOGETHER)).isEqualTo(together);
        store.save(cut);
        assertThat(descend(cut, TOGETHER, DescendLimits.in(folder).withJobs(3), Progress.SILENT))
                .isEqualTo(together);
    }

    @Test
    void aPulledPlugLeavesWhatWasTrainedAlone() {
        BlockCatalog alone = descend(cut, ALONE);
        for (String when : List.of("training all blocks together", "rounding")) {
            assertThatThrownBy(() -> descend(alone, TOGETHER, DescendLimits.in(folder), (what, done, all) -> {
                        if (what.endsWith(when)) {
                            throw new IllegalStateException("the plug is pulled");
                        }
                    }))
                    .hasMessage("the plug is pulled");
            assertThat(store.load(cut.model())).isEqualTo(alone);
        }
    }

    @Test
    void whatWasTrainedTogetherBeforeThePlugWasPulledIsNotTrainedAgain() {
        BlockCatalog alone = descend(cut, ALONE);
        assertThatThrownBy(() -> descend(alone, TOGETHER, DescendLimits.in(folder), (what, done, all) -> {
                    if (what.endsWith("rounding")) {
                        throw new IllegalStateException("the plug is pulled");
                    }
                }))
                .hasMessage("the plug is pulled");
        assertThat(folder).isDirectoryContaining("glob:**net-*.joint");
        List<String> said = new ArrayList<>();
        BlockCatalog resumed = descend(alone, TOGETHER, DescendLimits.in(folder), (what, done, all) -> said.add(what));
        assertThat(said).isNotEmpty().noneMatch(what -> what.contains("training"));
        assertThat(folder).isDirectoryNotContaining("glob:**.joint*");
        store.save(cut);
        assertThat(descend(cut, TOGETHER)).isEqualTo(resumed);
    }

    @Test
    void aPlugPulledWhileTheyAreOfferedLeavesAWholeStoreThatIsGoneOnWith() {
        BlockCatalog alone = descend(cut, ALONE);
        for (int until : new int[] {0, 1, 4}) {
            List<BlockId> put = new ArrayList<>() {
                private static final long serialVersionUID = 1L;

                @Override
                public boolean add(BlockId block) {
                    if (size() == until) {
                        throw new IllegalStateException("the plug is pulled");
                    }
                    return super.add(block);
                }
            };
            CatalogStore failing = new WatchedStore(store, new ArrayList<>(), put);
            assertThatThrownBy(() -> new DescendantMaker(runner, failing, TOGETHER, DescendLimits.in(folder))
                            .descend(store.load(cut.model()), IMAGES, Progress.SILENT))
                    .hasMessage("the plug is pulled");
            BlockCatalog left = store.load(cut.model());
            assertThat(made(left, "keep")).hasSameSizeAs(made(alone, "keep"));
            // Every file is read, and held against the digest in the manifest.
            left.blocks().forEach(block -> block.descendants().forEach(made -> assertThat(
                            store.file(left.model(), block.id(), made).path())
                    .exists()));
        }
        BlockCatalog together = descend(store.load(cut.model()), TOGETHER);
        assertThat(made(together, "keep")).hasSameSizeAs(made(alone, "keep")).allMatch(made -> made.recipe()
                .startsWith(JOINT.recipe() + " after distil"));
    }

    @Test
    void anotherRecipeMakesThemAnew() {
        BlockCatalog together = descend(cut, TOGETHER);
        List<Descendant> again = made(descend(together, ALONE), "keep");
        assertThat(again).isNotEmpty().allMatch(made -> made.recipe().startsWith("distil"));
    }

    @Test
    void timeThatIsUpLeavesThemAsTheyAreAndShortTimeIsNoted() {
        BlockCatalog alone = descend(cut, ALONE);
        DescendLimits none = DescendLimits.in(folder).withBudget(Duration.ofNanos(1));
        assertThat(descend(alone, TOGETHER, none, Progress.SILENT)).isEqualTo(alone);
        DescendOptions shorter = ALONE.withJointTraining(JOINT.withLimit(Duration.ofNanos(1)));
        assertThat(made(descend(alone, shorter), "keep"))
                .allMatch(made -> made.recipe().contains("cut-short=0.00 after distil"));
    }
}
