/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.retrain.JointNetwork.Place;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Ticker;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Trains the descendants of all blocks of a network together: networks composed of them at random learn to answer as the
 * original does. No labels.
 *
 * <p><b>Threading</b>: for one thread, the one that made the network.
 */
public final class JointTraining {
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
     *
     * Whenever weights were judged, everything that decides how it goes on is written down, but for what was drawn: that
     * is drawn again.
     */
    private static final int JUDGED = 5;

    /** Answers that differ by less than a thousandth are as good as equal. */
    private static final float LEAST_LOSS = 1e-6f;

    /**
     * What became of it.
     *
     * @param before relative error of the answers of networks of one level, in the mean over the levels
     * @param after the same with the weights that are kept; never above {@code before}
     * @param share of the training that the time sufficed for, 0..1
     */
    public record Result(double before, double after, double share) {}

    private final JointNetwork network;
    private final Lessons fitted;
    private final Lessons judging;
    private final int batch;
    private final int steps;
    private final Pace pace;
    private final List<String> outputs;
    private final Map<String, Float> scales = new HashMap<>();
    private final Map<TrainableBlock, Adam> adams = new HashMap<>();
    private final Random random;
    private final List<Integer> order;
    private final Checkpoint checkpoint;
    private Map<TrainableBlock, Map<String, float[]>> best = Map.of();
    private double before;
    private double after;
    private int part;
    private int step;
    private int next;

    /**
     * Training that begins now.
     *
     * @param network with all its blocks
     * @param fitted samples of the whole network to train with
     * @param judging samples to judge by
     * @param ticker what the time limit is measured by
     * @param checkpoint where it is written down how far it is
     */
    public JointTraining(
            JointNetwork network,
            Lessons fitted,
            Lessons judging,
            JointOptions options,
            Ticker ticker,
            Checkpoint checkpoint) {
        this.network = network;
        this.fitted = fitted;
        this.judging = judging;
        this.batch = Math.min(fitted.size(), StepMemory.batch(options.batch(), network.activationBytes()));
        this.steps = options.steps(fitted.size(), batch);
        this.pace = new Pace(options.learningRate(), options.limit(), ticker);
        this.outputs = fitted.answers().get(0).keySet().stream().sorted().toList();
        this.random = new Random(options.seed());
        this.order = new ArrayList<>(IntStream.range(0, fitted.size()).boxed().toList());
        this.next = order.size();
        this.checkpoint = checkpoint;
        outputs.forEach(
                output -> scales.put(output, (float) (1 / Math.max(1e-12, fitted.requireMeanSquare(List.of(output))))));
        network.trained().forEach(block -> adams.put(block, new Adam(block.parameters())));
    }

    /** Trains the descendants, whose weights move on the way; the best of these they have at the end. */
    public Result train(Progress progress) {
        if (!checkpoint.restore(this::read)) {
            best = weights();
            before = error();
            after = before;
        }
        while (part < JUDGED && !pace.isOver()) {
            int end = (int) ((long) steps * (part + 1) / JUDGED);
            for (; step < end && !pace.isOver(); step++) {
                progress.at("training all blocks together", step, steps);
                descend((double) step / steps);
            }
            double now = error();
            if (now < after) {
                best = weights();
                after = now;
            }
            part++;
            if (step == end) {
                checkpoint.save(this::write);
            }
        }
        best.forEach(TrainableBlock::set);
        return new Result(before, after, (double) step / steps);
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeInt(part);
        out.writeInt(step);
        out.writeDouble(before);
        out.writeDouble(after);
        for (TrainableBlock block : network.trained()) {
            FloatArrays.write(Lookup.in(best, block), out);
            FloatArrays.write(block.weights(), out);
            Lookup.in(adams, block).write(out);
        }
    }

    private void read(DataInputStream in) throws IOException {
        part = in.readInt();
        step = in.readInt();
        before = in.readDouble();
        after = in.readDouble();
        best = new HashMap<>();
        for (TrainableBlock block : network.trained()) {
            best.put(block, FloatArrays.read(in));
            block.set(FloatArrays.read(in));
            Lookup.in(adams, block).read(in);
        }
        for (int i = 0; i < step; i++) {
            draw();
        }
    }

    private Map<TrainableBlock, Map<String, float[]>> weights() {
        Map<TrainableBlock, Map<String, float[]>> weights = new HashMap<>();
        adams.keySet().forEach(block -> weights.put(block, block.weights()));
        return weights;
    }

    private void descend(double done) {
        Drawn drawn = draw();
        List<Place> composition = drawn.composition();
        List<Integer> rows = drawn.rows();
        List<Place> learning = composition.stream().filter(Place::isTrained).toList();
        if (learning.isEmpty()) {
            return;
        }
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Torch.gradients(() -> squares(composition, fitted, rows)
                    .mul(1f / rows.size())
                    .add(LEAST_LOSS)
                    .log());
        }
        learning.forEach(place -> Lookup.in(adams, place.block()).step(pace.rate(done)));
    }

    /** What a step learns from. */
    private record Drawn(List<Integer> rows, List<Place> composition) {}

    private Drawn draw() {
        return new Drawn(rows(), network.draw(random));
    }

    private List<Integer> rows() {
        if (next + batch > order.size()) {
            Collections.shuffle(order, random);
            next = 0;
        }
        next += batch;
        return order.subList(next - batch, next);
    }

    /** The squares of what the answers differ by from the wanted ones, each output's over their mean, added up. */
    private NDArray squares(List<Place> composition, Lessons lessons, List<Integer> rows) {
        List<Map<String, Tensor>> inputs =
                rows.stream().map(row -> lessons.inputs().get(row)).toList();
        List<Map<String, Tensor>> answers =
                rows.stream().map(row -> lessons.answers().get(row)).toList();
        Map<String, NDArray> computed = network.answers(composition, inputs);
        return outputs.stream()
                .map(output -> Lookup.in(computed, output)
                        .sub(network.gather(output, answers))
                        .square()
                        .sum()
                        .mul(Lookup.in(scales, output)))
                .reduce(NDArray::add)
                .orElseThrow();
    }

    /** Relative error of networks of one level, in the mean over the levels: infinite if any answer is NaN. */
    private double error() {
        double sum = 0;
        for (int level = 1; level <= network.levels(); level++) {
            sum += Math.sqrt(judged(network.uniform(level)) / (outputs.size() * (double) judging.size()));
        }
        double error = sum / Math.max(1, network.levels());
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private double judged(List<Place> composition) {
        double sum = 0;
        for (int from = 0; from < judging.size(); from += batch) {
            int to = Math.min(from + batch, judging.size());
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                sum += squares(
                                composition,
                                judging,
                                IntStream.range(from, to).boxed().toList())
                        .getFloat();
            }
        }
        return sum;
    }
}
