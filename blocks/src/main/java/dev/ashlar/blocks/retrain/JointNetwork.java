/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * All blocks of a network with their descendants, as differentiable functions one behind the other: what is composed of
 * them can be trained as one.
 *
 * <p><b>Threading</b>: for one thread, the one that made it.
 */
public final class JointNetwork implements AutoCloseable {
    /** Fewer images a step make too rough a gradient. */
    private static final int LEAST_BATCH = 8;

    /** Most memory for all descendants with their gradients and their means. */
    private static final long MOST_BYTES = 1L << 30;

    private static final int COPIES = 4;

    /**
     * A descendant.
     *
     * @param level of strength, from 1 on
     * @param graph folded, so that layers are followed by no more than activations
     */
    public record Choice(int level, OnnxGraph graph) {}

    /**
     * What can stand in a block's place.
     *
     * @param level of strength; 0 for the original, which only lets gradients through
     */
    record Place(int level, TrainableBlock block) {
        boolean isTrained() {
            return level > 0;
        }
    }

    private final GraphRunner runner;
    private final NDManager memory;
    private final Rows rows;
    private final List<Map<String, Tensor>> samples = new ArrayList<>();
    private final List<List<Place>> blocks = new ArrayList<>();
    private long parameterBytes;
    private long activationBytes;
    private int levels;

    /**
     * A network without blocks yet.
     *
     * @param samples of the network's input, batch 1, to compare a few answers by
     */
    public JointNetwork(List<Map<String, Tensor>> samples, GraphRunner runner) {
        this.runner = runner;
        this.memory = Torch.open();
        this.rows = new Rows(memory);
        samples.forEach(sample -> this.samples.add(new HashMap<>(sample)));
    }

    /**
     * Adds the next block.
     *
     * @param original folded
     * @return what keeps the network from being trained together, for people; null if nothing does
     */
    public @Nullable String add(OnnxGraph original, List<Choice> choices) {
        List<Place> places = new ArrayList<>();
        blocks.add(places);
        List<Map<String, Tensor>> inputs =
                samples.stream().map(sample -> read(original, sample)).toList();
        String obstacle =
                TrainableBlock.frozen(original, inputs, runner).fold(block -> put(places, 0, block), no -> no);
        for (Choice choice : choices) {
            obstacle = obstacle != null
                    ? obstacle
                    : TrainableBlock.of(choice.graph(), inputs, runner)
                            .fold(block -> put(places, choice.level(), block), no -> no);
            parameterBytes += COPIES * choice.graph().constantBytes();
        }
        if (obstacle == null && parameterBytes > MOST_BYTES) {
            obstacle = "its descendants need more than %d MiB to be trained together".formatted(MOST_BYTES >> 20);
        }
        if (obstacle == null && StepMemory.batch(LEAST_BATCH, activationBytes) < LEAST_BATCH) {
            obstacle = "%d images a step need too much memory for activations".formatted(LEAST_BATCH);
        }
        if (obstacle == null) {
            carry(original);
        }
        return obstacle;
    }

    private @Nullable String put(List<Place> places, int level, TrainableBlock block) {
        places.add(new Place(level, block));
        levels = Math.max(levels, level);
        activationBytes += level == 0 ? block.activationBytes() : 0;
        return null;
    }

    /** What a block reads of all there is. */
    private static Map<String, Tensor> read(OnnxGraph block, Map<String, Tensor> all) {
        Map<String, Tensor> inputs = new HashMap<>();
        block.inputs().forEach(input -> inputs.put(input.getName(), Lookup.in(all, input.getName())));
        return inputs;
    }

    /** What the next block reads in the samples. */
    private void carry(OnnxGraph original) {
        try (GraphRunner.LoadedGraph loaded = runner.load(original.toBytes())) {
            for (Map<String, Tensor> sample : samples) {
                sample.putAll(loaded.run(read(original, sample), original.outputs()));
            }
        }
    }

    /** A descendant with the weights that it has by now. */
    public OnnxGraph graph(int block, int choice) {
        return blocks.get(block).get(choice + 1).block().graph();
    }

    /** What is trained. */
    List<TrainableBlock> trained() {
        return blocks.stream()
                .flatMap(List::stream)
                .filter(Place::isTrained)
                .map(Place::block)
                .toList();
    }

    /** The strongest level. */
    int levels() {
        return levels;
    }

    /** Bytes of everything that the original network computes for one image. */
    long activationBytes() {
        return activationBytes;
    }

    /** A network of one level: of each block the first of that level, or of the next milder that there is. */
    List<Place> uniform(int level) {
        return blocks.stream().map(places -> nearest(places, level).get(0)).toList();
    }

    /** A network of one level, drawn evenly, half of the time at each block, else of any. */
    List<Place> draw(Random random) {
        int level = 1 + random.nextInt(levels);
        return blocks.stream()
                .map(places -> nearest(places, random.nextBoolean() ? level : random.nextInt(levels + 1)))
                .map(some -> some.get(some.size() == 1 ? 0 : random.nextInt(some.size())))
                .toList();
    }

    private static List<Place> nearest(List<Place> places, int level) {
        int nearest = places.stream()
                .mapToInt(Place::level)
                .filter(each -> each <= level)
                .max()
                .orElse(0);
        return places.stream().filter(place -> place.level() == nearest).toList();
    }

    /** What a composition answers to samples of the network's input, by name. The arrays belong to the open {@link NDScope}. */
    Map<String, NDArray> answers(List<Place> composition, List<Map<String, Tensor>> inputs) {
        Map<String, NDArray> values = new HashMap<>();
        inputs.get(0).keySet().forEach(name -> values.put(name, gather(name, inputs)));
        for (Place place : composition) {
            NDList computed = place.block().forward(values);
            List<String> names = place.block().outputs();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), computed.get(i));
            }
        }
        return values;
    }

    /** The tensors of this name, as one array. */
    NDArray gather(String name, List<Map<String, Tensor>> of) {
        return rows.gather(
                name, of.stream().map(tensors -> Lookup.in(tensors, name)).toList());
    }

    @Override
    public void close() {
        blocks.forEach(places -> places.forEach(place -> place.block().close()));
        memory.close();
    }
}
