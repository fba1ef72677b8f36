/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Trains the descendants of all blocks of a network together: networks composed of them at random learn to answer as the
 * original does. No labels.
 *
 * <p><b>Threading</b>: for one thread, the one that made it.
 */
public final class JointTraining implements AutoCloseable {
    /*
     * A block that imitates its own original spends its few channels on all that the original says, most of which the
     * blocks behind do not heed; what matters is only seen at the end of the network. So every step draws a composition,
     * as networks that share weights are trained (Yu and Huang, Universally Slimmable Networks, ICCV 2019): a level
     * evenly, then for every block that level half of the time and any of its choices otherwise. No descendant learns to
     * rely on one other, so they stay exchangeable; originals only let gradients through.
     *
     * What is descended is the logarithm of the squared difference of the network's outputs, each over the mean square of
     * what is to be answered: the large errors of strong compositions would drown those of mild ones otherwise. The best
     * weights are kept, as judged by the networks of one level on samples that are never trained with.
     */
    private static final double LAST_RATE = 0.02;
    private static final int JUDGED = 5;

    /** Answers that differ by less than a thousandth are as good as equal. */
    private static final float LEAST_LOSS = 1e-6f;

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
     * What became of it.
     *
     * @param before relative error of the answers of networks of one level, in the mean over the levels
     * @param after the same with the weights that are kept; never above {@code before}
     * @param share of the training that the time sufficed for, 0..1
     */
    public record Result(double before, double after, double share) {}

    private record Place(int level, TrainableBlock block) {}

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
    public JointTraining(List<Map<String, Tensor>> samples, GraphRunner runner) {
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
            parameterBytes += COPIES * bytes(choice.graph());
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

    private static long bytes(OnnxGraph graph) {
        return graph.constants().values().stream().mapToLong(Constants::bytes).sum();
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

    /**
     * Trains the descendants, whose weights move on the way.
     *
     * @param fitted samples of the whole network to train with
     * @param judging samples to judge by
     */
    public Result train(Lessons fitted, Lessons judging, JointOptions options, Ticker ticker, Progress progress) {
        return new Run(fitted, judging, options, ticker).train(progress);
    }

    /** A descendant as it is by now. */
    public OnnxGraph graph(int block, int choice) {
        return blocks.get(block).get(choice + 1).block().graph();
    }

    @Override
    public void close() {
        blocks.forEach(places -> places.forEach(place -> place.block().close()));
        memory.close();
    }

    /** Training under way. */
    private final class Run {
        private final Lessons fitted;
        private final Lessons judging;
        private final JointOptions options;
        private final Ticker ticker;
        private final long start;
        private final int batch;
        private final int steps;
        private final List<String> outputs;
        private final Map<String, Float> scales = new HashMap<>();
        private final Map<TrainableBlock, Adam> adams = new HashMap<>();
        private final Random random;
        private final List<Integer> order = new ArrayList<>();
        private int next;

        private Run(Lessons fitted, Lessons judging, JointOptions options, Ticker ticker) {
            this.fitted = fitted;
            this.judging = judging;
            this.options = options;
            this.ticker = ticker;
            this.start = ticker.nanos();
            this.batch = Math.min(fitted.size(), StepMemory.batch(options.batch(), activationBytes));
            this.steps = options.steps(fitted.size(), batch);
            this.outputs = fitted.answers().get(0).keySet().stream().sorted().toList();
            this.random = new Random(options.seed());
            outputs.forEach(output ->
                    scales.put(output, (float) (1 / Math.max(1e-12, fitted.requireMeanSquare(List.of(output))))));
            blocks.forEach(places -> places.stream()
                    .filter(place -> place.level() > 0)
                    .forEach(place ->
                            adams.put(place.block(), new Adam(place.block().parameters()))));
            for (int i = 0; i < fitted.size(); i++) {
                order.add(i);
            }
            next = order.size();
        }

        private Result train(Progress progress) {
            Map<TrainableBlock, Map<String, float[]>> best = weights();
            double before = error();
            double after = before;
            int step = 0;
            for (int part = 1; part <= JUDGED && timeShare() < 1; part++) {
                int end = (int) ((long) steps * part / JUDGED);
                for (; step < end && timeShare() < 1; step++) {
                    progress.at("training all blocks together", step, steps);
                    descend((double) step / steps);
                }
                double now = error();
                if (now < after) {
                    best = weights();
                    after = now;
                }
            }
            best.forEach(TrainableBlock::set);
            return new Result(before, after, (double) step / steps);
        }

        private Map<TrainableBlock, Map<String, float[]>> weights() {
            Map<TrainableBlock, Map<String, float[]>> weights = new HashMap<>();
            adams.keySet().forEach(block -> weights.put(block, block.weights()));
            return weights;
        }

        private void descend(double done) {
            List<Integer> part = part();
            List<Place> composition = draw();
            if (composition.stream().allMatch(place -> place.level() == 0)) {
                return;
            }
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Torch.gradients(() -> loss(fitted, part, composition)
                        .mul(1f / part.size())
                        .add(LEAST_LOSS)
                        .log());
            }
            double fall = (1 + Math.cos(Math.PI * Math.min(1, Math.max(done, timeShare())))) / 2;
            double rate = options.learningRate() * (LAST_RATE + (1 - LAST_RATE) * fall);
            composition.stream().filter(place -> place.level() > 0).forEach(place -> Lookup.in(adams, place.block())
                    .step(rate));
        }

        private List<Integer> part() {
            if (next + batch > order.size()) {
                Collections.shuffle(order, random);
                next = 0;
            }
            next += batch;
            return order.subList(next - batch, next);
        }

        /** The share of the time that is gone. */
        private double timeShare() {
            double limit = options.limit().toNanos();
            return limit <= 0 ? 1 : (ticker.nanos() - start) / limit;
        }

        /** What stands in each block's place: one level, drawn evenly, half of the time, else any. */
        private List<Place> draw() {
            int level = 1 + random.nextInt(levels);
            return blocks.stream()
                    .map(places -> one(places, random.nextBoolean() ? level : random.nextInt(levels + 1)))
                    .toList();
        }

        /** One of a level, or of the next milder that there is. */
        private Place one(List<Place> places, int level) {
            int nearest = 0;
            for (Place place : places) {
                nearest = place.level() <= level ? Math.max(nearest, place.level()) : nearest;
            }
            int wanted = nearest;
            List<Place> some =
                    places.stream().filter(place -> place.level() == wanted).toList();
            return some.get(some.size() == 1 ? 0 : random.nextInt(some.size()));
        }

        /** The squares of what the answers differ by from the wanted ones, each output's over their mean, added up. */
        private NDArray loss(Lessons lessons, List<Integer> part, List<Place> composition) {
            Map<String, NDArray> values = new HashMap<>();
            List<Map<String, Tensor>> inputs =
                    part.stream().map(row -> lessons.inputs().get(row)).toList();
            inputs.get(0).keySet().forEach(name -> values.put(name, gather(name, inputs)));
            for (Place place : composition) {
                NDList computed = place.block().forward(values);
                List<String> names = place.block().outputs();
                for (int i = 0; i < names.size(); i++) {
                    values.put(names.get(i), computed.get(i));
                }
            }
            List<Map<String, Tensor>> answers =
                    part.stream().map(row -> lessons.answers().get(row)).toList();
            NDList squares = new NDList();
            for (String output : outputs) {
                NDArray difference = Lookup.in(values, output).sub(gather(output, answers));
                squares.add(difference.square().sum().mul(Lookup.in(scales, output)));
            }
            NDArray sum = squares.get(0);
            for (NDArray square : squares.subList(1, squares.size())) {
                sum = sum.add(square);
            }
            return sum;
        }

        private NDArray gather(String name, List<Map<String, Tensor>> of) {
            return rows.gather(
                    name, of.stream().map(tensors -> Lookup.in(tensors, name)).toList());
        }

        /** Relative error of networks of one level, in the mean over the levels: infinite if any answer is NaN. */
        private double error() {
            double sum = 0;
            for (int level = 1; level <= levels; level++) {
                int strength = level;
                List<Place> composition = blocks.stream()
                        .map(places -> places.stream()
                                .filter(place -> place.level() <= strength)
                                .max(Comparator.comparingInt(Place::level))
                                .orElseThrow())
                        .toList();
                sum += Math.sqrt(squares(composition) / (outputs.size() * (double) judging.size()));
            }
            double error = sum / Math.max(1, levels);
            return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        }

        private double squares(List<Place> composition) {
            double sum = 0;
            for (int from = 0; from < judging.size(); from += batch) {
                List<Integer> part = new ArrayList<>();
                for (int i = from; i < Math.min(from + batch, judging.size()); i++) {
                    part.add(i);
                }
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    sum += loss(judging, part, composition).getFloat();
                }
            }
            return sum;
        }
    }
}
