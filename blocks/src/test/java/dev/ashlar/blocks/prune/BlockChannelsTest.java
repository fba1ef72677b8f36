/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockChannelsTest {
    @TempDir
    Path folder;

    private final OnnxNets net = OnnxNets.seeded(1);
    private final String x = net.input("x", 1, 6, 8, 8);

    private BlockChannels channels(String output) {
        OnnxGraph graph = Graphs.of(net.output(output).model(), folder);
        try (TensorProbe probe = new TensorProbe(graph, new OrtGraphRunner())) {
            Map<String, Shape> shapes =
                    probe.look(Map.of("x", Graphs.random(1, 1, 6, 8, 8))).shapes();
            return BlockChannels.of(graph, shapes::get);
        }
    }

    private List<Integer> widths(String output) {
        return channels(output).groups().stream().map(ChannelGroup::width).toList();
    }

    @Test
    void theChannelsBetweenTwoLayersMayGo() {
        String inner = net.relu(net.conv(x, 6, 10, 3, 1, 1));
        BlockChannels channels = channels(net.conv(inner, 10, 4, 3, 1, 1));
        assertThat(channels.groups()).singleElement().satisfies(group -> {
            assertThat(group.width()).isEqualTo(10);
            assertThat(group.readers()).hasSize(1);
        });
        assertThat(channels.elasticMacs()).isEqualTo(64L * 9 * (6 * 10 + 10 * 4));
    }

    @Test
    void aSingleLayerHasNothingToGive() {
        BlockChannels channels = channels(net.relu(net.conv(x, 6, 10, 3, 1, 1)));
        assertThat(channels.groups()).isEmpty();
        assertThat(channels.elasticMacs()).isZero();
    }

    @Test
    void aSumWithTheInputKeepsItsChannels() {
        String inner = net.relu(net.conv(x, 6, 10, 3, 1, 1));
        String outer = net.plus(net.conv(inner, 10, 6, 3, 1, 1), x);
        assertThat(widths(net.conv(outer, 6, 4, 1, 1, 1))).containsExactly(10);
    }

    @Test
    void depthwiseLayersLoseTheChannelsOfTheirInput() {
        String expanded = net.relu(net.conv(x, 6, 12, 1, 1, 1));
        String moved = net.relu(net.conv(expanded, 12, 12, 3, 1, 12));
        assertThat(widths(net.conv(moved, 12, 6, 1, 1, 1))).containsExactly(12);
    }

    @Test
    void bothReadersOfSqueezedChannelsAreKnown() {
        String wide = net.relu(net.conv(x, 6, 12, 1, 1, 1));
        String squeezed = net.relu(net.conv(net.globalAveragePool(wide), 12, 3, 1, 1, 1));
        String scale = net.op("Sigmoid", net.conv(squeezed, 3, 12, 1, 1, 1));
        List<ChannelGroup> groups =
                channels(net.conv(net.op("Mul", wide, scale), 12, 6, 1, 1, 1)).groups();
        assertThat(groups).extracting(ChannelGroup::width).containsExactlyInAnyOrder(12, 3);
        assertThat(groups.stream().filter(group -> group.width() == 12))
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.writers()).hasSize(2);
                    assertThat(group.readers()).hasSize(2);
                });
    }

    @Test
    void thePartsOfAConcatenationGoIndependently() {
        String left = net.relu(net.conv(x, 6, 5, 1, 1, 1));
        String right = net.relu(net.conv(x, 6, 7, 3, 1, 1));
        assertThat(widths(net.conv(net.concat(left, right), 12, 4, 1, 1, 1))).containsExactlyInAnyOrder(5, 7);
    }

    @Test
    void flattenedChannelsGoWithAllTheirPlaces() {
        String inner = net.relu(net.conv(x, 6, 5, 3, 1, 1));
        assertThat(widths(net.gemm(net.flatten(inner), 5 * 64, 10))).containsExactly(5);
    }

    @Test
    void whatAnUnknownOperatorReadsStays() {
        String inner = net.conv(x, 6, 10, 3, 1, 1);
        String soft = net.op("Softmax", inner);
        assertThat(widths(net.conv(soft, 10, 4, 1, 1, 1))).isEmpty();
    }
}
