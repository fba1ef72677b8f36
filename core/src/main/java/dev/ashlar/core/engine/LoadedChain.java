/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.block.BlockChain;
import java.util.List;

/**
 * A network ready to run, made of one descendant per block.
 *
 * <p><b>Threading</b>: many runs may be under way at once, each driven by one thread at a time.
 */
public interface LoadedChain extends AutoCloseable {

    /** Which descendants. */
    BlockChain chain();

    /** In how many steps a run can be interrupted for more urgent work. */
    int segments();

    /**
     * What it occupies beyond what its blocks have mapped and apart from the activations of runs: sessions and repacked
     * weights. What it shares with other chains counts in proportion, so the sum over all chains is what there is.
     */
    default long privateBytes() {
        return 0;
    }

    /** Begins a run with outputs of its own; nothing is computed yet. The input must not change until the run is over. */
    default Run begin(Tensor input) {
        return begin(input, Tensor::allocate);
    }

    /**
     * Begins a run; nothing is computed yet. The input must not change until the run is over.
     *
     * @param outputs where the tensors are from that the outputs are written into
     */
    Run begin(Tensor input, TensorSupply outputs);

    /** Runs all segments and answers with the outputs in the order of the catalog. */
    default List<Tensor> run(Tensor input) {
        return run(input, Tensor::allocate);
    }

    /** Runs all segments and answers with the outputs, in tensors of a supply, in the order of the catalog. */
    default List<Tensor> run(Tensor input, TensorSupply outputs) {
        try (Run run = begin(input, outputs)) {
            boolean more;
            do {
                more = run.advance();
            } while (more);
            return run.outputs();
        }
    }

    @Override
    void close();

    /** One pass through the network. Close it in any case, finished or not. */
    interface Run extends AutoCloseable {

        /** Computes the next segment; false once the outputs are there. */
        boolean advance();

        /** The outputs in the order of the catalog, once {@link #advance} has answered false. */
        List<Tensor> outputs();

        @Override
        void close();
    }
}
