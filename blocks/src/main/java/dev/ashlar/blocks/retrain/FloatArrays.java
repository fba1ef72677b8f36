/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Arrays by name in files, bit for bit. */
final class FloatArrays {
    private FloatArrays() {}

    static void write(Map<String, float[]> arrays, DataOutputStream out) throws IOException {
        out.writeInt(arrays.size());
        for (Map.Entry<String, float[]> each : new TreeMap<>(arrays).entrySet()) {
            out.writeUTF(each.getKey());
            out.writeInt(each.getValue().length);
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * each.getValue().length);
            bytes.asFloatBuffer().put(each.getValue());
            out.write(bytes.array());
        }
    }

    static Map<String, float[]> read(DataInputStream in) throws IOException {
        Map<String, float[]> arrays = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            float[] values = new float[in.readInt()];
            byte[] bytes = new byte[Float.BYTES * values.length];
            in.readFully(bytes);
            ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
            arrays.put(name, values);
        }
        return arrays;
    }
}
