/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.structure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
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
import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.blocks.quantize.BlockQuantizer;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cuts, prunes and rounds networks of every structure, and holds what comes out against ONNX Runtime on the file. */
class StructureTest {
    private static final int SAMPLES = 8;

    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "residual",
                "inception",
                "dense",
                "inverted residual with squeeze-excite",
                "channel shuffle",
                "feature pyramid",
                "U-shape",
                "several outputs",
                "grouped convolutions",
                "depthwise branches of a border",
                "asymmetric pads",
                "shared weights",
                "fixed batch"
            })
    void everyBlockOfTheStructureIsCutPrunedAndRounded(String structure) throws Exception {
        ModelProto proto = HalfEmptyNets.of(structure, 1);
        Path file = Graphs.file(proto, folder, "net");
        long[] size = structure.equals("fixed batch") ? new long[] {2, 3, 16, 16} : new long[] {1, 3, 16, 16};
        ImportedModel model = new ModelImporter(runner)
                .read(file, new ImportOptions(new ModelId("net"), Shape.of(size), null, null, List.of()));
        List<CutBlock> blocks = ModelCutter.cut(model, new CutOptions(2, 4, Set.of()));
        assertThat(blocks).hasSizeBetween(2, 4);
        List<Map<String, Tensor>> seen = samples(size);
        int narrowed = 0;
        for (CutBlock block : blocks) {
            narrowed += check(block, seen) ? 1 : 0;
        }
        assertThat(narrowed).as("blocks that lost channels").isPositive();
        requireAnswers(Files.readAllBytes(file), model, seen);
        requireOtherSizes(Files.readAllBytes(file), model, blocks);
    }

    private static List<Map<String, Tensor>> samples(long... size) {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            samples.add(new HashMap<>(Map.of("x", Graphs.random(i, size))));
        }
        return samples;
    }

    /** Runs the original of a block, then everything that can be made of it; answers whether it lost channels. */
    private boolean check(CutBlock block, List<Map<String, Tensor>> seen) {
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        List<Map<String, Tensor>> answers = new ArrayList<>();
        for (Map<String, Tensor> sample : seen) {
            Map<String, Tensor> read = new HashMap<>();
            block.inputs().forEach(input -> read.put(input.name(), Lookup.in(sample, input.name())));
            inputs.add(read);
            answers.add(Graphs.run(runner, block.graph(), read));
            sample.putAll(answers.get(answers.size() - 1));
        }
        OnnxGraph folded = BlockPruner.fold(block.graph());
        requireNear(folded, inputs, answers, 1e-5, "folded " + block.id());
        BlockQuantizer quantizer = new BlockQuantizer(folded);
        if (quantizer.hasLayers()) {
            requireNear(quantizer.quantize(inputs, answers, runner, 1), inputs, answers, 0.1, "rounded " + block.id());
        }
        return block.isElastic() && prunes(block, folded, inputs, answers);
    }

    private boolean prunes(
            CutBlock block, OnnxGraph folded, List<Map<String, Tensor>> inputs, List<Map<String, Tensor>> answers) {
        ShapedGraph shaped;
        try (TensorProbe probe = new TensorProbe(folded, runner)) {
            shaped = new ShapedGraph(folded, probe.look(inputs.get(0)).shapes());
        }
        List<Double> keeps = List.of(0.5, 0.25);
        try (CrossProducts products = new CrossProducts(runner)) {
            BlockPruner pruner = new BlockPruner(shaped, inputs, runner, products, LevelWidths.usual(keeps), 1);
            ShapedGraph half = pruner.at(0.5);
            requireNear(half.graph(), inputs, answers, 1e-3, "half of " + block.id());
            ShapedGraph quarter = pruner.at(0.25);
            requireNear(quarter.graph(), inputs, answers, 100, "a quarter of " + block.id());
            try (TensorProbe probe = new TensorProbe(half.graph(), runner)) {
                assertThat(half.shapes())
                        .containsAllEntriesOf(probe.look(inputs.get(0)).shapes());
            }
            return macs(half) < macs(shaped) && macs(quarter) < macs(half);
        }
    }

    private static long macs(ShapedGraph block) {
        GraphConstants constants = new GraphConstants(block.graph());
        return block.graph().nodes().stream()
                .mapToLong(node -> ComputeCost.macs(constants, node, block::shape))
                .sum();
    }

    private void requireNear(
            OnnxGraph graph,
            List<Map<String, Tensor>> inputs,
            List<Map<String, Tensor>> answers,
            double within,
            String what) {
        for (int i = 0; i < inputs.size(); i++) {
            Map<String, Tensor> actual = Graphs.run(runner, graph, inputs.get(i));
            Map<String, Tensor> expected = answers.get(i);
            assertThat(actual).as(what).containsOnlyKeys(expected.keySet());
            expected.forEach((name, tensor) -> {
                Tensor other = Lookup.in(actual, name);
                assertThat(other.shape()).as("%s at %s", what, name).isEqualTo(tensor.shape());
                assertThat(Graphs.relativeError(other, tensor))
                        .as("%s at %s", what, name)
                        .isLessThan(within);
            });
        }
    }

    /** The chain of originals must answer as the file does. */
    private void requireAnswers(byte[] file, ImportedModel model, List<Map<String, Tensor>> seen) {
        List<String> names =
                model.structure().outputs().stream().map(TensorSpec::name).toList();
        try (GraphRunner.LoadedGraph whole = runner.load(file)) {
            for (Map<String, Tensor> sample : seen) {
                whole.run(Map.of("x", Lookup.in(sample, "x")), names)
                        .forEach((name, tensor) -> assertThat(Graphs.relativeError(Lookup.in(sample, name), tensor))
                                .as(name)
                                .isLessThan(1e-5));
            }
        }
    }

    /** Where the file leaves the size or the batch open, so do its blocks. */
    private void requireOtherSizes(byte[] file, ImportedModel model, List<CutBlock> blocks) {
        if (model.structure().input().shape().isStatic()) {
            return;
        }
        List<Map<String, Tensor>> other = List.of(new HashMap<>(Map.of("x", Graphs.random(9, 3, 3, 24, 32))));
        for (CutBlock block : blocks) {
            Map<String, Tensor> read = new HashMap<>();
            block.inputs().forEach(input -> read.put(input.name(), Lookup.in(other.get(0), input.name())));
            other.get(0).putAll(Graphs.run(runner, block.graph(), read));
        }
        requireAnswers(file, model, other);
    }
}
