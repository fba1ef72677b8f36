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
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        cut = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
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

    @Test
    void anInterruptedCallGoesOnWhereItStopped() {
        int stopAt = cut.blocks().size() / 2;
        assertThatThrownBy(() -> new DescendantMaker(runner, store, OPTIONS).descend(cut, IMAGES, (what, done, all) -> {
                    if (done == stopAt) {
                        throw new IllegalStateException("the plug is pulled");
                    }
                }))
                .hasMessage("the plug is pulled");
        Set<BlockId> first = elastic(cut.blocks().subList(0, stopAt));
        assertThat(first).isNotEmpty();
        assertThat(store.put()).containsOnlyOnceElementsOf(first).hasSameSizeAs(first);

        BlockCatalog whole = descend(store.load(cut.model()), OPTIONS, IMAGES);

        Set<BlockId> second = elastic(cut.blocks().subList(stopAt, cut.blocks().size()));
        assertThat(second).isNotEmpty();
        assertThat(store.put()).containsOnlyOnceElementsOf(second).hasSameSizeAs(second);
        assertThat(whole).isEqualTo(descend(cut, OPTIONS, IMAGES));
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
                OPTIONS.withTraining(DistilOptions.DEFAULT));
        for (DescendOptions other : others) {
            descend(made, other, IMAGES);
            assertThat(store.put()).as("%s", other).containsAll(elastic(cut.blocks()));
        }
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
}
