/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opens, with as many threads as are given after the folder, nine networks, each in a session of its own, and prints how
 * many threads the process has once the first is open and once all are, and whether each answers as on one thread. With a
 * third argument, ONNX Runtime has been used before.
 */
final class PooledThreadsInChild {
    private static final Shape SHAPE = Shape.of(1, 3, 16, 16);

    private PooledThreadsInChild() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        if (arguments.length > 2) {
            OrtRuntime.environment();
        }
        Tensor input = Samples.input(SHAPE, 1);
        List<OpenChain> chains = new ArrayList<>();
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("cache"), threads);
                OrtBlockEngine alone = OrtBlockEngine.open(folder.resolve("cache"))) {
            for (int i = 0; i < 9; i++) {
                CutNet net = CutNet.of(OnnxNets.residual(i, 16, 16), SHAPE, Shape.of(2, 3, 16, 16), 9, 16);
                chains.add(OpenChain.of(engine, net, net.write(folder)));
                if (i == 0) {
                    System.out.println("before " + threads());
                }
                OpenChain other = OpenChain.of(alone, net, net.write(folder));
                float[] answer = chains.get(i).chain().run(input).get(0).toFloats();
                float[] expected = other.chain().run(input).get(0).toFloats();
                System.out.println("equal " + Arrays.equals(answer, expected));
                other.close();
            }
            System.out.println("after " + threads());
            chains.forEach(OpenChain::close);
        }
    }

    private static long threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.count();
        }
    }
}
