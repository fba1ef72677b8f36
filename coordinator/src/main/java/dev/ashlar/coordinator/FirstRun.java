/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorPool;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Runs a chain that was just joined, before any frame does: its memory is there then, and so is the proof that it runs.
 *
 * <p><b>Failure</b>: a chain that does not run, or answers with what is not a number, is a {@link ChainFailure}.
 */
final class FirstRun {
    // Plans may change many times a second: input and outputs of the last one serve the next.
    private final TensorPool pool = new TensorPool();

    void of(BlockCatalog catalog, LoadedChain chain) {
        TensorSpec spec = catalog.input();
        Tensor input = pool.take(spec.type(), spec.nominal());
        clear(input);
        if (answersNaN(chain, input)) {
            // A network may divide by the size of its input, which nothing but zeros brings down to zero.
            fill(input);
            if (answersNaN(chain, input)) {
                throw new ChainFailure(
                        AlertCode.NOT_A_NUMBER,
                        "Its first run answers with what is not a number. Maybe prepare the network again.");
            }
        }
        input.release();
    }

    private boolean answersNaN(LoadedChain chain, Tensor input) {
        List<Tensor> outputs;
        try {
            outputs = chain.run(input, pool);
        } catch (Throwable t) {
            throw new ChainFailure(AlertCode.FIRST_RUN_FAILED, t);
        }
        boolean found = hasNaN(outputs);
        outputs.forEach(Tensor::release);
        return found;
    }

    private static void clear(Tensor input) {
        ByteBuffer bytes = input.data();
        while (bytes.remaining() >= Long.BYTES) {
            bytes.putLong(0);
        }
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0);
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

    /** Whether some output has what is not a number. */
    static boolean hasNaN(List<Tensor> outputs) {
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
