/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
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
 * <p><b>Threading</b>: for one thread, the one that made the block; others may train other blocks meanwhile.
 */
public final class Distillation {
    /*
     * The squared difference of the answers over the mean square of what is to be answered, descended with Adam in steps
     * that are a share of the weights, which means the same for every block and falls along a cosine. Weights are judged
     * after every epoch on samples that are never trained with; the best are kept, and those it started with are among
     * them.
     */
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
        private final double judgedSquare;
        private final Pace pace;
        private final int epochs;
        private final int idleEpochs;
        private final int steps;
        private int step;

        private Run(TrainableBlock block, Lessons fitted, Lessons judging) {
            this.block = block;
            this.fitted = fitted;
            this.judging = judging;
            this.batch = StepMemory.batch(options.batch(), block.activationBytes());
            this.scale = 1 / Math.max(1e-12, fitted.requireMeanSquare(block.outputs()));
            this.judgedSquare = judging.requireMeanSquare(block.outputs());
            this.adam = new Adam(block.parameters());
            int each = (fitted.size() + batch - 1) / batch;
            this.epochs = options.epochsOf(each);
            this.idleEpochs = options.idleOf(epochs);
            this.steps = epochs * each;
            this.pace = new Pace(options.learningRate(), options.limit(), ticker);
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
            while (epoch < epochs && idle < idleEpochs && !pace.isOver()) {
                Collections.shuffle(order, random);
                boolean whole = epoch(order, epoch);
                double now = error();
                if (now < after) {
                    best = block.weights();
                    after = now;
                    idle = 0;
                } else {
                    idle = Double.isFinite(now) ? idle + 1 : idleEpochs;
                }
                epoch += whole ? 1 : 0;
            }
            boolean ended = epoch == epochs || idle >= idleEpochs;
            return new Distilled(block.graph(best), before, after, epoch, ended ? 1 : (double) step / steps);
        }

        /** One pass over the samples; false if the time was up first. */
        private boolean epoch(List<Integer> order, int number) {
            for (int from = 0; from < order.size(); from += batch) {
                if (pace.isOver()) {
                    return false;
                }
                descend(order.subList(from, Math.min(from + batch, order.size())), number);
            }
            return true;
        }

        private void descend(List<Integer> rows, int epoch) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                List<Map<String, Tensor>> inputs =
                        rows.stream().map(row -> fitted.input(row, epoch)).toList();
                Torch.gradients(() -> squares(inputs, answers(fitted, rows)).mul(scale / rows.size()));
                adam.step(pace.rate((double) step / steps));
                step++;
            }
        }

        private List<Map<String, Tensor>> answers(Lessons lessons, List<Integer> rows) {
            return rows.stream().map(row -> lessons.answers().get(row)).toList();
        }

        /** The sum of the squares of what the answers to some inputs differ by from the wanted ones. */
        private NDArray squares(List<Map<String, Tensor>> inputs, List<Map<String, Tensor>> answers) {
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

        /** The relative error on the samples to judge by, clean and noisy: infinite if any answer is NaN. */
        private double error() {
            double sum = sum(judging.inputs());
            boolean noisy = !judging.noisy().equals(judging.inputs());
            double both = noisy ? (sum + sum(judging.noisy())) / 2 : sum;
            double error = Math.sqrt(both / Math.max(1e-30, judging.size() * judgedSquare));
            return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        }

        private double sum(List<Map<String, Tensor>> inputs) {
            double sum = 0;
            for (int from = 0; from < inputs.size(); from += batch) {
                int to = Math.min(from + batch, inputs.size());
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    sum += squares(inputs.subList(from, to), judging.answers().subList(from, to))
                            .getFloat();
                }
            }
            return sum;
        }
    }
}
