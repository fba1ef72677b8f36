/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the original network has at the borders between its blocks, for all samples, one block after the other. */
final class BorderStream {
    /*
     * Every block of the original runs once per sample. Only tensors that a later block still reads are kept, so memory
     * is bounded by the widest border and not by the size of the network.
     */
    private final BlockCatalog catalog;
    private final List<Map<String, Tensor>> live = new ArrayList<>();
    private int position;

    private BorderStream(BlockCatalog catalog) {
        this.catalog = catalog;
    }

    /** Starts with the network's input for each of these images. */
    static BorderStream of(BlockCatalog catalog, ImageSet images) {
        Shape nominal = catalog.input().nominal().with(0, 1);
        Resampler resampler = new Resampler(
                catalog.preprocessing(), Math.toIntExact(nominal.dim(3)), Math.toIntExact(nominal.dim(2)));
        BorderStream stream = new BorderStream(catalog);
        for (int i = 0; i < images.size(); i++) {
            Tensor input = Tensor.allocate(catalog.input().type(), nominal);
            resampler.resample(images.sample(i).image(), input.floats(), 0);
            stream.live.add(new HashMap<>(Map.of(catalog.input().name(), input)));
        }
        return stream;
    }

    /** How many samples of a network fit into so much memory. */
    static int affordable(BlockCatalog catalog, long bytes) {
        long widest = catalog.input().nominalBytes();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Set<String> needed = neededBehind(catalog, i);
            long width = 0;
            for (Block block : catalog.blocks().subList(0, i + 1)) {
                width += block.outputs().stream()
                        .filter(output -> needed.contains(output.name()))
                        .mapToLong(TensorSpec::nominalBytes)
                        .sum();
            }
            widest = Math.max(widest, width);
        }
        return (int) Math.min(
                Integer.MAX_VALUE,
                bytes / Math.max(1, 2 * widest / catalog.input().nominal().dim(0)));
    }

    private static Set<String> neededBehind(BlockCatalog catalog, int block) {
        Set<String> needed = new HashSet<>();
        catalog.blocks().subList(block + 1, catalog.blocks().size()).forEach(later -> later.inputs()
                .forEach(input -> needed.add(input.name())));
        return needed;
    }

    /** Identifies what the network is fed with: the inputs of all samples, in order. Only before the first step. */
    Digest digest() {
        StringBuilder digests = new StringBuilder();
        for (Map<String, Tensor> tensors : live) {
            Tensor input = Lookup.in(tensors, catalog.input().name());
            digests.append(Digest.sha256(input.data())).append('\n');
        }
        return Digest.sha256(digests.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The inputs of the block at which the stream stands, for each sample. */
    List<Map<String, Tensor>> inputs() {
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        for (Map<String, Tensor> tensors : live) {
            Map<String, Tensor> read = new HashMap<>();
            for (TensorSpec spec : catalog.blocks().get(position).inputs()) {
                read.put(spec.name(), Lookup.in(tensors, spec.name()));
            }
            inputs.add(read);
        }
        return inputs;
    }

    /** Runs the original of that block over all samples. */
    List<Map<String, Tensor>> answers(GraphRunner.LoadedGraph original, List<Map<String, Tensor>> inputs) {
        Block block = catalog.blocks().get(position);
        List<String> names = block.outputs().stream().map(TensorSpec::name).toList();
        List<Map<String, Tensor>> answers = new ArrayList<>();
        for (Map<String, Tensor> input : inputs) {
            Map<String, Tensor> answer = original.run(input, names);
            answer.values().forEach(tensor -> requireNumbers(block, tensor));
            answers.add(answer);
        }
        return answers;
    }

    private void requireNumbers(Block block, Tensor tensor) {
        FloatBuffer values = tensor.floats();
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new BlocksException(
                        "Block %s of %s answers with %s for one of the images. Maybe the weights of the network are damaged, or its preprocessing is not the one it was trained with."
                                .formatted(block.id(), catalog.model(), values.get(i)));
            }
        }
    }

    /** Steps behind the block, with what it answered. */
    void advance(List<Map<String, Tensor>> answers) {
        Set<String> needed = neededBehind(catalog, position);
        for (int i = 0; i < live.size(); i++) {
            live.get(i).putAll(answers.get(i));
            live.get(i).keySet().retainAll(needed);
        }
        position++;
    }
}
