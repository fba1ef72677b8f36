/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.math.NormalEquations;
import dev.ashlar.blocks.math.RidgeFit;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Fits the last layers of a block, behind which no other comes, to what they answered in the original network, whatever
 * the block is fed with by now.
 *
 * <p><b>Threading</b>: for one thread at a time.
 */
public final class LastLayers {
    private final GraphRunner runner;
    private final CrossProducts products;
    private final Map<String, NodeProto> layers = new TreeMap<>();
    private final Map<String, LayerSamples> targets;

    /**
     * Notes what the last layers of the original answer.
     *
     * @param original folded
     * @param samples what the original block reads for each sample, batch 1
     */
    public LastLayers(
            ShapedGraph original,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            CrossProducts products,
            long seed) {
        this.runner = runner;
        this.products = products;
        OnnxGraph graph = original.graph();
        Set<String> before = new HashSet<>();
        Set<String> linears = new HashSet<>();
        ChannelMap channels = ChannelMap.of(graph, original::shape);
        channels.linears().forEach(linear -> linears.add(linear.out()));
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            NodeProto node = graph.nodes().get(i);
            String out = node.getOutput(0);
            boolean another = node.getOutputList().stream().anyMatch(before::contains);
            if (linears.contains(out)
                    && !another
                    && new LinearLayer(original, node).features() <= BlockPruner.MOST_FEATURES) {
                layers.put(out, node);
            }
            if (another || linears.contains(out) || node.getOpType().equals("Conv")) {
                before.addAll(node.getInputList());
            }
        }
        this.targets = LayerSamples.collect(original, layers, samples, runner, seed);
    }

    /** Whether there is anything to fit. */
    public boolean isEmpty() {
        return layers.isEmpty();
    }

    /**
     * A descendant of the block with its last layers fitted; itself where its layers are rounded.
     *
     * @param samples what it reads where the blocks before it are compressed, for the same samples as the original's
     */
    public OnnxGraph fitted(ShapedGraph descendant, List<Map<String, Tensor>> samples) {
        OnnxGraph graph = descendant.graph();
        Map<String, NodeProto> producers = graph.producers();
        Map<String, LinearLayer> now = new TreeMap<>();
        Map<String, NormalEquations> equations = new HashMap<>();
        Set<String> wanted = new TreeSet<>();
        layers.forEach((out, node) -> {
            NodeProto producer = producers.get(out);
            if (producer != null
                    && producer.getOpType().equals(node.getOpType())
                    && graph.constant(producer.getInput(1)) != null) {
                LinearLayer layer = new LinearLayer(descendant, producer);
                now.put(out, layer);
                equations.put(out, new NormalEquations(products, layer.features() + 1, layer.targets()));
                wanted.add(producer.getInput(0));
            }
        });
        if (now.isEmpty()) {
            return graph;
        }
        wanted.removeAll(graph.inputNames());
        try (GraphRunner.LoadedGraph loaded = runner.load(graph.toBytes(wanted))) {
            loaded.runEach(samples, wanted, (sample, answers) -> {
                Map<String, Tensor> seen = new HashMap<>(samples.get(sample));
                seen.putAll(answers);
                for (Map.Entry<String, LinearLayer> entry : now.entrySet()) {
                    LinearLayer layer = entry.getValue();
                    int[] all = IntStream.range(0, layer.outChannels()).toArray();
                    Lookup.in(targets, entry.getKey())
                            .addTo(Lookup.in(equations, entry.getKey()), layer, all, seen, sample);
                }
            });
        }
        OnnxGraph fitted = graph;
        for (Map.Entry<String, LinearLayer> entry : now.entrySet()) {
            LinearLayer layer = entry.getValue();
            RidgeFit fit = new RidgeFit(Lookup.in(equations, entry.getKey()).finish(), layer.weights(graph));
            fitted = layer.with(fitted, fit.weights());
        }
        return fitted;
    }
}
