/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitCostTest {
    @TempDir
    private Path folder;

    @Test
    void growsWithTheSamplesThatTheBlockIsRunFor() {
        OnnxNets net = OnnxNets.seeded(1);
        OnnxGraph block = Graphs.of(
                net.output(net.conv(net.input("x", 1, 3, 8, 8), 3, 16, 3, 1, 1)).model(), folder);
        double few = FitCost.of(block, 1_000_000, 100);
        double many = FitCost.of(block, 1_000_000, 300);
        assertThat(many - few).isCloseTo(2e8, within(1.0));
    }

    @Test
    void aWideFullyConnectedLayerCostsMoreThanAConvolutionOfAsManyMultiplications() {
        OnnxNets wide = OnnxNets.seeded(1);
        OnnxGraph connected = Graphs.of(
                wide.output(wide.gemm(wide.flatten(wide.input("x", 1, 48, 8, 8)), 3072, 8))
                        .model(),
                folder);
        OnnxNets narrow = OnnxNets.seeded(1);
        OnnxGraph convolution = Graphs.of(
                narrow.output(narrow.conv(narrow.input("x", 1, 3, 8, 8), 3, 16, 3, 1, 1))
                        .model(),
                folder);
        double cubed = Math.pow(3072, 3);
        assertThat(FitCost.of(connected, 24_576, 500)).isBetween(cubed, 1.2 * cubed);
        assertThat(FitCost.of(convolution, 27_648, 500)).isBetween(1e6, 1e8);
    }
}
