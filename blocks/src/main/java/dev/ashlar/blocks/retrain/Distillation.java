/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Trains a descendant to answer as the original did: no labels, one block at a time.
 *
 * <p><b>Threading</b>: for one thread, the one that made the block; others that train wait for each other at every step.
 */
public final class Distillation {
    /*
     * The squared difference of the answers over the mean square of what is to be answered, so that the learning rate
     * means the same for every block, descended with Adam; the rate falls along a cosine. Weights are judged after every
     * epoch on samples that are never trained with; the best are kept, and those it started with are among them.
     */
    private static final double LAST_RATE = 0.02;

    /** Most memory for the activations of one step and their gradients. */
    private static final long STEP_BYTES = 1L << 30;

    private static final int COPIES = 3;

    private final DistilOptions options;
    private final Ticker ticker;

    /** @param ticker what the time limit is measured by */
    public Distillation(DistilOptions options, Ticker ticker) {
        this.options = options;
        this.ticker = ticker;
    }

    /**
     * Trains a block, whose own weights move on the way.
     *
     * @param fitted samples to train with
     * @param judging samples to judge by
     */
    public Distilled train(TrainableBlock block, Lessons fitted, Lessons judging) {
        fitted.requireFinite();
        judging.requireFinite();
        return new Run(block, fitted, judging).train();
    }

    /** One descendant under way. */
    private final class Run {
        private final TrainableBlock block;
        private final Lessons fitted;
        private final Lessons judging;
        private final int batch;
        private final double scale;
        private final Adam adam;
        private final long end;
        private int step;

        private Run(TrainableBlock block, Lessons fitted, Lessons judging) {
            this.block = block;
            this.fitted = fitted;
            this.judging = judging;
            long affordable = STEP_BYTES / Math.max(1, COPIES * block.activationBytes());
            this.batch = (int) Math.max(1, Math.min(options.batch(), affordable));
            this.scale = 1 / Math.max(1e-12, fitted.meanSquare(block.outputs()));
            this.adam = new Adam(block.parameters());
            this.end = ticker.nanos() + options.limit().toNanos();
        }

        private Distilled train() {
            Map<String, float[]> best = block.weights();
            double before = error();
            double after = before;
            int idle = 0;
            int epoch = 0;
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < fitted.size(); i++) {
                order.add(i);
            }
            Random random = new Random(options.seed());
            while (epoch < options.epochs() && idle < options.idleEpochs() && ticker.nanos() - end < 0) {
                Collections.shuffle(order, random);
                boolean whole = epoch(order);
                double now = error();
                if (now < after) {
                    best = block.weights();
                    after = now;
                    idle = 0;
                } else {
                    idle = Double.isFinite(now) ? idle + 1 : options.idleEpochs();
                }
                epoch += whole ? 1 : 0;
            }
            return new Distilled(block.graph(best), before, after, epoch);
        }

        /** One pass over the samples; false if the time was up first. */
        private boolean epoch(List<Integer> order) {
            for (int from = 0; from < order.size(); from += batch) {
                if (ticker.nanos() - end >= 0) {
                    return false;
                }
                descend(order.subList(from, Math.min(from + batch, order.size())));
            }
            return true;
        }

        private void descend(List<Integer> rows) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                synchronized (Torch.COLLECTOR) {
                    try (GradientCollector collector = Torch.engine().newGradientCollector()) {
                        collector.backward(squares(fitted, rows).mul(scale / rows.size()));
                    }
                }
                adam.step(rate());
                step++;
            }
        }

        private double rate() {
            int perEpoch = (fitted.size() + batch - 1) / batch;
            double steps = (double) options.epochs() * perEpoch;
            double fall = (1 + Math.cos(Math.PI * step / steps)) / 2;
            return options.learningRate() * (LAST_RATE + (1 - LAST_RATE) * fall);
        }

        /** The sum of the squares of what the answers to some samples differ by. */
        private NDArray squares(Lessons lessons, List<Integer> rows) {
            List<Map<String, Tensor>> inputs =
                    rows.stream().map(row -> lessons.inputs().get(row)).toList();
            List<Map<String, Tensor>> answers =
                    rows.stream().map(row -> lessons.answers().get(row)).toList();
            NDList outputs = block.forward(inputs);
            NDArray sum = null;
            for (int i = 0; i < outputs.size(); i++) {
                NDArray truth = block.gather(block.outputs().get(i), answers);
                NDArray square = outputs.get(i).sub(truth).square().sum();
                sum = sum == null ? square : sum.add(square);
            }
            if (sum == null) {
                throw new IllegalStateException("Impossible state: a block without outputs is trained.");
            }
            return sum;
        }

        /** The relative error on the samples to judge by: infinite if any answer is NaN. */
        private double error() {
            double sum = 0;
            for (int from = 0; from < judging.size(); from += batch) {
                List<Integer> rows = new ArrayList<>();
                for (int row = from; row < Math.min(from + batch, judging.size()); row++) {
                    rows.add(row);
                }
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    sum += squares(judging, rows).getFloat();
                }
            }
            double norm = Math.max(1e-30, judging.size() * judging.meanSquare(block.outputs()));
            double error = Math.sqrt(sum / norm);
            return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        }
    }
}
