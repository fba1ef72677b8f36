/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.blocks.onnx.OnnxGraph;

/**
 * A descendant after training.
 *
 * @param graph with the best weights found, those it started with included
 * @param before relative error on the validation split before training
 * @param after relative error on the validation split with the weights of {@code graph}; never above {@code before}
 * @param epochs passes over the samples that were completed
 * @param share of the training that the time sufficed for, 0..1; 1 if it ended by itself
 */
public record Distilled(OnnxGraph graph, double before, double after, int epochs, double share) {}
