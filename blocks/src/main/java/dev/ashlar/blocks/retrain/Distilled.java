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
 */
public record Distilled(OnnxGraph graph, double before, double after, int epochs) {}
