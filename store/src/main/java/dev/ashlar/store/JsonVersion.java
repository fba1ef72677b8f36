/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** The version of a document's format, which is its first field. */
final class JsonVersion {
    static final String FIELD = "formatVersion";

    private JsonVersion() {}

    /** A document that begins with its version. */
    static ObjectNode newDocument(int version) {
        return JsonNodeFactory.instance.objectNode().put(FIELD, version);
    }

    /** Throws unless the document is of the version that this program reads. */
    static void require(Path file, JsonNode document, int version) {
        JsonNode found = document.get(FIELD);
        if (found == null || !found.isIntegralNumber() || !found.canConvertToLong() || found.longValue() < 1) {
            throw new StoreException(("The file (%s) has no %s and is not a document of Ashlar. Maybe it was edited;"
                            + " restore it from a copy.")
                    .formatted(file, FIELD));
        }
        if (found.longValue() > version) {
            throw new StoreException(
                    ("The file (%s) was written by a newer version of Ashlar: its format is %d and this"
                                    + " one reads %d. Maybe update Ashlar.")
                            .formatted(file, found.longValue(), version));
        }
    }
}
