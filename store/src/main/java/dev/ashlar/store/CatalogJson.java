/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import java.nio.file.Path;
import java.util.List;

/** A catalog as the document {@code model.json}; {@code docs/formats/model.schema.json} describes it. */
final class CatalogJson {
    static final int VERSION = 1;

    private CatalogJson() {}

    /** The canonical document. */
    static byte[] encode(BlockCatalog catalog) {
        ObjectNode document = JsonVersion.newDocument(VERSION);
        document.put("model", catalog.model().value());
        document.put("source", catalog.source().value());
        document.set("input", TensorJson.encode(catalog.input()));
        document.set("preprocessing", encode(catalog.preprocessing()));
        ArrayNode outputs = document.putArray("outputs");
        catalog.outputs().forEach(output -> outputs.add(TensorJson.encode(output)));
        document.put("outputKind", JsonFields.nameOf(catalog.outputKind()));
        ArrayNode labels = document.putArray("labels");
        catalog.labels().forEach(labels::add);
        ArrayNode blocks = document.putArray("blocks");
        catalog.blocks().forEach(block -> blocks.add(BlockJson.encode(block)));
        return JsonFormat.format(document);
    }

    /** The catalog in {@code content}; {@code file} is where it came from. */
    static BlockCatalog decode(Path file, byte[] content) {
        JsonNode document = JsonFormat.parse(file, content);
        JsonVersion.require(file, document, VERSION);
        return JsonFields.read(file, document, fields -> {
            fields.integer(JsonVersion.FIELD);
            return decode(fields);
        });
    }

    private static BlockCatalog decode(JsonFields fields) {
        BlockCatalog catalog = new BlockCatalog(
                fields.text("model", ModelId::new),
                fields.text("source", BlockJson::sha256),
                fields.object("input", TensorJson::decode),
                fields.object("preprocessing", CatalogJson::preprocessing),
                fields.objects("outputs", TensorJson::decode),
                fields.constant("outputKind", OutputKind.class),
                fields.texts("labels"),
                fields.objects("blocks", BlockJson::decode));
        PortableName.requireDistinct(
                "block",
                catalog.blocks().stream().map(block -> block.id().value()).toList());
        return catalog;
    }

    private static ObjectNode encode(Preprocessing preprocessing) {
        ObjectNode node = BlockJson.newNode();
        node.put("order", JsonFields.nameOf(preprocessing.order()));
        node.put("scale", preprocessing.scale());
        addAll(node.putArray("mean"), preprocessing.mean());
        addAll(node.putArray("std"), preprocessing.std());
        return node;
    }

    private static void addAll(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }

    private static Preprocessing preprocessing(JsonFields fields) {
        return new Preprocessing(
                fields.constant("order", PixelFormat.class),
                fields.number("scale"),
                fields.numbers("mean"),
                fields.numbers("std"));
    }
}
