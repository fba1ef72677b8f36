/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.graph.ModelGraph;

/**
 * A network in canonical form: constants as initializers, nothing computed that does not depend on the input, no
 * operators that do nothing.
 *
 * @param graph operators and weights
 * @param structure the same without weights, with shapes and costs
 * @param catalog its manifest, without blocks yet
 */
public record ImportedModel(OnnxGraph graph, ModelGraph structure, BlockCatalog catalog) {}
