/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherCheckTest {
    private static final DescendOptions OPTIONS = new DescendOptions(java.util.List.of(0.5), false, 80, 1, 0.95);

    /** A class that this network answers with for none of the images. */
    private static final int NEVER = 3;

    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private void descend(ModelProto proto, ImageSet images) {
        FileStore store = FileStore.open(folder.resolve("store"));
        ImportedModel model =
                new ModelImporter(runner).read(Graphs.file(proto, folder, "net"), ImportOptions.named("net"));
        BlockCatalog cut = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
        new DescendantMaker(runner, store, OPTIONS).descend(cut, images, Progress.SILENT);
    }

    @Test
    void refusesANetworkWhoseAnswerDoesNotDependOnTheImage() {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.relu(net.conv(net.input("x", 1, 3, 16, 16), 3, 16, 3, 1, 1));
        x = net.relu(net.op("Sub", net.relu(net.conv(x, 16, 16, 3, 1, 1)), net.constant(new float[] {1e6f})));
        ModelProto dead = net.output(net.gemm(net.flatten(net.globalAveragePool(x)), 16, 10))
                .model();
        assertThatThrownBy(() -> descend(dead, new RandomImages(120, 16)))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("answers all of")
                .hasMessageContaining("--mean");
    }

    /** Images of one class, whatever they show. */
    private record Labelled(ImageSet images, int label) implements ImageSet {
        @Override
        public String name() {
            return images.name();
        }

        @Override
        public int size() {
            return images.size();
        }

        @Override
        public Sample sample(int index) {
            return new Sample(images.sample(index).image(), new Truth.Label(label));
        }
    }

    @Test
    void refusesANetworkThatIsNoBetterThanChanceByTheLabels() {
        assertThatThrownBy(() -> descend(OnnxNets.residual(1, 16, 16), new Labelled(new RandomImages(120, 16), NEVER)))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("of 96 labelled images of random-120")
                .hasMessageContaining("no better than chance")
                .hasMessageContaining("without labels");
    }

    @Test
    void refusesALabelThatTheNetworkDoesNotKnow() {
        assertThatThrownBy(() -> descend(OnnxNets.residual(1, 16, 16), new Labelled(new RandomImages(12, 16), 10)))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("The class of image 0 of random-12 is 10, but the network net knows 10 classes")
                .hasMessageContaining("without labels");
    }
}
