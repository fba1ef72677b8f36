/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.testing.SharedData;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockFactorizerTest {
    private final GraphRunner runner = new OrtGraphRunner();
    private final CrossProducts products = new CrossProducts(runner);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        products.close();
    }

    private ShapedGraph shaped(OnnxGraph graph, Map<String, Tensor> sample) {
        try (TensorProbe probe = new TensorProbe(graph, runner)) {
            return new ShapedGraph(graph, probe.look(sample).shapes());
        }
    }

    private static List<Map<String, Tensor>> samples(int count, long seed, long... shape) {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(Map.of("x", Graphs.random(seed * 1000 + i, shape)));
        }
        return samples;
    }

    private BlockFactorizer factorizer(ShapedGraph block, List<Map<String, Tensor>> samples) {
        return new BlockFactorizer(block, samples, runner, products, 1);
    }

    private static long macs(ShapedGraph block) {
        GraphConstants constants = new GraphConstants(block.graph());
        return block.graph().nodes().stream()
                .mapToLong(node -> ComputeCost.macs(constants, node, block::shape))
                .sum();
    }

    /** Root of the squared difference over the root of the expected squares, over all samples and outputs. */
    private double error(ShapedGraph actual, ShapedGraph expected, List<Map<String, Tensor>> samples) {
        double apart = 0;
        double whole = 0;
        for (Map<String, Tensor> sample : samples) {
            Map<String, Tensor> left = Graphs.run(runner, actual.graph(), sample);
            Map<String, Tensor> right = Graphs.run(runner, expected.graph(), sample);
            for (String name : expected.graph().outputs()) {
                float[] a = Lookup.in(left, name).toFloats();
                float[] b = Lookup.in(right, name).toFloats();
                for (int i = 0; i < b.length; i++) {
                    apart += Math.pow(a[i] - b[i], 2);
                    whole += Math.pow(b[i], 2);
                }
            }
        }
        return Math.sqrt(apart / whole);
    }

    private static OnnxNets wide(long seed, boolean transposed) {
        OnnxNets net = OnnxNets.seeded(seed);
        String x = net.input("x", -1, 300);
        String first = net.weight(0.05, transposed ? new long[] {200, 300} : new long[] {300, 200});
        String hidden = net.relu(net.add(NodeProto.newBuilder()
                .setOpType("Gemm")
                .addInput(x)
                .addInput(first)
                .addInput(net.weight(0.1, 200))
                .addAttribute(OnnxNets.integer("transB", transposed ? 1 : 0))));
        return net.output(net.gemm(hidden, 200, 10), -1, 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void makesTwoFullyConnectedLayersOfOne(boolean transposed) {
        List<Map<String, Tensor>> samples = samples(400, 1, 1, 300);
        ShapedGraph block = shaped(Graphs.of(wide(1, transposed).model(), folder), samples.get(0));
        ShapedGraph thin = Objects.requireNonNull(factorizer(block, samples).at(0.5));
        assertThat(thin.graph().nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("Gemm", "Gemm", "Relu", "Gemm");
        assertThat(thin.graph().outputs()).isEqualTo(block.graph().outputs());
        assertThat(macs(thin)).isBetween(macs(block) * 4 / 10, macs(block) * 55 / 100);
        assertThat(error(thin, block, samples(20, 2, 1, 300))).isLessThan(0.7);
    }

    @Test
    void isExactWhereTheInputsSpanNoMoreThanTheRank() {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        Tensor basis = Graphs.random(7, 40, 300);
        for (int i = 0; i < 300; i++) {
            float[] mix = Graphs.random(100 + i, 40).toFloats();
            float[] x = new float[300];
            for (int f = 0; f < 300; f++) {
                for (int k = 0; k < 40; k++) {
                    x[f] += mix[k] * basis.floats().get(k * 300 + f);
                }
            }
            samples.add(Map.of("x", Tensor.of(dev.ashlar.core.graph.Shape.of(1, 300), x)));
        }
        ShapedGraph block = shaped(Graphs.of(wide(2, true).model(), folder), samples.get(0));
        ShapedGraph thin = Objects.requireNonNull(factorizer(block, samples).at(0.5));
        assertThat(error(thin, block, samples)).isLessThan(2e-3);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 1, 1", "3, 2, 1"})
    void makesTwoConvolutionsOfOne(int kernel, int stride, long seed) {
        OnnxNets net = OnnxNets.seeded(seed);
        String x = net.relu(net.conv(net.input("x", -1, 3, 12, 12), 3, 192, 3, 1, 1));
        String y = net.relu(net.conv(x, 192, 192, kernel, stride, 1));
        ModelProto model =
                net.output(net.conv(y, 192, 8, 1, 1, 1), -1, 8, -1, -1).model();
        List<Map<String, Tensor>> samples = samples(24, seed, 1, 3, 12, 12);
        ShapedGraph block = shaped(Graphs.of(model, folder), samples.get(0));
        BlockFactorizer factorizer = factorizer(block, samples);
        double before = 0;
        for (double keep : new double[] {0.75, 0.5, 0.25}) {
            ShapedGraph thin = Objects.requireNonNull(factorizer.at(keep));
            assertThat(shaped(thin.graph(), samples.get(0)).shapes()).containsAllEntriesOf(thin.shapes());
            assertThat(macs(thin)).isLessThan(macs(block));
            double error = error(thin, block, samples(6, seed + 10, 1, 3, 12, 12));
            assertThat(error).as("keep %s", keep).isBetween(before, 0.5);
            before = error;
        }
    }

    @Test
    void fitsLayersOfMoreInputsThanSamplesWithoutAMatrixOfTheirSquare() {
        OnnxNets net = OnnxNets.seeded(5);
        String x = net.flatten(net.input("x", -1, 12, 24, 24));
        ModelProto model = net.output(net.gemm(net.relu(net.gemm(x, 6912, 500)), 500, 10), -1, 10)
                .model();
        List<Map<String, Tensor>> samples = samples(60, 5, 1, 12, 24, 24);
        ShapedGraph block = shaped(Graphs.of(model, folder), samples.get(0));
        ShapedGraph thin = Objects.requireNonNull(factorizer(block, samples).at(0.25));
        assertThat(thin.graph().nodes()).hasSize(block.graph().nodes().size() + 1);
        assertThat(macs(thin)).isLessThan(macs(block) * 26 / 100);
        assertThat(error(thin, block, samples))
                .as("on the samples, fewer than the rank")
                .isLessThan(0.02);
    }

    @Test
    void leavesBlocksAloneWhoseLayersAreSmall() {
        OnnxNets net = OnnxNets.seeded(6);
        String x = net.relu(net.conv(net.input("x", -1, 3, 8, 8), 3, 16, 3, 1, 1));
        ModelProto model =
                net.output(net.conv(x, 16, 64, 3, 1, 4), -1, 64, 8, 8).model();
        List<Map<String, Tensor>> samples = samples(4, 6, 1, 3, 8, 8);
        BlockFactorizer factorizer = factorizer(shaped(Graphs.of(model, folder), samples.get(0)), samples);
        assertThat(factorizer.wins(0.5)).isFalse();
        assertThat(factorizer.at(0.5)).isNull();
    }

    @Test
    void refusesSharesThatAreNone() {
        List<Map<String, Tensor>> samples = samples(4, 1, 1, 300);
        ShapedGraph block = shaped(Graphs.of(wide(1, true).model(), folder), samples.get(0));
        assertThatThrownBy(() -> factorizer(block, samples).at(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ranksSaveWhatIsAskedAndComeInStepsOfTheEngine() {
        assertThat(ThinLayers.rank(4608, 512, 0.5)).isEqualTo(224);
        assertThat(ThinLayers.rank(300, 200, 0.25)).isEqualTo(24);
        assertThat(ThinLayers.rank(25_088, 4096, 0.5)).isEqualTo(1760);
        assertThat(ThinLayers.rank(576, 10, 0.5)).as("too small").isZero();
    }

    @Test
    void namesAndBordersOfRealBlocksStay() {
        Path file = SharedData.require("models/resnet18-half-cifar10jpeg.onnx");
        ImportedModel model =
                new ModelImporter(runner).read(file, new ImportOptions(new ModelId("m"), null, null, null, List.of()));
        List<CutBlock> blocks = ModelCutter.cut(model, CutOptions.DEFAULT);
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            samples.add(Map.of(
                    model.structure().input().name(),
                    Graphs.random(i, model.structure().input().nominal().toArray())));
        }
        int replaced = 0;
        for (CutBlock block : blocks) {
            ShapedGraph whole = shaped(BlockPruner.fold(block.graph()), samples.get(0));
            ShapedGraph thin = factorizer(whole, samples).at(0.5);
            if (thin != null) {
                replaced++;
                assertThat(thin.graph().inputs()).isEqualTo(whole.graph().inputs());
                assertThat(thin.graph().outputs()).isEqualTo(whole.graph().outputs());
                assertThat(macs(thin)).isLessThan(macs(whole));
                assertThat(error(thin, whole, samples))
                        .as("block %s", block.id())
                        .isLessThan(0.35);
            }
            List<Map<String, Tensor>> next = new ArrayList<>();
            samples.forEach(sample -> next.add(Graphs.run(runner, block.graph(), sample)));
            samples = next;
        }
        assertThat(replaced).isGreaterThan(2);
    }
}
