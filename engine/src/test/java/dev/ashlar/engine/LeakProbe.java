/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.LoadedChain.Run;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens, joins, runs and closes a chain many times and prints how often weights are still mapped and by how many KiB
 * the anonymous memory of the process grew.
 * Started with a heap that is all there from the beginning, so that what grows is native.
 */
final class LeakProbe {
    private static final Shape SHAPE = Shape.of(1, 3, 16, 16);

    private LeakProbe() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        CutNet net = CutNet.of(OnnxNets.residual(1, 16, 16), SHAPE, Shape.of(2, 3, 16, 16), 9, 16);
        List<BlockFile> files = net.write(folder);
        Tensor input = Samples.input(SHAPE, 1);
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("cache"))) {
            for (int i = 0; i < 200; i++) {
                cycle(engine, net, files, input);
            }
            long before = anonymous();
            for (int i = 0; i < 1000; i++) {
                cycle(engine, net, files, input);
            }
            long mapped = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.contains(PreparedEntry.WEIGHTS))
                    .count();
            System.out.println("mapped " + mapped + " grown " + (anonymous() - before));
        }
    }

    private static void cycle(OrtBlockEngine engine, CutNet net, List<BlockFile> files, Tensor input) {
        run(OpenChain.of(engine, net, files), input);
        run(OpenChain.apart(engine, net, files), input);
    }

    private static void run(OpenChain chain, Tensor input) {
        try (OpenChain open = chain;
                Run abandoned = open.chain().begin(input)) {
            open.chain().run(input);
            open.chain().run(Samples.input(Shape.of(2, 3, 16, 16), 1));
            abandoned.advance();
        }
    }

    private static long anonymous() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
            if (line.startsWith("Anonymous:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("smaps_rollup without a line for anonymous memory");
    }
}
