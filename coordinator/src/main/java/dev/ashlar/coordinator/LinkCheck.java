/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorPool;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has every chain's answer to a real frame compared with what it should be, once, in the background.
 *
 * <p><b>Threading</b>: safe for use by many threads. Checks run one at a time on a thread of their own; each holds a
 * lease on the plan of its chain, so that nothing closes under it (I2).
 *
 * <p><b>Failure</b>: a check that fails to run proves nothing: it is logged, and the chain goes on.
 */
final class LinkCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkCheck.class);

    private final BlockEngine engine;
    private final Alerts alerts;
    private final Consumer<LoadedNetwork> onMismatch;
    private final ExecutorService thread;
    private final TensorPool copies = new TensorPool();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;

    /** @param onMismatch sees to it that a chain is joined anew; called on the thread of the checks */
    LinkCheck(BlockEngine engine, Alerts alerts, ThreadFactory threads, Consumer<LoadedNetwork> onMismatch) {
        this.engine = engine;
        this.alerts = alerts;
        this.onMismatch = onMismatch;
        this.thread = Executors.newSingleThreadExecutor(threads);
    }

    /**
     * Takes a copy of a frame for the check of a chain that was not checked yet, unless a check is under way: then a later
     * frame will do, and no more than one plan is kept open for it. The caller holds a lease on the plan.
     */
    void see(ActivePlan plan, LoadedNetwork network, Tensor input) {
        if (!network.isUnchecked() || !busy.compareAndSet(false, true)) {
            return;
        }
        if (!network.claimCheck() || !plan.retain()) {
            busy.set(false);
        } else {
            Tensor copy = copies.take(input.type(), input.shape());
            copy.data().put(input.data());
            thread.execute(() -> check(plan, network, copy));
        }
    }

    private void check(ActivePlan plan, LoadedNetwork network, Tensor input) {
        BlockChain chain = network.chain().chain();
        try {
            String mismatch =
                    closed ? null : engine.mismatch(network.catalog(), network.chain(), network.blocks(), input);
            if (mismatch != null) {
                alerts.raise(
                        AlertCode.LINK_MISMATCH,
                        chain.model().value(),
                        "The linked form of %s answers a frame otherwise than its blocks should: %s It runs block by block from now on."
                                .formatted(chain, mismatch.endsWith(".") ? mismatch : mismatch + "."));
                onMismatch.accept(network);
            }
        } catch (Throwable t) {
            LOG.warn("The linked form of {} could not be checked.", chain, t);
        } finally {
            input.release();
            plan.release();
            busy.set(false);
        }
    }

    /** Gives up the checks that wait and waits for the one under way. No frame may come any more. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        AshlarThreads.await(thread);
    }
}
