/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The size that the body of a command may have, measured without encoding it and no further than the limit. */
final class BodyLimit {
    /** Most bytes of a body, as JSON in UTF-8. */
    static final int MOST_BYTES = 1 << 20;

    private static final int DEEPEST = 32;

    private long left = MOST_BYTES;

    private BodyLimit() {}

    /** Throws {@link BusError#TOO_LARGE} for a body over the limit. */
    static void require(@Nullable Object body) {
        BodyLimit limit = new BodyLimit();
        limit.measure(body, 0);
        if (limit.left < 0) {
            throw new CoordinatorException(
                    BusError.TOO_LARGE, "The body of a command must hold at most %d bytes.".formatted(MOST_BYTES));
        }
    }

    private void measure(@Nullable Object value, int depth) {
        if (left < 0) {
            return;
        }
        if (depth > DEEPEST) {
            left = -1;
        } else if (value instanceof JsonObject object) {
            measureEntries(object.getMap(), depth);
        } else if (value instanceof Map<?, ?> map) {
            measureEntries(map, depth);
        } else if (value instanceof JsonArray array) {
            measureItems(array.getList(), depth);
        } else if (value instanceof List<?> list) {
            measureItems(list, depth);
        } else if (value instanceof CharSequence text) {
            measureText(text);
        } else if (value instanceof Buffer buffer) {
            left -= buffer.length();
        } else if (value instanceof byte[] bytes) {
            left -= bytes.length;
        } else {
            left--;
        }
    }

    private void measureEntries(Map<?, ?> map, int depth) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            left -= 2;
            measure(entry.getKey(), depth + 1);
            measure(entry.getValue(), depth + 1);
            if (left < 0) {
                return;
            }
        }
    }

    private void measureItems(List<?> items, int depth) {
        for (Object item : items) {
            left--;
            measure(item, depth + 1);
            if (left < 0) {
                return;
            }
        }
    }

    private void measureText(CharSequence text) {
        left -= 2;
        for (int i = 0; i < text.length() && left >= 0; i++) {
            char c = text.charAt(i);
            left -= c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
    }
}
