/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.ashlar.core.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers tensors of single images into arrays of one row per image. An array is good until the next one of the same
 * name is gathered: they share memory, which grows with the largest batch and not with the number of batches.
 */
final class Rows {
    private final NDManager memory;
    private final Map<String, ByteBuffer> buffers = new HashMap<>();

    Rows(NDManager memory) {
        this.memory = memory;
    }

    /** The rows one below the other; all of one shape, batch 1, of floats. */
    NDArray gather(String name, List<Tensor> rows) {
        long[] dims = rows.get(0).shape().toArray();
        int bytes = rows.get(0).data().remaining();
        int wanted = Math.multiplyExact(rows.size(), bytes);
        ByteBuffer whole = buffers.get(name);
        if (whole == null || whole.capacity() < wanted) {
            whole = ByteBuffer.allocateDirect(wanted).order(ByteOrder.nativeOrder());
            buffers.put(name, whole);
        }
        ByteBuffer part = whole.duplicate().clear().limit(wanted).slice().order(ByteOrder.nativeOrder());
        rows.forEach(row -> part.put(row.data()));
        dims[0] = rows.size();
        return memory.create(part.rewind(), new Shape(dims), DataType.FLOAT32);
    }
}
