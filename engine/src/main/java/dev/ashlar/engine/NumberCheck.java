/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the block that makes what is no number out of numbers. */
final class NumberCheck {
    private NumberCheck() {}

    /**
     * The first block whose answer holds what is no number (NaN or infinite), in words; null if the network's answers
     * are numbers.
     *
     * @param apart the same blocks, each a segment of its own; asked for only where there is something to find
     */
    static @Nullable String culprit(BlockCatalog catalog, LoadedChain chain, Tensor input, Supplier<OrtChain> apart) {
        if (!isNumbers(input) || chain.run(input).stream().allMatch(NumberCheck::isNumbers)) {
            return null;
        }
        try (OrtChain blocks = apart.get();
                ChainRun run = blocks.begin(input)) {
            for (int i = 0; i < blocks.segments(); i++) {
                run.advance();
                for (Map.Entry<String, Tensor> written : run.written(i).entrySet()) {
                    if (!isNumbers(written.getValue())) {
                        return "The block %s (%s) of %s answers with what is no number in %s. Maybe its weights are damaged or it overflows on this input; leave that choice out."
                                .formatted(
                                        catalog.blocks().get(i).id(),
                                        chain.chain().choices().get(i),
                                        catalog.model(),
                                        written.getKey());
                    }
                }
            }
        }
        return null;
    }

    private static boolean isNumbers(Tensor tensor) {
        if (tensor.type() != ElementType.FLOAT32) {
            return true;
        }
        FloatBuffer floats = tensor.floats();
        for (int i = 0; i < floats.limit(); i++) {
            if (!Float.isFinite(floats.get(i))) {
                return false;
            }
        }
        return true;
    }
}
