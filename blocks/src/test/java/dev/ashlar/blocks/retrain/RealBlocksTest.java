/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.SharedData;
import dev.ashlar.engine.OrtGraphRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of real networks and their descendants: all of them can be trained. */
class RealBlocksTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FastestDet.onnx",
                "mlperftiny-resnet8-cifar10.onnx",
                "mlperftiny-vww-mobilenetv1-0.25-96.onnx",
                "resnet20-cifar10jpeg-ft-bn.onnx",
                "yunet_n_320.onnx"
            })
    void blocksAndTheirDescendantsCanBeTrained(String file) {
        ImportedModel model =
                new ModelImporter(runner).read(SharedData.require("models/" + file), ImportOptions.named("m"));
        try (CrossProducts products = new CrossProducts(runner)) {
            for (CutBlock block : ModelCutter.cut(model, CutOptions.DEFAULT)) {
                List<Map<String, Tensor>> samples = samples(block);
                OnnxGraph folded = BlockPruner.fold(block.graph());
                assertThat(reason(folded, samples)).as("%s", block.id()).isEqualTo("trainable");
                OnnxGraph narrow = narrowed(folded, samples, products);
                assertThat(reason(narrow, samples)).as("narrow %s", block.id()).isEqualTo("trainable");
            }
        }
    }

    private static List<Map<String, Tensor>> samples(CutBlock block) {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Map<String, Tensor> sample = new HashMap<>();
            for (var input : block.inputs()) {
                sample.put(
                        input.name(),
                        Graphs.random(i, input.nominal().with(0, 1).toArray()));
            }
            samples.add(sample);
        }
        return samples;
    }

    private OnnxGraph narrowed(OnnxGraph folded, List<Map<String, Tensor>> samples, CrossProducts products) {
        try (TensorProbe probe = new TensorProbe(folded, runner)) {
            ShapedGraph shaped =
                    new ShapedGraph(folded, probe.look(samples.get(0)).shapes());
            return new BlockPruner(shaped, samples, runner, products, LevelWidths.usual(List.of(0.5)), 1)
                    .at(0.5)
                    .graph();
        }
    }

    private String reason(OnnxGraph graph, List<Map<String, Tensor>> samples) {
        return TrainableBlock.of(graph, samples, runner)
                .fold(
                        block -> {
                            block.close();
                            return "trainable";
                        },
                        said -> said);
    }
}
