/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.testing.SharedData;
import dev.ashlar.engine.OrtGraphRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchNetworkTest {
    @TempDir
    Path folder;

    private OnnxGraph read(byte[] onnx) throws IOException {
        Path file = folder.resolve("net.onnx");
        Files.write(file, onnx);
        return OnnxReader.read(file);
    }

    private static Batch noise(String input, int count, long seed, long... shape) {
        Random random = new Random(seed);
        float[] values = new float[count * Math.toIntExact(Shape.of(shape).elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Batch(count, Map.of(input, Shape.of(shape)), Map.of(input, values));
    }

    @Test
    void computesResidualNetworksAsTheEngineDoes() throws IOException {
        for (long seed = 1; seed <= 3; seed++) {
            OnnxGraph graph = read(OnnxNets.residual(seed, 8, 16).toByteArray());
            try (TorchNetwork network = new TorchNetwork(graph)) {
                network.requireAgreement(noise("input", 5, seed, 1, 3, 16, 16), new OrtGraphRunner());
            }
        }
    }

    @Test
    void computesChainsWithPoolingAsTheEngineDoes() throws IOException {
        OnnxNets net = OnnxNets.seeded(5);
        String x = net.relu(net.batchNorm(net.conv(net.input("input", -1, 3, 8, 8), 3, 8, 3, 1, 1), 8));
        x = net.maxPool(net.relu(net.conv(x, 8, 8, 3, 1, 8)), 2, 2);
        String logits = net.gemm(net.relu(net.gemm(net.flatten(x), 128, 16)), 16, 4);
        OnnxGraph graph = read(net.output(logits, -1, 4).bytes());
        try (TorchNetwork network = new TorchNetwork(graph)) {
            network.requireAgreement(noise("input", 3, 5, 1, 3, 8, 8), new OrtGraphRunner());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "resnet20-cifar10jpeg-ft-bn,32",
        "resnet18-half-cifar10jpeg,32",
        "vgg8s-cifar10-bn,32",
        "npm-face-recognition-resnet-150,150"
    })
    void computesRealNetworksAsTheEngineDoes(String name, int side) {
        Path file = SharedData.require("models/" + name + ".onnx");
        OnnxGraph graph = new ModelImporter(new OrtGraphRunner())
                .read(file, ImportOptions.named("net"))
                .graph();
        String input = graph.inputs().get(0).getName();
        try (TorchNetwork network = new TorchNetwork(graph)) {
            network.requireAgreement(noise(input, 4, 1, 1, 3, side, side), new OrtGraphRunner());
        }
    }

    @Test
    void writesBackWhatItRead() throws IOException {
        OnnxGraph graph = read(OnnxNets.residual(1, 4, 8).toByteArray());
        try (TorchNetwork network = new TorchNetwork(graph)) {
            assertThat(network.graph().constants()).isEqualTo(graph.constants());
            assertThat(network.graph().toBytes()).isEqualTo(graph.toBytes());
        }
    }

    @Test
    void refusesWhatItHasNoRuleForByName() throws IOException {
        OnnxNets net = OnnxNets.seeded(1);
        OnnxGraph graph = read(net.output(net.op("Erf", net.input("input", -1, 3, 8, 8)), -1, 3, 8, 8)
                .bytes());
        assertThatThrownBy(() -> new TorchNetwork(graph).close())
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("Erf_0 (Erf)");
    }

    /*
     * Four numbers 1, 2, 3, 6 in one channel: their mean is 3, the mean square of what is off 3.5, its unbiased form
     * 14/3. The running mean keeps 0.9 of 0.5 and takes 0.1 of 3; the running variance 0.9 of 2 and 0.1 of 14/3.
     */
    @Test
    void normalisesByTheBatchInTrainingAndRemembersIt() throws IOException {
        OnnxNets net = OnnxNets.seeded(1);
        String in = net.input("input", -1, 1, 1, 2);
        String out = net.add(NodeProto.newBuilder()
                .setOpType("BatchNormalization")
                .addInput(in)
                .addInput(net.constant(new float[] {2}, 1))
                .addInput(net.constant(new float[] {1}, 1))
                .addInput(net.constant(new float[] {0.5f}, 1))
                .addInput(net.constant(new float[] {2}, 1)));
        OnnxGraph graph = read(net.output(out, -1, 1, 1, 2).bytes());
        Batch batch = new Batch(2, Map.of("input", Shape.of(1, 1, 1, 2)), Map.of("input", new float[] {1, 2, 3, 6}));
        Batch target = new Batch(2, Map.of(out, Shape.of(1, 1, 1, 2)), Map.of(out, new float[4]));
        try (TorchNetwork network = new TorchNetwork(graph)) {
            double loss = network.descend(batch, target, Loss.meanSquare(), rate -> {}, 0);
            // Scaled by 2 and shifted by 1, what is normalised to mean 0 and variance 1 has a mean square of 4 + 1.
            assertThat(loss).isCloseTo(5, within(1e-4));
            Map<String, float[]> after = network.weights();
            String mean = graph.nodes().get(0).getInput(3);
            String variance = graph.nodes().get(0).getInput(4);
            assertThat(Lookup.in(after, mean)[0]).isCloseTo(0.9f * 0.5f + 0.1f * 3, within(1e-5f));
            assertThat(Lookup.in(after, variance)[0]).isCloseTo(0.9f * 2 + 0.1f * 14 / 3, within(1e-5f));
        }
    }

    /*
     * One weight w = 2, inputs 1 and 3, targets 0: the loss is the mean of w² and 9 w², 5 w²; its slope 10 w. Nesterov's
     * first step from speed 0 is rate * (1 + 0.9) * slope.
     */
    @Test
    void stepsDownTheGradientWithNesterovsMomentum() throws IOException {
        OnnxNets net = OnnxNets.seeded(1);
        String out = net.add(NodeProto.newBuilder()
                .setOpType("Gemm")
                .addInput(net.input("input", -1, 1))
                .addInput(net.constant(new float[] {2}, 1, 1)));
        OnnxGraph graph = read(net.output(out, -1, 1).bytes());
        Batch batch = new Batch(2, Map.of("input", Shape.of(1, 1)), Map.of("input", new float[] {1, 3}));
        Batch target = new Batch(2, Map.of(out, Shape.of(1, 1)), Map.of(out, new float[2]));
        try (TorchNetwork network = new TorchNetwork(graph)) {
            Descent descent = Descent.nesterov(network, 0);
            String weight = graph.nodes().get(0).getInput(1);
            assertThat(network.descend(batch, target, Loss.meanSquare(), descent, 0.01))
                    .isCloseTo(20, within(1e-4));
            double first = 2 - 0.01 * 1.9 * 20;
            assertThat(Lookup.in(network.weights(), weight)[0]).isCloseTo((float) first, within(1e-5f));
            network.descend(batch, target, Loss.meanSquare(), descent, 0.01);
            double speed = 0.9 * 20 + 10 * first;
            double second = first - 0.01 * (10 * first + 0.9 * speed);
            assertThat(Lookup.in(network.weights(), weight)[0]).isCloseTo((float) second, within(1e-5f));
        }
    }

    @Test
    void learnsClassesByCrossEntropy() throws IOException {
        OnnxNets net = OnnxNets.seeded(1);
        String out = net.gemm(net.input("input", -1, 2), 2, 2);
        OnnxGraph graph = read(net.output(out, -1, 2).bytes());
        Batch batch = new Batch(2, Map.of("input", Shape.of(1, 2)), Map.of("input", new float[] {1, 0, 0, 1}));
        Batch truth = new Batch(2, Map.of(Loss.LABELS, Shape.of(1, 2)), Map.of(Loss.LABELS, new float[] {1, 0, 0, 1}));
        try (TorchNetwork network = new TorchNetwork(graph)) {
            Descent adam = Descent.adam(network);
            double loss = Double.NaN;
            for (int i = 0; i < 200; i++) {
                loss = network.descend(batch, truth, Loss.crossEntropy(), adam, 0.05);
            }
            assertThat(loss).isLessThan(0.01);
        }
    }
}
