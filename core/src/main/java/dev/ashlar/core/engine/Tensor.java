/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.unit.Argument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in a direct buffer of native byte order, which an engine reads and writes without copying.
 *
 * <p><b>Threading</b>: the buffer is shared, not guarded; whoever fills it hands it over.
 */
public final class Tensor {
    private final ElementType type;
    private final Shape shape;
    private final @Nullable TensorPool home;
    private @Nullable ByteBuffer data;

    private Tensor(ElementType type, Shape shape, ByteBuffer data, @Nullable TensorPool home) {
        this.type = type;
        this.shape = shape;
        this.data = data;
        this.home = home;
    }

    /** A tensor of zeros. */
    public static Tensor allocate(ElementType type, Shape shape) {
        return new Tensor(type, shape, allocateDirect(type, shape), null);
    }

    private static ByteBuffer allocateDirect(ElementType type, Shape shape) {
        long bytes = type.bytes(shape);
        Argument.require(
                bytes <= Integer.MAX_VALUE,
                "A %s tensor of shape %s takes %d bytes; a buffer holds at most 2 GiB. Maybe the input is too large.",
                type,
                shape,
                bytes);
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * A tensor that hands its buffer back to a pool.
     *
     * @param used a buffer of that pool with whatever is in it, or null for a new one
     */
    static Tensor pooled(ElementType type, Shape shape, @Nullable ByteBuffer used, TensorPool home) {
        return new Tensor(type, shape, used == null ? allocateDirect(type, shape) : used, home);
    }

    /**
     * A tensor in the caller's buffer, which must be direct, of native order, and hold exactly the tensor from index 0
     * to its capacity.
     */
    public static Tensor wrap(ElementType type, Shape shape, ByteBuffer data) {
        Argument.require(
                data.isDirect() && data.order() == ByteOrder.nativeOrder() && data.capacity() == type.bytes(shape),
                "The buffer of a %s tensor of shape %s must be direct, of native order and hold %d bytes; it holds %d.",
                type,
                shape,
                type.bytes(shape),
                data.capacity());
        return new Tensor(type, shape, data, null);
    }

    /** A float tensor with these values. */
    public static Tensor of(Shape shape, float... values) {
        Tensor tensor = allocate(ElementType.FLOAT32, shape);
        Argument.require(
                values.length == shape.elements(),
                "A tensor of shape %s needs %d values, not %d.",
                shape,
                shape.elements(),
                values.length);
        tensor.floats().put(0, values);
        return tensor;
    }

    public ElementType type() {
        return type;
    }

    /** Its extents; static. */
    public Shape shape() {
        return shape;
    }

    /** A view of all bytes, with position and limit of its own. */
    public ByteBuffer data() {
        ByteBuffer bytes = data;
        if (bytes == null) {
            throw new IllegalStateException(
                    "The tensor (%s) was handed back. Maybe a result is read after it was closed.".formatted(this));
        }
        return bytes.duplicate().clear().order(ByteOrder.nativeOrder());
    }

    /** A view of all floats, with position and limit of its own; the type must be float32. */
    public FloatBuffer floats() {
        Argument.require(type == ElementType.FLOAT32, "A %s tensor cannot be read as floats.", type);
        return data().asFloatBuffer();
    }

    /** A copy of all floats; the type must be float32. */
    public float[] toFloats() {
        FloatBuffer floats = floats();
        float[] copy = new float[floats.remaining()];
        floats.get(copy);
        return copy;
    }

    /** The index of the greatest float, the first of equals; NaN never wins, and where nothing else is, it is -1. */
    public int argMax() {
        FloatBuffer floats = floats();
        int best = -1;
        for (int i = 0; i < floats.limit(); i++) {
            float value = floats.get(i);
            if (!Float.isNaN(value) && (best < 0 || value > floats.get(best))) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Hands its buffer back to the {@link TensorPool} that it is from, once, and refuses to be read from then on; a tensor
     * from no pool stays as it is. Nobody may read it any more, nor a view of its bytes, which is not guarded.
     */
    public void release() {
        ByteBuffer bytes;
        synchronized (this) {
            bytes = data;
            if (home == null || bytes == null) {
                return;
            }
            data = null;
        }
        home.giveBack(bytes);
    }

    @Override
    public String toString() {
        return type + " " + shape;
    }
}
