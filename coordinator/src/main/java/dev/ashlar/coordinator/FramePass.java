/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import java.util.List;

/**
 * One frame's way through its network, under one plan from the first segment to the last (I1). Until it is closed it
 * holds a lease on that plan, so that no block closes under it (I2).
 *
 * <p><b>Threading</b>: driven by one thread at a time.
 */
final class FramePass implements AutoCloseable {
    private final ActivePlan plan;
    private final LoadedChain chain;
    private final LoadedChain.Run run;
    private boolean closed;

    private FramePass(ActivePlan plan, LoadedChain chain, LoadedChain.Run run) {
        this.plan = plan;
        this.chain = chain;
        this.run = run;
    }

    /** Begins a pass; takes the caller's lease on {@code plan} over unless it throws. */
    static FramePass begin(ActivePlan plan, LoadedNetwork network, Tensor input, TensorSupply outputs) {
        return new FramePass(plan, network.chain(), network.chain().begin(input, outputs));
    }

    /** Computes the next segment; false once the outputs are there. */
    boolean advance() {
        return run.advance();
    }

    List<Tensor> outputs() {
        return run.outputs();
    }

    long revision() {
        return plan.plan().revision();
    }

    BlockChain chain() {
        return chain.chain();
    }

    /** Ends the run and the lease. Later calls do nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            run.close();
        } finally {
            plan.release();
        }
    }
}
