/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner.LoadedGraph;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A network cut by hand into blocks, anywhere: any tensor may cross a border, several at once, and past blocks. */
final class CutNet {
    private final ModelProto whole;
    private final BlockCatalog catalog;
    private final List<byte[]> blocks;

    private CutNet(ModelProto whole, BlockCatalog catalog, List<byte[]> blocks) {
        this.whole = whole;
        this.catalog = catalog;
        this.blocks = blocks;
    }

    /**
     * Cuts a network.
     *
     * @param nominal shape of its input
     * @param other another shape of its input, to see which extents are free; may equal the nominal one
     * @param cuts indices of the operators that begin a new block
     */
    static CutNet of(ModelProto whole, Shape nominal, Shape other, int... cuts) {
        GraphProto graph = whole.getGraph();
        Map<String, TensorSpec> specs = specs(whole, nominal, other);
        TensorSpec input = Objects.requireNonNull(specs.get(inputOf(graph).getName()));
        List<Block> parts = new ArrayList<>();
        List<byte[]> files = new ArrayList<>();
        int[] bounds = bounds(graph.getNodeCount(), cuts);
        for (int i = 0; i + 1 < bounds.length; i++) {
            ModelProto part = part(whole, bounds[i], bounds[i + 1], specs);
            byte[] file = part.toByteArray();
            files.add(file);
            parts.add(new Block(
                    new BlockId("b" + i),
                    named(part.getGraph().getInputList(), specs),
                    named(part.getGraph().getOutputList(), specs),
                    bounds[i + 1] - bounds[i],
                    0,
                    0,
                    List.of(original(file)),
                    List.of()));
        }
        BlockCatalog catalog = new BlockCatalog(
                new ModelId("net"),
                Digest.sha256(whole.toByteArray()),
                input,
                Preprocessing.raw(PixelFormat.RGB),
                named(graph.getOutputList(), specs),
                OutputKind.VALUES,
                List.of(),
                parts);
        return new CutNet(whole, catalog, files);
    }

    /** Cuts a network at places drawn from {@code random}. */
    static CutNet random(ModelProto whole, Shape nominal, Shape other, int cuts, Random random) {
        Set<String> constants = constants(whole.getGraph());
        List<NodeProto> nodes = whole.getGraph().getNodeList();
        int[] places = IntStream.range(0, nodes.size())
                .filter(i -> !constants.containsAll(nodes.get(i).getOutputList()))
                .skip(1)
                .toArray();
        return of(
                whole,
                nominal,
                other,
                random.ints(cuts, 0, places.length).map(i -> places[i]).toArray());
    }

    private static Descendant original(byte[] file) {
        Digest digest = Digest.sha256(file);
        return new Descendant(DescendantId.ORIGINAL, List.of(), digest, file.length, file.length, 0, 0, "cut");
    }

    private static int[] bounds(int nodes, int... cuts) {
        return Arrays.stream(Arrays.copyOf(withEnds(nodes, cuts), cuts.length + 2))
                .sorted()
                .distinct()
                .toArray();
    }

    private static int[] withEnds(int nodes, int... cuts) {
        int[] all = Arrays.copyOf(cuts, cuts.length + 2);
        all[cuts.length] = 0;
        all[cuts.length + 1] = nodes;
        return all;
    }

    private static List<TensorSpec> named(List<ValueInfoProto> infos, Map<String, TensorSpec> specs) {
        return infos.stream()
                .map(info -> Objects.requireNonNull(specs.get(info.getName())))
                .toList();
    }

    /** Tensors that do not depend on the input: each block gets a copy of what computes them. */
    private static Set<String> constants(GraphProto graph) {
        Set<String> names = new HashSet<>(Set.of(""));
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
        for (NodeProto node : graph.getNodeList()) {
            if (names.containsAll(node.getInputList())) {
                names.addAll(node.getOutputList());
            }
        }
        return names;
    }

    static ValueInfoProto inputOf(GraphProto graph) {
        Set<String> constants = constants(graph);
        return graph.getInputList().stream()
                .filter(info -> !constants.contains(info.getName()))
                .findFirst()
                .orElseThrow();
    }

    /** What every tensor is, seen by running the network at two shapes. */
    private static Map<String, TensorSpec> specs(ModelProto whole, Shape nominal, Shape other) {
        Map<String, Tensor> first = runInside(whole, nominal);
        Map<String, Tensor> second = nominal.equals(other) ? first : runInside(whole, other);
        Map<String, TensorSpec> specs = new LinkedHashMap<>();
        first.forEach((name, tensor) -> {
            Shape shape = tensor.shape();
            Shape again = Objects.requireNonNull(second.get(name)).shape();
            for (int axis = 0; axis < shape.rank(); axis++) {
                if (shape.dim(axis) != again.dim(axis)) {
                    shape = shape.with(axis, Shape.FREE);
                }
            }
            specs.put(name, new TensorSpec(name, tensor.type(), shape, tensor.shape()));
        });
        return specs;
    }

    private static Map<String, Tensor> runInside(ModelProto whole, Shape shape) {
        ModelProto.Builder seen = whole.toBuilder();
        Set<String> names = new LinkedHashSet<>();
        Set<String> constants = constants(whole.getGraph());
        whole.getGraph().getNodeList().forEach(node -> names.addAll(node.getOutputList()));
        names.removeAll(constants);
        whole.getGraph().getOutputList().forEach(info -> names.add(info.getName()));
        seen.getGraphBuilder().clearOutput();
        names.forEach(name ->
                seen.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(name)));
        String input = inputOf(whole.getGraph()).getName();
        Tensor zeros = Samples.input(shape, 1);
        try (LoadedGraph graph = new OrtGraphRunner().load(seen.build().toByteArray())) {
            Map<String, Tensor> all = new LinkedHashMap<>(graph.run(Map.of(input, zeros), names));
            all.put(input, zeros);
            return all;
        }
    }

    private static ModelProto part(ModelProto whole, int from, int to, Map<String, TensorSpec> specs) {
        GraphProto graph = whole.getGraph();
        Set<String> constants = constants(graph);
        Set<String> read = new LinkedHashSet<>();
        Set<String> written = new LinkedHashSet<>();
        Set<String> wanted = new HashSet<>();
        graph.getOutputList().forEach(info -> wanted.add(info.getName()));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (i >= from && i < to) {
                read.addAll(node.getInputList());
                written.addAll(node.getOutputList());
            } else if (i >= to) {
                wanted.addAll(node.getInputList());
            }
        }
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            boolean constant = constants.containsAll(node.getOutputList());
            if (constant ? node.getOutputList().stream().anyMatch(read::contains) : i >= from && i < to) {
                read.addAll(node.getInputList());
                nodes.add(0, node);
            }
        }
        GraphProto.Builder part = GraphProto.newBuilder().setName("part").addAllNode(nodes);
        for (TensorProto tensor : graph.getInitializerList()) {
            if (read.contains(tensor.getName())) {
                part.addInitializer(tensor);
            }
        }
        read.removeAll(written);
        read.removeAll(constants);
        read.forEach(name -> part.addInput(info(Objects.requireNonNull(specs.get(name)))));
        written.removeAll(constants);
        written.retainAll(wanted);
        written.forEach(name -> part.addOutput(info(Objects.requireNonNull(specs.get(name)))));
        // Before version 4 initializers had to be inputs too.
        return whole.toBuilder()
                .setIrVersion(Math.max(4, whole.getIrVersion()))
                .setGraph(part)
                .build();
    }

    private static ValueInfoProto info(TensorSpec spec) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < spec.shape().rank(); axis++) {
            long extent = spec.shape().dim(axis);
            dims.addDim(
                    extent == Shape.FREE
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam(spec.name() + "_" + axis)
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(spec.name())
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(spec.type().onnx())
                                .setShape(dims)))
                .build();
    }

    BlockCatalog catalog() {
        return catalog;
    }

    /** The network's outputs as ONNX Runtime computes them in one session, in the order of the catalog. */
    List<Tensor> runWhole(Tensor input) {
        List<String> names = catalog.outputs().stream().map(TensorSpec::name).toList();
        try (LoadedGraph graph = new OrtGraphRunner().load(whole.toByteArray())) {
            Map<String, Tensor> answers = graph.run(Map.of(catalog.input().name(), input), names);
            return names.stream()
                    .map(name -> Objects.requireNonNull(answers.get(name)))
                    .toList();
        }
    }

    /** Writes the blocks to a folder. */
    List<BlockFile> write(Path folder) {
        List<BlockFile> files = new ArrayList<>();
        for (byte[] block : blocks) {
            files.add(write(folder, block));
        }
        return files;
    }

    static BlockFile write(Path folder, byte[] content) {
        Digest digest = Digest.sha256(content);
        try {
            Path path = Files.createDirectories(folder).resolve(digest.value().substring(0, 12) + ".onnx");
            return new BlockFile(Files.write(path, content), digest, content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
