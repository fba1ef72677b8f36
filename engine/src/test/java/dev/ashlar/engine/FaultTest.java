/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A world that breaks: each time the engine says what happened and goes on with what it has. */
final class FaultTest {
    private static final Shape SHAPE = Shape.of(1, 3, 16, 16);

    private final Path folder;

    FaultTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Runs a program under limits of the shell, which every system with a shell has. */
    private static String limited(String limits, Class<?> main, Object... arguments) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "Skipped: limits are set by a shell, which is absent.");
        return ChildJvm.startLimited(limits, main, List.of("-Xmx512m"), arguments)
                .output();
    }

    @Test
    void saysSoWhenTheDiskIsFull() throws Exception {
        // No file may grow beyond 40 MiB: the library that Java unpacks fits, the weights do not.
        OnnxNets large = OnnxNets.seeded(3);
        String weights = large.constant(new float[3400 * 3400], 3400, 3400);
        large.output(large.op("MatMul", large.input("input", -1, 3400), weights), -1, 3400);
        BlockFile file = CutNet.write(folder, large.bytes());
        String output = limited("ulimit -f 81920", BlockEngineInChild.class, folder.resolve("cache"), file.path());
        assertThat(output).contains("refused ", "Maybe").doesNotContain("opened");
        assertThat(CacheFolder.entries(folder.resolve("cache"))).as("I8").isEmpty();
        assertThat(limited("true", BlockEngineInChild.class, folder.resolve("cache"), file.path()))
                .contains("opened");
    }

    @Test
    void saysSoWhenNoMoreFilesCanBeOpened() throws Exception {
        List<Object> arguments = new ArrayList<>(List.of(folder.resolve("cache")));
        for (long seed = 0; seed < 3; seed++) {
            arguments.add(CutNet.write(folder, OnnxNets.residual(seed, 4, 8).toByteArray())
                    .path());
        }
        String output = limited("ulimit -n 256", FewFilesInChild.class, arguments.toArray());
        assertThat(output).contains("Too many open files", "ulimit -n").endsWith("opened again\n");
    }

    @Test
    void saysSoWhenMemoryCannotBeHadAndRunsOn() {
        OnnxNets wide = OnnxNets.seeded(1);
        String x = wide.conv(wide.input("input", -1, 1, -1, -1), 1, 4096, 1, 1, 1);
        ModelProto whole =
                wide.output(wide.globalAveragePool(x), -1, 4096, 1, 1).model();
        Shape small = Shape.of(1, 1, 4, 4);
        CutNet net = CutNet.of(whole, small, Shape.of(2, 1, 5, 6));
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("cache"));
                OpenChain open = OpenChain.of(engine, net, net.write(folder.resolve("store")))) {
            Tensor expected = open.chain().run(Samples.input(small, 1)).get(0);
            // 4,096 channels of 512 MiB each.
            Tensor large = Tensor.allocate(ElementType.FLOAT32, Shape.of(1, 1, 8192, 16384));
            assertThatThrownBy(() -> open.chain().run(large))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("net")
                    .hasMessageContaining("Maybe");
            assertThat(Samples.distance(
                            open.chain().run(Samples.input(small, 1)).get(0), expected))
                    .isZero();
        }
    }

    @Test
    void namesTheBlockThatAnswersWithWhatIsNoNumber() {
        OnnxNets nets = OnnxNets.seeded(2);
        String x = nets.relu(nets.conv(nets.input("input", -1, 3, 16, 16), 3, 8, 3, 1, 1));
        x = nets.op("Log", nets.op("Neg", x));
        x = nets.relu(nets.conv(x, 8, 8, 3, 1, 1));
        CutNet net = CutNet.of(nets.output(x, -1, 8, 16, 16).model(), SHAPE, SHAPE, 2, 4);
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("cache"));
                OpenChain open = OpenChain.of(engine, net, net.write(folder.resolve("store")))) {
            assertThat(engine.mismatch(net.catalog(), open.chain(), open.blocks(), Samples.input(SHAPE, 2)))
                    .contains("The block b1 (original) of net answers with what is no number");
        }
    }
}
