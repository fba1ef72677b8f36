/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.workload.StreamId;

/**
 * A choice that a stream must make, or must not, where this network serves it.
 *
 * @param stream whose
 * @param model the network
 * @param block one of its blocks
 * @param descendant one of the block's variants
 */
public record ChoiceRule(StreamId stream, ModelId model, BlockId block, DescendantId descendant) {}
