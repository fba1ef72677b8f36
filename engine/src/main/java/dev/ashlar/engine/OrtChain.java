/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OrtException;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Argument;
import java.util.List;

/** A network of several sessions, each a block or several that are linked, that pass tensors on without copying them. */
final class OrtChain implements LoadedChain {
    private final BlockChain chain;
    private final TensorSpec input;
    private final ChainLayout layout;
    private final List<OpenSession> sessions;
    private final List<LinkedSessions<OpenSession>.Lease> leases;
    private final long privateBytes;
    private volatile boolean answersInPlace = true;
    private volatile boolean closed;

    /**
     * A network ready to run.
     *
     * @param leases on those of the sessions that are given up with the chain
     * @param privateBytes what the other sessions occupy beyond what they have mapped
     */
    OrtChain(
            BlockChain chain,
            TensorSpec input,
            ChainLayout layout,
            List<OpenSession> sessions,
            List<LinkedSessions<OpenSession>.Lease> leases,
            long privateBytes) {
        this.chain = chain;
        this.input = input;
        this.layout = layout;
        this.sessions = List.copyOf(sessions);
        this.leases = List.copyOf(leases);
        this.privateBytes = privateBytes;
    }

    @Override
    public BlockChain chain() {
        return chain;
    }

    @Override
    public int segments() {
        return sessions.size();
    }

    @Override
    public long privateBytes() {
        return privateBytes
                + leases.stream().mapToLong(LinkedSessions.Lease::bytes).sum();
    }

    @Override
    public ChainRun begin(Tensor tensor) {
        return begin(tensor, Tensor::allocate);
    }

    @Override
    public ChainRun begin(Tensor tensor, TensorSupply outputs) {
        if (closed) {
            throw new IllegalStateException(
                    "The chain %s is closed. Maybe a frame was begun after its plan was replaced.".formatted(chain));
        }
        Argument.require(
                tensor.type() == input.type() && input.shape().admits(tensor.shape()),
                "The input (%s) of %s must be %s %s. Maybe it was preprocessed for another network.",
                tensor,
                chain.model(),
                input.type(),
                input.shape());
        try {
            boolean inPlace = answersInPlace && tensor.shape().equals(input.nominal());
            return new ChainRun(this, OrtTensors.wrap(tensor), outputs, inPlace);
        } catch (OrtException e) {
            throw EngineException.refused("the input %s of %s".formatted(tensor, chain), e, "Maybe it is too large.");
        }
    }

    ChainLayout layout() {
        return layout;
    }

    OpenSession session(int segment) {
        return sessions.get(segment);
    }

    /** From now on outputs are copied: their shapes depend on more than the shape of the input. */
    void copyAnswers() {
        answersInPlace = false;
    }

    @Override
    public void close() {
        closed = true;
        RuntimeException failure = null;
        for (LinkedSessions<OpenSession>.Lease lease : leases) {
            try {
                lease.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
