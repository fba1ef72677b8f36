/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.testing.ManualTicker;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descendants that are trained after the closed form. */
class DistilTest {
    private static final DescendOptions CLOSED_FORM = new DescendOptions(List.of(0.5, 0.25), true, 120, 1, 0.95);
    private static final DescendOptions DISTIL = CLOSED_FORM.withTraining(DistilOptions.DEFAULT.withEpochs(4));
    private static final ImageSet IMAGES = new RandomImages(160, 16);

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

    private BlockCatalog descend(BlockCatalog catalog, DescendOptions options) {
        return new DescendantMaker(runner, store, options).descend(catalog, IMAGES, Progress.SILENT);
    }

    private static List<Descendant> pruned(BlockCatalog catalog) {
        List<Descendant> pruned = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            block.descendants().stream()
                    .filter(descendant -> descendant.id().value().startsWith("keep"))
                    .forEach(pruned::add);
        }
        return pruned;
    }

    @Test
    void trainedDescendantsAreNearerToTheOriginalAndAsLarge() {
        List<Descendant> before = pruned(descend(cut, CLOSED_FORM));
        DescendOptions longer = CLOSED_FORM.withTraining(DistilOptions.DEFAULT.withEpochs(30));
        List<Descendant> after = pruned(descend(cut, longer));
        assertThat(after).hasSameSizeAs(before).isNotEmpty();
        double sumBefore = 0;
        double sumAfter = 0;
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).id()).isEqualTo(before.get(i).id());
            assertThat(after.get(i).macs()).isEqualTo(before.get(i).macs());
            assertThat(after.get(i).weightBytes()).isEqualTo(before.get(i).weightBytes());
            assertThat(after.get(i).recipe()).startsWith("distil epochs=30 ");
            sumBefore += before.get(i).featureError();
            sumAfter += after.get(i).featureError();
        }
        assertThat(sumAfter).isLessThan(sumBefore);
    }

    @Test
    void allRoundedDescendantsAgreeOnWhatIsBetweenBlocks() throws IOException {
        BlockCatalog catalog = descend(cut, DISTIL);
        Map<String, Set<TensorProto>> scales = new HashMap<>();
        Map<String, Integer> readers = new HashMap<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                Path file = store.file(catalog.model(), block.id(), descendant).path();
                GraphProto graph =
                        ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
                String input = graph.getInput(0).getName();
                Map<String, TensorProto> constants = new HashMap<>();
                graph.getInitializerList().forEach(constant -> constants.put(constant.getName(), constant));
                for (NodeProto node : graph.getNodeList()) {
                    if (node.getOpType().equals("QuantizeLinear")
                            && node.getInput(0).equals(input)) {
                        TensorProto scale = Objects.requireNonNull(constants.get(node.getInput(1)));
                        scales.computeIfAbsent(input, name -> new HashSet<>())
                                .add(scale.toBuilder().clearName().build());
                        readers.merge(input, 1, Integer::sum);
                    }
                }
            }
        }
        assertThat(readers.values()).isNotEmpty().anyMatch(count -> count > 1);
        assertThat(scales.values()).allMatch(different -> different.size() == 1);
    }

    @Test
    void anInterruptedCallGoesOnWhereItStoppedAndComesToTheSame() {
        BlockCatalog whole = descend(cut, DISTIL);
        store.save(cut);
        String last = cut.blocks().get(cut.blocks().size() - 1).id().value();
        assertThatThrownBy(() -> new DescendantMaker(runner, store, DISTIL).descend(cut, IMAGES, (what, done, all) -> {
                    if (what.equals("block " + last + ": training keep-25")) {
                        throw new IllegalStateException("the plug is pulled");
                    }
                }))
                .hasMessage("the plug is pulled");
        BlockCatalog half = store.load(cut.model());
        assertThat(half).isNotEqualTo(cut).isNotEqualTo(whole);
        List<String> again = new ArrayList<>();
        BlockCatalog made =
                new DescendantMaker(runner, store, DISTIL).descend(half, IMAGES, (what, done, all) -> again.add(what));
        assertThat(made).isEqualTo(whole);
        assertThat(again).filteredOn(what -> what.contains("training")).hasSize(1);
    }

    @Test
    void descendantsOfLowRankAreTrainedToo() {
        FileStore wide = FileStore.open(folder.resolve("wide"));
        Path file = Graphs.file(OnnxNets.residual(9, 64, 16), folder, "wide");
        ImportedModel model = new ModelImporter(runner).read(file, ImportOptions.named("wide"));
        BlockCatalog whole = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), wide);
        DescendOptions closed = new DescendOptions(List.of(0.75), false, 120, 1, 0.95).withRanks(List.of(0.5));
        BlockCatalog before = new DescendantMaker(runner, wide, closed).descend(whole, IMAGES, Progress.SILENT);
        DescendOptions distil = closed.withTraining(DistilOptions.DEFAULT.withEpochs(6));
        List<String> said = new ArrayList<>();
        BlockCatalog after =
                new DescendantMaker(runner, wide, distil).descend(whole, IMAGES, (what, done, all) -> said.add(what));

        List<Descendant> thin = thin(after);
        assertThat(thin).isNotEmpty().allMatch(descendant -> descendant.recipe().startsWith("distil"));
        assertThat(said).anyMatch(what -> what.contains("training rank-50"));
        assertThat(thin.stream().mapToDouble(Descendant::featureError).sum())
                .isLessThanOrEqualTo(thin(before).stream()
                        .mapToDouble(Descendant::featureError)
                        .sum());
        assertThat(new DescendantMaker(runner, wide, distil).descend(after, IMAGES, Progress.SILENT))
                .isEqualTo(after);
    }

    private static List<Descendant> thin(BlockCatalog catalog) {
        return catalog.blocks().stream()
                .flatMap(block -> block.descendants().stream())
                .filter(descendant -> descendant.id().value().startsWith("rank"))
                .toList();
    }

    @Test
    void jobsBesideEachOtherTrainTheSame() {
        BlockCatalog alone = descend(cut, DISTIL);
        store.save(cut);
        DescendLimits limits = DescendLimits.in(folder).withJobs(3);
        assertThat(new DescendantMaker(runner, store, DISTIL, limits).descend(cut, IMAGES, Progress.SILENT))
                .isEqualTo(alone);
    }

    @Test
    void aBudgetThatIsSpentLeavesOutFitsAndTrainingAndARunWithMoreMakesThem() {
        DescendLimits limits = DescendLimits.in(folder).withBudget(Duration.ofNanos(1));
        BlockCatalog made = new DescendantMaker(runner, store, DISTIL, limits).descend(cut, IMAGES, Progress.SILENT);
        assertThat(pruned(made)).isEmpty();
        assertThat(made.blocks()).anyMatch(block -> block.descendants().stream()
                .anyMatch(descendant -> descendant.id().value().equals("int8")));
        assertThat(pruned(descend(made, DISTIL)))
                .isNotEmpty()
                .allMatch(descendant -> descendant.recipe().startsWith("distil"));
    }

    @Test
    void theClosedFormMayTakeMoreThanHalfOfTheTime() {
        int fits = pruned(descend(cut, CLOSED_FORM)).size();
        store.save(cut);
        ManualTicker ticker = new ManualTicker();
        DescendLimits limits = DescendLimits.in(folder).withBudget(Duration.ofSeconds(fits + 1L));
        BlockCatalog made = new DescendantMaker(runner, store, DISTIL, limits, ticker)
                .descend(cut, IMAGES, (what, done, all) -> {
                    if (what.contains("fitting")) {
                        ticker.advance(Duration.ofSeconds(1));
                    }
                });
        assertThat(pruned(made)).hasSize(fits).allMatch(each -> each.recipe().startsWith("distil"));
    }

    @Test
    void theGateWaitsForTraining() {
        List<Descendant> closed = pruned(descend(cut, CLOSED_FORM));
        store.save(cut);
        DescendOptions longer = CLOSED_FORM.withTraining(DistilOptions.DEFAULT.withEpochs(30));
        List<Descendant> trained = pruned(descend(cut, longer));
        store.save(cut);
        double worst =
                closed.stream().mapToDouble(Descendant::featureError).max().orElseThrow();
        double after =
                trained.stream().mapToDouble(Descendant::featureError).max().orElseThrow();
        assertThat(after).isLessThan(worst);
        double between = (worst + after) / 2;
        assertThat(pruned(descend(cut, gated(CLOSED_FORM, between)))).hasSizeLessThan(closed.size());
        store.save(cut);
        assertThat(pruned(descend(cut, gated(longer, between)))).hasSameSizeAs(trained);
        store.save(cut);
        BlockCatalog strict = descend(cut, gated(longer, after * 0.999));
        assertThat(pruned(strict)).hasSizeLessThan(trained.size()).allMatch(each -> each.featureError() < after);
        assertThat(strict.blocks().stream().flatMap(block -> block.dropped().stream()))
                .anyMatch(each -> each.reason().startsWith("feature error"));
        assertThat(descend(strict, gated(longer, after * 0.999))).isEqualTo(strict);
    }

    @Test
    void whatTheGateDroppedForLackOfTimeIsReconsidered() {
        double worst = pruned(descend(cut, CLOSED_FORM)).stream()
                .mapToDouble(Descendant::featureError)
                .max()
                .orElseThrow();
        store.save(cut);
        DescendOptions longer = gated(CLOSED_FORM.withTraining(DistilOptions.DEFAULT.withEpochs(8)), worst * 0.999);
        BlockCatalog whole = descend(cut, longer);
        store.save(cut);
        ManualTicker ticker = new ManualTicker();
        DescendLimits limits = DescendLimits.in(folder).withBudget(Duration.ofHours(1));
        BlockCatalog untrained = new DescendantMaker(runner, store, longer, limits, ticker)
                .descend(cut, IMAGES, (what, done, all) -> {
                    if (what.contains("rounding keep-25") || what.contains("done")) {
                        ticker.advance(Duration.ofHours(1));
                    }
                });
        assertThat(pruned(untrained)).hasSizeLessThan(pruned(whole).size());
        assertThat(descend(untrained, longer)).isEqualTo(whole);
    }

    @Test
    void anAnswerThatIsNoNumberIsNotWaitedFor() {
        QualityGate waiting = new QualityGate(0.95, true);
        assertThat(waiting.isOpen(2)).isFalse();
        assertThat(waiting.mayOpen(2)).isTrue();
        assertThat(waiting.mayOpen(Double.POSITIVE_INFINITY)).isFalse();
        assertThat(waiting.mayOpen(Double.NaN)).isFalse();
        assertThat(new QualityGate(0.95, false).mayOpen(2)).isFalse();
    }

    private static DescendOptions gated(DescendOptions options, double worst) {
        return new DescendOptions(
                options.keeps(),
                options.channelStep(),
                options.ranks(),
                options.int8(),
                options.samples(),
                options.seed(),
                worst,
                options.distil(),
                options.joint());
    }

    @Test
    void saysWhatIsBeingTrained() {
        List<String> said = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        new DescendantMaker(runner, store, DISTIL).descend(cut, IMAGES, (what, behind, all) -> {
            said.add(what);
            done.add(behind);
        });
        assertThat(said).anyMatch(what -> what.contains("training keep-25"));
        assertThat(done).isSorted();
    }
}
