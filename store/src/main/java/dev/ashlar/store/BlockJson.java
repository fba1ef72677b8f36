/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.unit.Argument;

/** A block and its descendants as JSON. */
final class BlockJson {
    private static final String PRUNING = "channel-pruning";
    private static final String LOW_RANK = "low-rank";
    private static final String INT8 = "int8";
    private static final String POLISH = "polish";

    private BlockJson() {}

    static ObjectNode newNode() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode encode(Block block) {
        ObjectNode node = newNode();
        node.put("id", block.id().value());
        ArrayNode inputs = node.putArray("inputs");
        block.inputs().forEach(tensor -> inputs.add(TensorJson.encode(tensor)));
        ArrayNode outputs = node.putArray("outputs");
        block.outputs().forEach(tensor -> outputs.add(TensorJson.encode(tensor)));
        node.put("operators", block.operators());
        node.put("macs", block.macs());
        node.put("elasticMacs", block.elasticMacs());
        ArrayNode descendants = node.putArray("descendants");
        block.descendants().forEach(descendant -> descendants.add(encode(descendant)));
        ArrayNode dropped = node.putArray("dropped");
        block.dropped().forEach(one -> dropped.add(encode(one)));
        return node;
    }

    private static ObjectNode encode(Descendant descendant) {
        ObjectNode node = newNode();
        node.put("id", descendant.id().value());
        ArrayNode compressions = node.putArray("compressions");
        descendant.compressions().forEach(compression -> compressions.add(encode(compression)));
        node.put("digest", descendant.digest().value());
        node.put("fileBytes", descendant.fileBytes());
        node.put("weightBytes", descendant.weightBytes());
        node.put("macs", descendant.macs());
        node.put("featureError", descendant.featureError());
        node.put("recipe", descendant.recipe());
        return node;
    }

    private static ObjectNode encode(DroppedDescendant dropped) {
        ObjectNode node = newNode();
        node.put("id", dropped.id().value());
        node.put("reason", dropped.reason());
        node.put("recipe", dropped.recipe());
        return node;
    }

    private static ObjectNode encode(Compression compression) {
        return compression.fold(
                pruning -> newNode().put("kind", PRUNING).put("keep", pruning.keep()),
                lowRank -> newNode().put("kind", LOW_RANK).put("keep", lowRank.keep()),
                int8 -> newNode().put("kind", INT8),
                BlockJson::encode);
    }

    private static ObjectNode encode(Compression.Polish polish) {
        ObjectNode node =
                newNode().put("kind", POLISH).put("base", polish.base().value());
        ArrayNode before = node.putArray("before");
        polish.before().forEach(id -> before.add(id.value()));
        return node;
    }

    static Block decode(JsonFields fields) {
        Block block = new Block(
                fields.text("id", BlockId::new),
                fields.objects("inputs", TensorJson::decode),
                fields.objects("outputs", TensorJson::decode),
                fields.smallInteger("operators"),
                fields.integer("macs"),
                fields.integer("elasticMacs"),
                fields.objects("descendants", BlockJson::descendant),
                fields.objects("dropped", BlockJson::dropped));
        PortableName.requireDistinct(
                "descendant",
                block.descendants().stream().map(one -> one.id().value()).toList());
        return block;
    }

    private static Descendant descendant(JsonFields fields) {
        return new Descendant(
                fields.text("id", DescendantId::new),
                fields.objects("compressions", BlockJson::compression),
                fields.text("digest", BlockJson::sha256),
                fields.integer("fileBytes"),
                fields.integer("weightBytes"),
                fields.integer("macs"),
                fields.number("featureError"),
                fields.text("recipe"));
    }

    private static Compression compression(JsonFields fields) {
        String kind = fields.text("kind");
        return switch (kind) {
            case PRUNING -> new Compression.ChannelPruning(fields.number("keep"));
            case LOW_RANK -> new Compression.LowRank(fields.number("keep"));
            case INT8 -> new Compression.Int8();
            case POLISH ->
                new Compression.Polish(
                        fields.text("base", DescendantId::new),
                        fields.texts("before").stream().map(DescendantId::new).toList());
            default ->
                throw new IllegalArgumentException(
                        "The kind of compression (%s) is not known to this version of Ashlar; a newer one may have written it."
                                .formatted(kind));
        };
    }

    private static DroppedDescendant dropped(JsonFields fields) {
        return new DroppedDescendant(
                fields.text("id", DescendantId::new), fields.text("reason"), fields.text("recipe"));
    }

    static Digest sha256(String text) {
        Digest digest = new Digest(text);
        Argument.require(
                digest.isSha256(), "The digest (%s) must be a SHA-256 in 64 lower-case hexadecimal digits.", text);
        return digest;
    }
}
