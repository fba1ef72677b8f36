/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A block that cannot lose channels says why. */
class GlueNoteTest {
    private final OnnxNets net = OnnxNets.seeded(1);
    private final String x = net.input("x", 1, 3, 16, 16);

    @TempDir
    Path folder;

    private CutBlock whole(String output) {
        Path file = Graphs.file(net.output(output).model(), folder, "net");
        return ModelCutter.cut(
                        new ModelImporter(new OrtGraphRunner()).read(file, ImportOptions.named("net")),
                        new CutOptions(1, 1, Set.of()))
                .get(0);
    }

    @Test
    void elasticBlocksNeedNoNote() {
        CutBlock block = whole(net.conv(net.relu(net.conv(x, 3, 8, 3, 1, 1)), 8, 4, 3, 1, 1));
        assertThat(block.isElastic()).isTrue();
        assertThat(block.note()).isNull();
    }

    @Test
    void aBlockWithoutLayersSaysSo() {
        assertThat(whole(net.op("Sigmoid", net.maxPool(x, 2, 2))).note()).isEqualTo("it holds no layer with weights");
    }

    @Test
    void aSingleLayerStandsBetweenTwoBorders() {
        assertThat(whole(net.relu(net.conv(x, 3, 8, 3, 1, 1))).note()).contains("one layer", "borders");
    }

    @Test
    void depthwiseLayersThatEndInABorderKeepItsChannels() {
        String first = net.relu(net.conv(x, 3, 3, 3, 1, 3));
        CutBlock block = whole(net.plus(net.conv(first, 3, 3, 3, 1, 3), x));
        assertThat(block.isElastic()).isFalse();
        assertThat(block.note()).contains("2 layers", "borders");
    }

    @Test
    void anOperatorThatNeedsAllChannelsIsNamed() {
        String inner = net.op("Softmax", net.conv(x, 3, 8, 3, 1, 1));
        CutBlock block = whole(net.conv(inner, 8, 4, 3, 1, 1));
        assertThat(block.isElastic()).isFalse();
        assertThat(block.note()).contains("all channels", "Softmax");
    }
}
