/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;

/** A tensor's name, type and shape as JSON; an extent of -1 is free. */
final class TensorJson {
    private TensorJson() {}

    static ObjectNode encode(TensorSpec tensor) {
        ObjectNode node = BlockJson.newNode();
        node.put("name", tensor.name());
        node.put("type", JsonFields.nameOf(tensor.type()));
        addAll(node.putArray("shape"), tensor.shape());
        addAll(node.putArray("nominal"), tensor.nominal());
        return node;
    }

    private static void addAll(ArrayNode array, Shape shape) {
        shape.dims().forEach(array::add);
    }

    static TensorSpec decode(JsonFields fields) {
        return new TensorSpec(
                fields.text("name"),
                fields.constant("type", ElementType.class),
                new Shape(fields.integers("shape")),
                new Shape(fields.integers("nominal")));
    }
}
