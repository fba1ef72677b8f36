/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.TensorSpec;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Runs a chain that was just joined, before any frame does: its memory is there then, and so is the proof that it runs.
 *
 * <p><b>Failure</b>: a chain that does not run, or answers with what is not a number, is a {@link ChainFailure}.
 */
final class FirstRun {
    private FirstRun() {}

    static void of(BlockCatalog catalog, LoadedChain chain) {
        TensorSpec spec = catalog.input();
        Tensor input = Tensor.allocate(spec.type(), spec.nominal());
        if (hasNaN(run(chain, input))) {
            // A network may divide by the size of its input, which nothing but zeros brings down to zero.
            fill(input);
            if (hasNaN(run(chain, input))) {
                throw new ChainFailure(
                        AlertCode.NOT_A_NUMBER,
                        "Its first run answers with what is not a number. Maybe prepare the network again.");
            }
        }
    }

    private static List<Tensor> run(LoadedChain chain, Tensor input) {
        try {
            return chain.run(input);
        } catch (Throwable t) {
            throw new ChainFailure(AlertCode.FIRST_RUN_FAILED, t);
        }
    }

    private static void fill(Tensor input) {
        if (input.type() == ElementType.FLOAT32) {
            FloatBuffer floats = input.floats();
            for (int i = 0; i < floats.limit(); i++) {
                floats.put(i, (i % 97 + 1) / 97f);
            }
        }
    }

    private static boolean hasNaN(List<Tensor> outputs) {
        for (Tensor output : outputs) {
            if (output.type() == ElementType.FLOAT32) {
                FloatBuffer floats = output.floats();
                for (int i = 0; i < floats.limit(); i++) {
                    if (Float.isNaN(floats.get(i))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
