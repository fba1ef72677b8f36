/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.blocks.retrain.Distillation;
import dev.ashlar.blocks.retrain.Distilled;
import dev.ashlar.blocks.retrain.Lessons;
import dev.ashlar.blocks.retrain.TrainableBlock;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.unit.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains descendants; one that cannot be trained stays as the closed form made it. */
final class BlockTraining {
    private static final Logger LOG = LoggerFactory.getLogger(BlockTraining.class);

    private final GraphRunner runner;
    private final Distillation distillation;

    BlockTraining(GraphRunner runner, DistilOptions options, Ticker ticker) {
        this.runner = runner;
        this.distillation = new Distillation(options, ticker);
    }

    /**
     * What training made.
     *
     * @param share of the training that the time sufficed for, 0..1
     */
    record Trained(OnnxGraph graph, double share) {}

    /**
     * The descendant with trained weights, or as it is.
     *
     * @param name for people
     */
    Trained train(String name, OnnxGraph made, Lessons fitted, Lessons stopping) {
        return TrainableBlock.of(made, fitted.inputs(), runner)
                .fold(open -> trained(name, open, fitted, stopping), reason -> {
                    LOG.warn("{} is not trained: {}.", name, reason);
                    return new Trained(made, 1);
                });
    }

    private Trained trained(String name, TrainableBlock open, Lessons fitted, Lessons stopping) {
        try (open) {
            Distilled distilled = distillation.train(open, fitted, stopping);
            LOG.info(
                    "{} was trained from {} to {} in {} epochs.",
                    name,
                    distilled.before(),
                    distilled.after(),
                    distilled.epochs());
            return new Trained(distilled.graph(), distilled.share());
        }
    }
}
