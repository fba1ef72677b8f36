/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call finds done and what it does again. */
class DescendResumeTest {
    private static final DescendOptions OPTIONS = new DescendOptions(List.of(0.5), false, 10, 1, 0.95);
    private static final ImageSet IMAGES = new RandomImages(20, 32);

    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private WatchedStore store;
    private BlockCatalog cut;

    @BeforeEach
    void cutANetwork() {
        store = WatchedStore.of(FileStore.open(folder.resolve("store")));
        Path file = Graphs.file(OnnxNets.residual(4, 16, 32), folder, "net");
        ImportedModel model = new ModelImporter(runner).read(file, ImportOptions.named("net"));
        // A border behind the first convolution, so that one block is glue and there is enough to interrupt.
        CutOptions options = new CutOptions(4, 10, Set.of("Relu_8_out"));
        cut = ModelCutter.save(model, ModelCutter.cut(model, options), store);
        forget();
    }

    private void forget() {
        store.put().clear();
        store.saved().clear();
    }

    private BlockCatalog descend(BlockCatalog catalog, DescendOptions options, ImageSet images) {
        forget();
        return new DescendantMaker(runner, store, options).descend(catalog, images, Progress.SILENT);
    }

    private static Set<BlockId> elastic(List<Block> blocks) {
        return blocks.stream().filter(block -> !block.isGlue()).map(Block::id).collect(Collectors.toSet());
    }

    private BlockCatalog descend(DescendOptions options, int jobs, Progress progress) {
        DescendLimits limits = DescendLimits.in(folder).withJobs(jobs);
        return new DescendantMaker(runner, store, options, limits).descend(store.load(cut.model()), IMAGES, progress);
    }

    /** Fails at the n-th step from now. */
    private static Progress failingAfter(int steps) {
        AtomicInteger left = new AtomicInteger(steps);
        return (what, done, all) -> {
            if (left.decrementAndGet() == 0) {
                throw new IllegalStateException("the plug is pulled");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void interruptedAgainAndAgainItComesToTheSameAndNothingIsMadeTwice(int jobs) {
        DescendOptions options = new DescendOptions(List.of(0.5, 0.25), true, 10, 1, 0.95);
        BlockCatalog whole = descend(cut, options, IMAGES);
        int calls = 0;
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            store.save(cut);
            forget();
            boolean done = false;
            while (!done) {
                assertThat(calls++).as("seed %d", seed).isLessThan(400);
                try {
                    descend(options, jobs, failingAfter(10 + random.nextInt(25)));
                    done = true;
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("the plug is pulled");
                }
            }
            assertThat(store.load(cut.model())).as("seed %d", seed).isEqualTo(whole);
            int made = whole.blocks().stream()
                    .mapToInt(block -> block.descendants().size() - 1)
                    .sum();
            assertThat(store.put()).as("seed %d", seed).hasSize(made);
        }
        assertThat(calls).isGreaterThan(8);
    }

    @Test
    void interruptedWhereverItTrainsItComesToTheSame() {
        DescendOptions options =
                new DescendOptions(List.of(0.5), true, 12, 1, 0.95).withTraining(DistilOptions.DEFAULT.withEpochs(1));
        BlockCatalog whole = descend(cut, options, IMAGES);
        int calls = 0;
        for (int steps = 2; steps <= 12; steps += 2) {
            store.save(cut);
            boolean done = false;
            while (!done) {
                assertThat(calls++).as("every %d steps", steps).isLessThan(400);
                try {
                    // What a call does at least grows, as a call that ends within its first steps does nothing.
                    descend(options, 1, failingAfter(steps + calls));
                    done = true;
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("the plug is pulled");
                }
            }
            assertThat(store.load(cut.model())).as("every %d steps", steps).isEqualTo(whole);
        }
    }

    @Test
    void jobsBesideEachOtherMakeTheSame() {
        DescendOptions options = new DescendOptions(List.of(0.75, 0.5, 0.25), true, 12, 1, 0.95);
        BlockCatalog alone = descend(cut, options, IMAGES);
        store.save(cut);
        assertThat(descend(options, 4, Progress.SILENT)).isEqualTo(alone);
    }

    @Test
    void whatIsDoneIsLeftAlone() {
        BlockCatalog made = descend(cut, OPTIONS, IMAGES);
        assertThat(descend(made, OPTIONS, IMAGES)).isEqualTo(made);
        assertThat(store.put()).isEmpty();
        assertThat(store.saved()).isEmpty();
    }

    @Test
    void everyChangedOptionMakesEveryBlockAnew() {
        BlockCatalog made = descend(cut, OPTIONS, IMAGES);
        List<DescendOptions> others = List.of(
                new DescendOptions(List.of(0.25), false, 10, 1, 0.95),
                new DescendOptions(List.of(0.5), true, 10, 1, 0.95),
                new DescendOptions(List.of(0.5), false, 9, 1, 0.95),
                new DescendOptions(List.of(0.5), false, 10, 2, 0.95),
                new DescendOptions(List.of(0.5), false, 10, 1, 0.9),
                OPTIONS.withChannelStep(4),
                OPTIONS.withTraining(DistilOptions.DEFAULT));
        for (DescendOptions other : others) {
            descend(made, other, IMAGES);
            assertThat(store.put()).as("%s", other).containsAll(elastic(cut.blocks()));
        }
    }

    @Test
    void aDescendantOfLowRankThatAloneIsMissingIsMade() {
        Path file = Graphs.file(OnnxNets.residual(9, 64, 16), folder, "wide");
        ImportedModel model = new ModelImporter(runner).read(file, ImportOptions.named("wide"));
        BlockCatalog wide = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
        DescendOptions options = OPTIONS.withRanks(List.of(0.5));
        ImageSet images = new RandomImages(20, 16);
        BlockCatalog whole = descend(wide, options, images);
        BlockCatalog without = whole.withBlocks(whole.blocks().stream()
                .map(block -> block.with(
                        block.descendants().stream()
                                .filter(made -> !made.id().value().startsWith("rank"))
                                .toList(),
                        block.dropped()))
                .toList());
        assertThat(without).isNotEqualTo(whole);
        assertThat(descend(without, options, images)).isEqualTo(whole);
    }

    @Test
    void otherImagesOfTheSameNameMakeEveryBlockAnew() {
        BlockCatalog made = descend(cut, OPTIONS, IMAGES);
        ImageSet others = new RandomImages(20, 48);
        assertThat(others.name()).isEqualTo(IMAGES.name());
        descend(made, OPTIONS, others);
        assertThat(store.put()).containsAll(elastic(cut.blocks()));
    }

    @Test
    void aBlockWhoseDescendantsWereAllDroppedIsDoneUntilTheOptionsChange() {
        DescendOptions strict = new DescendOptions(List.of(0.5), false, 10, 1, 0);
        BlockCatalog nothing = descend(cut, strict, IMAGES);
        assertThat(nothing.blocks()).allMatch(block -> block.descendants().size() == 1);
        assertThat(store.put()).isEmpty();

        assertThat(descend(nothing, strict, IMAGES)).isEqualTo(nothing);
        assertThat(store.saved()).isEmpty();

        BlockCatalog made = descend(nothing, OPTIONS, IMAGES);
        assertThat(made).isEqualTo(descend(cut, OPTIONS, IMAGES));
        assertThat(store.put()).containsAll(elastic(cut.blocks()));
    }

    @Test
    void aMissingOrDamagedFileIsMadeAgain() throws IOException {
        BlockCatalog whole = descend(cut, OPTIONS, IMAGES);
        Block block = whole.blocks().stream()
                .filter(each -> each.descendants().size() > 1)
                .findFirst()
                .orElseThrow();
        Path file = store.file(whole.model(), block.id(), block.descendants().get(1))
                .path();
        byte[] content = Files.readAllBytes(file);
        byte[] damaged = content.clone();
        damaged[damaged.length / 2] ^= 1;
        for (byte[] instead : new byte[][] {null, damaged}) {
            Files.delete(file);
            if (instead != null) {
                Files.write(file, instead);
            }
            assertThat(descend(store.load(cut.model()), OPTIONS, IMAGES)).isEqualTo(whole);
            assertThat(store.put()).containsExactly(block.id());
            assertThat(file).hasBinaryContent(content);
        }
    }

    @Test
    void theFewestSamplesLeaveSomeToJudgeBy() {
        BlockCatalog made = descend(cut, new DescendOptions(List.of(0.5), false, 4, 1, 100), IMAGES);
        assertThat(made.blocks().stream()
                        .flatMap(block -> block.descendants().stream())
                        .filter(each -> !each.isOriginal()))
                .isNotEmpty()
                .allMatch(each -> each.featureError() > 0);
    }
}
