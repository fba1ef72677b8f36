/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a frame costs the Java heap. */
final class FramePathTest {
    private static final int RUNS = 500;

    /** What the binding of ONNX Runtime makes for every run (names, handles, values), and ours, with room to spare. */
    private static final long MOST_BYTES = 8 << 10;

    @Test
    void leavesLittleOnTheHeapWhateverTheFrameIs(@TempDir Path folder) {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
                "Skipped: this virtual machine does not count what a thread allocates.");
        for (int side : new int[] {16, 64}) {
            Shape shape = Shape.of(1, 3, side, side);
            CutNet net = CutNet.of(OnnxNets.residual(1, 8, side), shape, shape, 7);
            Tensor input = Samples.input(shape, 1);
            try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("cache"));
                    OpenChain open = OpenChain.of(engine, net, net.write(folder.resolve("store" + side)))) {
                perRun(open, input);
                assertThat(perRun(open, input))
                        .as("bytes of a frame of %s", shape)
                        .isLessThan(MOST_BYTES);
            }
        }
    }

    private static long perRun(OpenChain open, Tensor input) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int run = 0; run < RUNS; run++) {
            open.chain().run(input);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / RUNS;
    }
}
