/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size that the body of a command may have. Commands are flat, so it is told from the fields alone: what lies deeper
 * is counted by its items and refused later, as no command has it.
 */
final class BodyLimit {
    /** Most characters, bytes or items of a body. */
    static final int MOST = 1 << 20;

    private BodyLimit() {}

    /** Throws {@link BusError#TOO_LARGE} for a body over the limit. */
    static void require(@Nullable Object body) {
        long size = body instanceof JsonObject object ? sizeOfFields(object) : size(body);
        if (size > MOST) {
            throw new CoordinatorException(
                    BusError.TOO_LARGE, "The body of a command must hold at most %d characters.".formatted(MOST));
        }
    }

    private static long sizeOfFields(JsonObject object) {
        long size = object.size();
        for (Map.Entry<String, Object> field : object.getMap().entrySet()) {
            if (size > MOST) {
                break;
            }
            size += field.getKey().length() + size(field.getValue());
        }
        return size;
    }

    private static long size(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.length();
        } else if (value instanceof Buffer buffer) {
            return buffer.length();
        } else if (value instanceof byte[] bytes) {
            return bytes.length;
        } else if (value instanceof JsonObject object) {
            return object.size();
        } else if (value instanceof JsonArray array) {
            return array.size();
        }
        return 1;
    }
}
