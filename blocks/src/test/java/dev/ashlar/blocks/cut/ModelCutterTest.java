/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCutterTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private ImportedModel model(ModelProto proto) {
        return new ModelImporter(runner).read(Graphs.file(proto, folder, "net"), ImportOptions.named("net"));
    }

    private void requireChainEqualsWhole(ImportedModel model, List<CutBlock> blocks, Tensor image) {
        Map<String, Tensor> whole = Graphs.run(
                runner, model.graph(), Map.of(model.structure().input().name(), image));
        Map<String, Tensor> seen =
                new HashMap<>(Map.of(model.structure().input().name(), image));
        for (CutBlock block : blocks) {
            Map<String, Tensor> inputs = new HashMap<>();
            block.inputs().forEach(input -> inputs.put(input.name(), Lookup.in(seen, input.name())));
            seen.putAll(Graphs.run(runner, block.graph(), inputs));
        }
        whole.forEach((name, tensor) ->
                assertThat(Graphs.relativeError(Lookup.in(seen, name), tensor)).isLessThan(1e-5));
    }

    @Test
    void theBlocksOfAResidualNetworkAreItsResidualBlocks() {
        ImportedModel model = model(OnnxNets.residual(1, 8, 32));
        List<CutBlock> blocks = ModelCutter.cut(model, CutOptions.DEFAULT);
        assertThat(blocks).hasSizeBetween(3, 10);
        assertThat(blocks).allSatisfy(block -> {
            assertThat(block.inputs()).hasSize(1);
            assertThat(block.outputs()).hasSize(1);
        });
        requireChainEqualsWhole(model, blocks, Graphs.random(1, 1, 3, 32, 32));
        assertThat(blocks.stream().mapToLong(CutBlock::macs).sum())
                .isEqualTo(model.structure().macs());
    }

    @Test
    void noBorderMakesGlueOfWhatCouldLoseChannels() {
        for (int width : List.of(4, 8, 24)) {
            ImportedModel model = model(OnnxNets.residual(1, width, 32));
            assertThat(ModelCutter.cut(model, new CutOptions(8, 8, Set.of()))).allMatch(CutBlock::isElastic);
            assertThat(ModelCutter.cut(model, CutOptions.DEFAULT)).allMatch(CutBlock::isElastic);
        }
    }

    @Test
    void twoLayersStayTogether() {
        OnnxNets net = OnnxNets.seeded(8);
        String x = net.relu(net.conv(net.input("input", 1, 3, 32, 32), 3, 16, 3, 1, 1));
        ImportedModel model = model(net.output(net.conv(x, 16, 16, 3, 1, 1)).model());
        assertThat(ModelCutter.cut(model, CutOptions.DEFAULT)).singleElement().matches(CutBlock::isElastic);
    }

    @Test
    void moreBlocksAreTakenWhereTheyBringChoices() {
        OnnxNets net = OnnxNets.seeded(9);
        String x = net.input("input", 1, 3, 16, 16);
        for (int i = 0; i < 24; i++) {
            x = net.relu(net.conv(x, i == 0 ? 3 : 16, 16, 3, 1, 1));
        }
        ImportedModel model = model(net.output(x).model());
        List<CutBlock> cheapest = ModelCutter.cut(model, new CutOptions(1, 12, Set.of()));
        assertThat(cheapest).hasSizeLessThan(12);
        assertThat(ModelCutter.cut(model, new CutOptions(12, 12, Set.of())))
                .hasSize(12)
                .allMatch(CutBlock::isElastic);
    }

    @Test
    void whatIsGlueInAnyCutMayStandApart() {
        OnnxNets net = OnnxNets.seeded(10);
        String x = net.input("input", 1, 3, 32, 32);
        for (int i = 0; i < 4; i++) {
            x = net.relu(net.conv(x, i == 0 ? 3 : 16, 16, 3, 1, 1));
        }
        for (int i = 0; i < 4; i++) {
            x = net.op("Softmax", net.conv(x, 16, 16, 3, 1, 1));
        }
        List<CutBlock> blocks = ModelCutter.cut(model(net.output(x).model()), CutOptions.DEFAULT);
        assertThat(blocks.get(0).isElastic()).isTrue();
        assertThat(blocks.get(blocks.size() - 1).isElastic()).isFalse();
        assertThat(blocks.stream().mapToLong(CutBlock::elasticMacs).sum()).isGreaterThan(0);
    }

    @Test
    void noBorderLiesBetweenALayerAndItsActivation() {
        ImportedModel model = model(OnnxNets.residual(2, 8, 32));
        Map<String, String> producers = new HashMap<>();
        model.structure()
                .operators()
                .forEach(operator -> producers.put(operator.outputs().get(0), operator.type()));
        for (CutBlock block : ModelCutter.cut(model, CutOptions.DEFAULT)) {
            for (TensorSpec output : block.outputs()) {
                assertThat(producers.get(output.name())).isNotIn("Conv", "BatchNormalization", "Add");
            }
        }
    }

    @Test
    void theSameNetworkIsCutTheSameWayAgain() {
        ModelProto proto = OnnxNets.residual(3, 16, 32);
        List<CutBlock> first = ModelCutter.cut(model(proto), CutOptions.DEFAULT);
        List<CutBlock> second = ModelCutter.cut(model(proto), CutOptions.DEFAULT);
        assertThat(second).isEqualTo(first);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).graph().toBytes())
                    .isEqualTo(first.get(i).graph().toBytes());
        }
    }

    @Test
    void pinnedTensorsAreBorders() {
        ImportedModel model = model(OnnxNets.residual(4, 8, 32));
        List<CutBlock> free = ModelCutter.cut(model, new CutOptions(1, 1, Set.of()));
        assertThat(free).hasSize(1);
        String pin = ModelCutter.cut(model, CutOptions.DEFAULT)
                .get(1)
                .outputs()
                .get(0)
                .name();
        List<CutBlock> pinned = ModelCutter.cut(model, new CutOptions(1, 2, Set.of(pin)));
        assertThat(pinned).hasSize(2);
        assertThat(pinned.get(0).outputs()).extracting(TensorSpec::name).containsExactly(pin);
    }

    @Test
    void anImpossiblePinIsRefusedByName() {
        ImportedModel model = model(OnnxNets.residual(5, 8, 32));
        String convolution = model.structure().operators().get(0).outputs().get(0);
        assertThatThrownBy(() -> ModelCutter.cut(model, new CutOptions(1, 4, Set.of(convolution))))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining(convolution);
        assertThatThrownBy(() -> ModelCutter.cut(model, new CutOptions(1, 4, Set.of("ghost"))))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("ghost");
    }

    @Test
    void tensorsThatSkipBlocksAreReadWhereTheyAreNeeded() {
        OnnxNets net = OnnxNets.seeded(6);
        String x = net.relu(net.conv(net.input("input", 1, 3, 32, 32), 3, 16, 3, 1, 1));
        String low = net.relu(net.conv(net.relu(net.conv(x, 16, 32, 3, 2, 1)), 32, 16, 3, 1, 1));
        String high = net.relu(net.conv(net.relu(net.conv(low, 16, 64, 3, 2, 1)), 64, 16, 3, 1, 1));
        String up = net.conv(net.globalAveragePool(high), 16, 16, 1, 1, 1);
        String joined = net.relu(net.conv(net.op("Mul", low, net.op("Sigmoid", up)), 16, 24, 3, 1, 1));
        ImportedModel model = model(net.output(net.conv(joined, 24, 8, 3, 1, 1)).model());
        List<CutBlock> blocks = ModelCutter.cut(model, new CutOptions(3, 4, Set.of(low, high)));
        assertThat(blocks.get(blocks.size() - 1).inputs()).hasSize(2);
        requireChainEqualsWhole(model, blocks, Graphs.random(6, 1, 3, 32, 32));
    }

    @Test
    void layersThatShareWeightsStayInOneBlock() {
        OnnxNets net = OnnxNets.seeded(7);
        String weight = net.weight(0.1, 16, 16, 3, 3);
        String x = net.relu(net.conv(net.input("input", 1, 3, 32, 32), 3, 16, 3, 1, 1));
        for (int i = 0; i < 6; i++) {
            x = i % 3 == 1
                    ? net.relu(net.add(ai.onnx.proto.OnnxMl.NodeProto.newBuilder()
                            .setOpType("Conv")
                            .addInput(x)
                            .addInput(weight)
                            .addAttribute(OnnxNets.ints("pads", 1, 1, 1, 1))))
                    : net.relu(net.conv(x, 16, 16, 3, 1, 1));
        }
        ImportedModel model = model(net.output(x).model());
        List<CutBlock> blocks = ModelCutter.cut(model, new CutOptions(2, 8, Set.of()));
        assertThat(blocks.stream().filter(block -> block.graph().constants().containsKey(weight)))
                .hasSize(1);
        requireChainEqualsWhole(model, blocks, Graphs.random(7, 1, 3, 32, 32));
    }
}
