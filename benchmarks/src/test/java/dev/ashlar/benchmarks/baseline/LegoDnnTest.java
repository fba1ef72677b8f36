/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.net.Rows;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegoDnnTest {
    @TempDir
    Path folder;

    @Test
    void stopsAtEachBudgetAndGetsBetterWithMore() throws IOException {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.relu(net.batchNorm(net.conv(net.input("input", -1, 3, 8, 8), 3, 6, 3, 1, 1), 6));
        String out = net.conv(x, 6, 4, 1, 1, 1);
        Path file = folder.resolve("block.onnx");
        Files.write(file, net.output(out, -1, 4, 8, 8).bytes());
        OnnxGraph block = OnnxReader.read(file);
        Rows inputs = table("input", Shape.of(1, 3, 8, 8), 300, 1);
        Rows answers = table(out, Shape.of(1, 4, 8, 8), 300, 2);
        double[] now = {0};
        // A clock that counts how often it is asked: once at the start and once or more per step.
        CpuClock clock = () -> now[0]++;
        List<LegoDnn.Trained> trained =
                new LegoDnn(new OrtGraphRunner(), clock).train(block, inputs, answers, List.of(20.0, 200.0), 1);
        assertThat(trained).hasSize(2);
        assertThat(trained.get(0).images()).isLessThan(trained.get(1).images());
        assertThat(trained.get(1).loss()).isLessThan(trained.get(0).loss());
        assertThat(trained.get(0).graph().constants().keySet())
                .isEqualTo(block.constants().keySet());
    }

    private static Rows table(String name, Shape shape, int count, long seed) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[Math.toIntExact(shape.elements())];
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) random.nextGaussian();
            }
            rows.add(row);
        }
        return new ImageTable(name, shape, rows, Collections.nCopies(count, 0));
    }
}
