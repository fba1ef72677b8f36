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

/** Trains the descendants of one block; one that cannot be trained stays as the closed form made it. */
final class BlockTraining {
    private static final Logger LOG = LoggerFactory.getLogger(BlockTraining.class);

    /** Of so many samples one tells when to stop; descendants are judged by yet others. */
    private static final int FIT_PER_STOP = 10;

    private final String block;
    private final Lessons fitted;
    private final Lessons stopping;
    private final GraphRunner runner;
    private final Distillation distillation;

    /**
     * Prepares the training of descendants of one block.
     *
     * @param block its name, for people
     * @param samples of the original, none of which descendants are judged by
     */
    BlockTraining(String block, BlockSamples samples, GraphRunner runner, DistilOptions options) {
        this.block = block;
        this.runner = runner;
        BlockSamples training = samples.fitted(Math.min(samples.inputs().size(), FIT_PER_STOP + 1));
        BlockSamples validation = samples.judging(Math.min(samples.inputs().size(), FIT_PER_STOP + 1));
        this.fitted = new Lessons(training.inputs(), training.answers());
        this.stopping = new Lessons(validation.inputs(), validation.answers());
        this.distillation = new Distillation(options, Ticker.system());
    }

    /** The descendant with trained weights, or as it is. */
    OnnxGraph train(OnnxGraph made) {
        return TrainableBlock.of(made, fitted.inputs(), runner).fold(this::trained, reason -> {
            LOG.warn("A descendant of block {} is not trained: {}.", block, reason);
            return made;
        });
    }

    private OnnxGraph trained(TrainableBlock open) {
        try (open) {
            Distilled distilled = distillation.train(open, fitted, stopping);
            LOG.info(
                    "A descendant of block {} was trained from {} to {} in {} epochs.",
                    block,
                    distilled.before(),
                    distilled.after(),
                    distilled.epochs());
            return distilled.graph();
        }
    }
}
