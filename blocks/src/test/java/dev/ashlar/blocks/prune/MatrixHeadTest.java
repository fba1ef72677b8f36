/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heads that are spelt as products of matrices, as Keras does: the last convolution loses channels through them. */
class MatrixHeadTest {
    private static final int WIDTH = 32;

    private final GraphRunner runner = new OrtGraphRunner();
    private final Tensor image = Graphs.random(1, 1, 3, 8, 8);

    @TempDir
    Path folder;

    /** How the numbers of all channels get from an image to a row. */
    enum Spelling {
        SQUEEZED {
            @Override
            String row(OnnxNets net, String x) {
                return net.op("Squeeze", net.globalAveragePool(x), net.constant(2, 3));
            }
        },
        SQUEEZED_FROM_THE_END {
            @Override
            String row(OnnxNets net, String x) {
                return net.op("Squeeze", net.globalAveragePool(x), net.constant(-2, -1));
            }
        },
        RESHAPED {
            @Override
            String row(OnnxNets net, String x) {
                return net.op("Reshape", net.globalAveragePool(x), net.constant(-1, WIDTH));
            }
        },
        RESHAPED_WITH_A_FREE_WIDTH {
            @Override
            String row(OnnxNets net, String x) {
                return net.op("Reshape", net.globalAveragePool(x), net.constant(0, -1));
            }
        },
        FLATTENED {
            @Override
            String row(OnnxNets net, String x) {
                return net.flatten(net.globalAveragePool(x));
            }
        },
        AVERAGED {
            @Override
            String row(OnnxNets net, String x) {
                return net.add(NodeProto.newBuilder()
                        .setOpType("ReduceMean")
                        .addInput(x)
                        .addAttribute(OnnxNets.ints("axes", 2, 3))
                        .addAttribute(OnnxNets.integer("keepdims", 0)));
            }
        };

        abstract String row(OnnxNets net, String x);
    }

    private static ModelProto network(Spelling spelling) {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.relu(net.conv(net.input("x", -1, 3, 8, 8), 3, WIDTH, 3, 1, 1));
        String product = net.op("MatMul", spelling.row(net, x), net.weight(0.2, WIDTH, 10));
        return net.output(net.op("Softmax", net.plus(product, net.weight(0.1, 10))), -1, 10)
                .model();
    }

    @ParameterizedTest
    @EnumSource
    void theLastConvolutionLosesChannels(Spelling spelling) {
        Path file = Graphs.file(network(spelling), folder, "net");
        ImportedModel model = new ModelImporter(runner).read(file, ImportOptions.named("net"));
        CutBlock whole = ModelCutter.cut(model, new CutOptions(1, 1, Set.of())).get(0);
        assertThat(whole.elasticMacs()).isEqualTo(whole.macs());

        Map<String, Tensor> inputs = Map.of("x", image);
        OnnxGraph folded = BlockPruner.fold(whole.graph());
        ShapedGraph block;
        try (TensorProbe probe = new TensorProbe(folded, runner)) {
            block = new ShapedGraph(folded, probe.look(inputs).shapes());
        }
        try (CrossProducts products = new CrossProducts(runner)) {
            BlockPruner pruner =
                    new BlockPruner(block, List.of(inputs), runner, products, LevelWidths.usual(List.of(1.0, 0.5)), 1);
            requireAnswersOf(file, pruner.at(1).graph());
            assertThat(filters(pruner.at(0.5).graph())).isEqualTo(WIDTH / 2);
        }
    }

    private void requireAnswersOf(Path file, OnnxGraph block) {
        OnnxGraph original = OnnxReader.read(file);
        assertThat(filters(block)).isEqualTo(WIDTH);
        Map<String, Tensor> actual = Graphs.run(runner, block, Map.of("x", image));
        Graphs.run(runner, original, Map.of("x", image))
                .forEach((name, tensor) -> assertThat(Graphs.relativeError(Lookup.in(actual, name), tensor))
                        .as(name)
                        .isLessThan(1e-5));
    }

    private static long filters(OnnxGraph block) {
        NodeProto convolution = block.nodes().stream()
                .filter(node -> node.getOpType().equals("Conv"))
                .findFirst()
                .orElseThrow();
        return Constants.shape(Lookup.in(block.constants(), convolution.getInput(1)))
                .dim(0);
    }
}
