/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.factor;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.math.Factors;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.prune.LinearLayer;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes versions of one block whose large layers are two thin ones each, from samples of its inputs.
 *
 * <p><b>Threading</b>: for one thread at a time.
 */
public final class BlockFactorizer {
    /*
     * Layer by layer, front to back: each is fitted to what the original layer answered, on the inputs that it gets from
     * the layers already replaced, and then replaced by the layer of low rank whose answers are nearest to that fit
     * (ReducedRank), written as two: a convolution of the same kernel to `rank` channels and one of a single place, or
     * two fully connected layers.
     */
    private final ShapedGraph original;
    private final List<Map<String, Tensor>> samples;
    private final GraphRunner runner;
    private final CrossProducts products;
    private final long seed;
    private final List<String> layers = new ArrayList<>();
    private @Nullable Map<String, LayerRows> rows;

    /**
     * Prepares the factorisation of a block.
     *
     * @param original folded
     * @param samples the block's inputs for each sample, batch 1
     */
    public BlockFactorizer(
            ShapedGraph original,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            CrossProducts products,
            long seed) {
        this.original = original;
        this.samples = List.copyOf(samples);
        this.runner = runner;
        this.products = products;
        this.seed = seed;
        for (NodeProto node : original.graph().nodes()) {
            if (ThinLayers.canReplace(original, node) && LayerRows.canSample(new LinearLayer(original, node))) {
                layers.add(node.getOutput(0));
            }
        }
    }

    /** Whether any layer gets cheaper if this share of the compute of each large layer is to stay. */
    public boolean wins(double keep) {
        return layers.stream().anyMatch(name -> rank(original, name, keep) > 0);
    }

    /**
     * The block with all large layers replaced.
     *
     * @param keep the share of the multiply-accumulates of each of these layers that stays at most, above 0 and below 1
     * @return null if no layer is large enough to get cheaper
     */
    public @Nullable ShapedGraph at(double keep) {
        Argument.require(
                keep > 0 && keep < 1, "The share of the compute to keep (%s) must be above 0 and below 1.", keep);
        if (!wins(keep)) {
            return null;
        }
        ShapedGraph current = original;
        for (String name : layers) {
            int rank = rank(current, name, keep);
            if (rank > 0) {
                NodeProto node = Lookup.in(current.graph().producers(), name);
                LinearLayer layer = new LinearLayer(current, node);
                Factors factors = Lookup.in(rows(), name)
                        .fit(current, layer, samples, runner, products)
                        .at(rank, seed);
                current = ThinLayers.replace(current, layer, rank, factors);
            }
        }
        return current;
    }

    private static int rank(ShapedGraph block, String name, double keep) {
        LinearLayer layer = new LinearLayer(block, Lookup.in(block.graph().producers(), name));
        return ThinLayers.rank(layer.features(), layer.targets(), keep);
    }

    private Map<String, LayerRows> rows() {
        Map<String, LayerRows> drawn = rows;
        if (drawn == null) {
            drawn = LayerRows.collect(original, layers, samples, runner, seed);
            rows = drawn;
        }
        return drawn;
    }
}
