/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.BorderCost;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a profile that tells what serving costs beyond blocks alone. */
final class ServingJson {
    private ServingJson() {}

    static ObjectNode encode(ServingCosts costs) {
        ObjectNode node = BlockJson.newNode();
        ArrayNode slowdowns = node.putArray("slowdowns");
        costs.slowdowns().forEach(slowdowns::add);
        ArrayNode threads = node.putArray("threads");
        costs.threads().forEach(each -> threads.add(ProfileJson.encode(each)));
        ArrayNode descendants = node.putArray("descendants");
        for (DescendantCosts each : costs.descendants()) {
            ObjectNode one = descendants.addObject();
            one.put("block", each.block().value());
            one.put("descendant", each.descendant().value());
            one.put("digest", each.digest().value());
            one.put("coldNanos", each.coldNanos());
            one.put("linkNanos", each.linkNanos());
            one.put("nanojoules", each.nanojoules());
        }
        ArrayNode linking = node.putArray("linking");
        LinkCosts links = costs.linking();
        if (links != null) {
            linking.add(encode(links));
        }
        return node;
    }

    private static ObjectNode encode(LinkCosts costs) {
        ObjectNode node = BlockJson.newNode();
        ArrayNode borders = node.putArray("borders");
        for (BorderCost border : costs.borders()) {
            ObjectNode one = borders.addObject();
            one.put("from", border.from().value());
            one.put("to", border.to().value());
            one.put("nanos", border.nanos());
        }
        node.put("compositions", costs.compositions());
        node.put("typicalError", costs.typicalError());
        node.put("error", costs.error());
        return node;
    }

    /** @param linked whether the format tells what borders of linked compositions cost */
    static ServingCosts decode(JsonFields fields, boolean linked) {
        return new ServingCosts(
                fields.numbers("slowdowns"),
                fields.objects("threads", ProfileJson::latency),
                fields.objects("descendants", ServingJson::costs),
                linked ? linking(fields) : null);
    }

    private static @Nullable LinkCosts linking(JsonFields fields) {
        List<LinkCosts> linking = fields.objects("linking", ServingJson::linkingOf);
        Argument.require(linking.size() <= 1, "A profile has costs of linking at most once, not %d.", linking.size());
        return linking.isEmpty() ? null : linking.get(0);
    }

    private static LinkCosts linkingOf(JsonFields fields) {
        return new LinkCosts(
                fields.objects("borders", ServingJson::border),
                fields.smallInteger("compositions"),
                fields.number("typicalError"),
                fields.number("error"));
    }

    private static BorderCost border(JsonFields fields) {
        return new BorderCost(
                fields.text("from", BlockId::new), fields.text("to", BlockId::new), fields.integer("nanos"));
    }

    private static DescendantCosts costs(JsonFields fields) {
        return new DescendantCosts(
                fields.text("block", BlockId::new),
                fields.text("descendant", DescendantId::new),
                fields.text("digest", Digest::new),
                fields.integer("coldNanos"),
                fields.integer("linkNanos"),
                fields.integer("nanojoules"));
    }
}
