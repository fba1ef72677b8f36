/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.cli.Given;
import dev.ashlar.cli.Launch;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.file.Path;

/**
 * Small networks in the place of those of the demo, prepared by the command line.
 *
 * @param store where they are
 * @param pictures what they were prepared on
 */
record TinyStore(Path store, Path pictures) {

    static TinyStore prepare(Path folder) {
        TinyStore tiny = new TinyStore(folder.resolve("store"), Given.pictures(folder.resolve("pictures"), 12, 24));
        for (DemoNetwork network : DemoNetwork.values()) {
            Path file = Given.network(folder.resolve(network.model() + ".onnx"), net(network));
            Launch.of(
                            "prepare",
                            file,
                            "--store",
                            tiny.store,
                            "--data",
                            tiny.pictures,
                            "--blocks",
                            3,
                            "--keep",
                            0.5,
                            "--no-int8",
                            "--samples",
                            6,
                            "--rounds",
                            10,
                            "--images",
                            2)
                    .done();
        }
        return tiny;
    }

    private static ModelProto net(DemoNetwork network) {
        if (network == DemoNetwork.ORIENTATION) {
            return OnnxNets.residual(5, 16, 32);
        }
        OnnxNets net = OnnxNets.seeded(network == DemoNetwork.DETECTOR_V3 ? 3 : 4);
        String x = net.relu(net.conv(net.input("x", 1, 3, 64, 96), 3, 32, 3, 1, 1));
        x = net.relu(net.conv(x, 32, 32, 3, 1, 1));
        x = net.relu(net.conv(net.relu(net.conv(x, 32, 32, 3, 1, 1)), 32, 16, 3, 1, 1));
        return net.output(net.op("Sigmoid", net.conv(x, 16, 1, 1, 1, 1)), 1, 1, 64, 96)
                .model();
    }
}
