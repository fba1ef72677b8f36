/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Tensors whose buffers are written again once they were handed back ({@link Tensor#release}, {@link
 * FrameOutcome.FrameResult#close}). A tensor that never is handed back belongs to the garbage collector like any other.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
public final class TensorPool implements TensorSupply {
    /*
     * The collector sees the small object that stands for a direct buffer and not the memory behind it: results of some
     * megabytes wait for a collection that a heap of a few megabytes does not need for minutes. Few buffers are kept:
     * those of the frames that one stream has under way at a time, or of what runs over samples lend. The one
     * handed back last is the warmest.
     */
    private static final int MOST_FREE = 8;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(MOST_FREE + 1);

    @Override
    public Tensor take(ElementType type, Shape shape) {
        return Tensor.pooled(type, shape, find(type.bytes(shape)), this);
    }

    private synchronized @Nullable ByteBuffer find(long bytes) {
        for (Iterator<ByteBuffer> buffers = free.iterator(); buffers.hasNext(); ) {
            ByteBuffer buffer = buffers.next();
            if (buffer.capacity() == bytes) {
                buffers.remove();
                return buffer;
            }
        }
        return null;
    }

    /** Takes a buffer that nobody reads any more. */
    synchronized void giveBack(ByteBuffer buffer) {
        free.addFirst(buffer);
        if (free.size() > MOST_FREE) {
            free.removeLast();
        }
    }
}
