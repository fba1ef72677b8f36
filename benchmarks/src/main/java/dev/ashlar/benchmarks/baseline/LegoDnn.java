/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.baseline;

import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.Descent;
import dev.ashlar.benchmarks.net.Loss;
import dev.ashlar.benchmarks.net.Rows;
import dev.ashlar.benchmarks.net.TorchNetwork;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** LegoDNN's recipe for a descendant, as its public code has it, within a budget of processor time. */
public final class LegoDnn {
    /*
     * Han et al., LegoDNN, MobiCom 2021: filters pruned by their norms, then the mean square of the difference to the
     * block's own output, on the original's inputs, descended by Adam at 3e-4 without schedule or decay, 128 images at a
     * time, normalisation in training mode; the weights of the epoch with the least training loss are kept.
     *
     * Since nothing depends on how long it will run, a run with a large budget passes through what a smaller one would
     * have left. Of an epoch under way at that moment the mean so far counts, if enough of it is done.
     */
    private static final double RATE = 3e-4;
    private static final int BATCH = 128;
    private static final int FEWEST_BATCHES = 10;
    private static final int COMPARED = 4;

    private final GraphRunner runner;
    private final CpuClock clock;

    /**
     * The recipe.
     *
     * @param runner what PyTorch is compared with before training
     */
    public LegoDnn(GraphRunner runner, CpuClock clock) {
        this.runner = runner;
        this.clock = clock;
    }

    /**
     * A descendant when a budget was spent.
     *
     * @param graph the best by training loss
     * @param loss its training loss
     * @param images that were trained with until then, counted as often as they were used
     */
    public record Trained(OnnxGraph graph, double loss, long images) {}

    /**
     * Trains one descendant.
     *
     * @param pruned the descendant as pruning left it
     * @param inputs what the original reads, for every image
     * @param answers what it answers
     * @param budgets seconds of processor time, rising
     * @return the descendant at the end of each budget
     */
    public List<Trained> train(OnnxGraph pruned, Rows inputs, Rows answers, List<Double> budgets, long seed) {
        Argument.require(!budgets.isEmpty(), "At least one budget must be given.");
        try (TorchNetwork network = new TorchNetwork(pruned)) {
            List<Integer> few = IntStream.range(0, Math.min(COMPARED, inputs.size()))
                    .boxed()
                    .toList();
            network.requireAgreement(Batch.of(inputs, few), runner);
            return new Run(network, inputs, answers, budgets, seed).train();
        }
    }

    private final class Run {
        private final TorchNetwork network;
        private final Rows inputs;
        private final Rows answers;
        private final List<Double> budgets;
        private final Random random;
        private final List<Trained> trained = new ArrayList<>();
        private final double start = clock.seconds();
        private Map<String, float[]> best;
        private double bestLoss = Double.POSITIVE_INFINITY;
        private long images;

        private Run(TorchNetwork network, Rows inputs, Rows answers, List<Double> budgets, long seed) {
            this.network = network;
            this.inputs = inputs;
            this.answers = answers;
            this.budgets = budgets;
            this.random = new Random(seed);
            this.best = network.weights();
        }

        private List<Trained> train() {
            Descent adam = Descent.adam(network);
            while (trained.size() < budgets.size()) {
                double sum = 0;
                int batches = 0;
                for (List<Integer> rows : Order.batches(inputs.size(), BATCH, random)) {
                    Batch from = Batch.of(inputs, rows);
                    sum += network.descend(from, Batch.of(answers, rows), Loss.meanSquare(), adam, RATE);
                    batches++;
                    images += rows.size();
                    while (trained.size() < budgets.size() && clock.seconds() - start >= budgets.get(trained.size())) {
                        remember(sum / batches, batches >= FEWEST_BATCHES || bestLoss > Double.MAX_VALUE);
                        trained.add(new Trained(network.graph(best), bestLoss, images));
                    }
                    if (trained.size() == budgets.size()) {
                        return trained;
                    }
                }
                remember(sum / batches, true);
            }
            return trained;
        }

        private void remember(double loss, boolean counts) {
            if (counts && loss < bestLoss) {
                best = network.weights();
                bestLoss = loss;
            }
        }
    }
}
