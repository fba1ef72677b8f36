/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Conditions;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.unit.Argument;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A profile as a document; {@code docs/formats/profile.schema.json} describes it. */
final class ProfileJson {
    static final int VERSION = 6;

    /** The first format that tells of polished heads. */
    private static final int POLISHED = 2;

    /** The first format that predicts what compositions are worth. */
    private static final int PREDICTED = 3;

    /** The first format that tells how busy the machine was. */
    private static final int WATCHED = 4;

    /** The first format that tells what serving costs beyond blocks alone. */
    private static final int SERVED = 5;

    /** The first format that tells what borders of linked compositions cost. */
    private static final int LINKED = 6;

    private ProfileJson() {}

    /** The canonical document. */
    static byte[] encode(ProfileSnapshot profile) {
        ObjectNode document = JsonVersion.newDocument(VERSION);
        document.put("model", profile.model().value());
        document.set("provenance", encode(profile.provenance()));
        document.put("metric", profile.metric());
        document.put("baseQuality", profile.baseQuality());
        document.set("whole", encode(profile.whole()));
        document.put("fixedNanos", profile.fixedNanos());
        document.put("activationBytes", profile.activationBytes());
        ArrayNode blocks = document.putArray("blocks");
        profile.blocks().forEach(block -> blocks.add(encode(block)));
        ArrayNode polished = document.putArray("polished");
        profile.polished().forEach(head -> polished.add(encode(head)));
        ArrayNode predictions = document.putArray("predictions");
        QualityPrediction prediction = profile.prediction();
        if (prediction != null) {
            predictions.add(PredictionJson.encode(prediction));
        }
        ArrayNode serving = document.putArray("serving");
        ServingCosts costs = profile.serving();
        if (costs != null) {
            serving.add(ServingJson.encode(costs));
        }
        return JsonFormat.format(document);
    }

    private static ObjectNode encode(Provenance provenance) {
        ObjectNode node = BlockJson.newNode();
        node.set("device", encode(provenance.device()));
        node.put("engine", provenance.engine());
        node.put("data", provenance.data());
        node.put("images", provenance.images());
        node.put("seed", provenance.seed());
        node.put("measuredAt", provenance.measuredAt().toString());
        ArrayNode conditions = node.putArray("conditions");
        Conditions seen = provenance.conditions();
        if (seen != null) {
            conditions.add(encode(seen));
        }
        return node;
    }

    private static ObjectNode encode(Conditions conditions) {
        ObjectNode node = BlockJson.newNode();
        node.put("stealShare", conditions.stealShare());
        node.put("otherShare", conditions.otherShare());
        node.put("slowestKilohertz", conditions.slowestKilohertz());
        node.put("fastestKilohertz", conditions.fastestKilohertz());
        node.put("throttles", conditions.throttles());
        node.put("drift", conditions.drift());
        return node;
    }

    private static ObjectNode encode(Device device) {
        ObjectNode node = BlockJson.newNode();
        node.put("cpu", device.cpu());
        node.put("cores", device.cores());
        node.put("memoryBytes", device.memoryBytes());
        ArrayNode features = node.putArray("features");
        device.features().forEach(features::add);
        return node;
    }

    static ObjectNode encode(LatencyProfile latency) {
        ObjectNode node = BlockJson.newNode();
        node.put("p50Nanos", latency.p50Nanos());
        node.put("p95Nanos", latency.p95Nanos());
        node.put("p99Nanos", latency.p99Nanos());
        node.put("cpuNanos", latency.cpuNanos());
        node.put("runs", latency.runs());
        return node;
    }

    private static ObjectNode encode(BlockProfile block) {
        ObjectNode node = BlockJson.newNode();
        node.put("block", block.block().value());
        node.put("descendant", block.descendant().value());
        node.put("digest", block.digest().value());
        node.set("latency", encode(block.latency()));
        node.put("mappedBytes", block.mappedBytes());
        node.put("privateBytes", block.privateBytes());
        node.put("openNanos", block.openNanos());
        node.put("quality", block.quality());
        node.put("agreement", block.agreement());
        return node;
    }

    private static ObjectNode encode(PolishProfile polished) {
        ObjectNode node = encode(polished.head());
        node.put("plainQuality", polished.plainQuality());
        node.put("plainAgreement", polished.plainAgreement());
        return node;
    }

    /** The profile in {@code content}; {@code file} is where it came from. */
    static ProfileSnapshot decode(Path file, byte[] content) {
        JsonNode document = JsonFormat.parse(file, content);
        JsonVersion.require(file, document, VERSION);
        return JsonFields.read(file, document, fields -> {
            long version = fields.integer(JsonVersion.FIELD);
            return decode(fields, version);
        });
    }

    private static ProfileSnapshot decode(JsonFields fields, long version) {
        return new ProfileSnapshot(
                fields.text("model", ModelId::new),
                fields.object("provenance", each -> provenance(each, version)),
                fields.text("metric"),
                fields.number("baseQuality"),
                fields.object("whole", ProfileJson::latency),
                fields.integer("fixedNanos"),
                fields.integer("activationBytes"),
                fields.objects("blocks", ProfileJson::block),
                version < POLISHED ? List.of() : fields.objects("polished", ProfileJson::polished),
                version < PREDICTED ? null : prediction(fields),
                version < SERVED ? null : serving(fields, version));
    }

    private static @Nullable ServingCosts serving(JsonFields fields, long version) {
        List<ServingCosts> serving = fields.objects("serving", each -> ServingJson.decode(each, version >= LINKED));
        Argument.require(serving.size() <= 1, "A profile has costs of serving at most once, not %d.", serving.size());
        return serving.isEmpty() ? null : serving.get(0);
    }

    private static @Nullable QualityPrediction prediction(JsonFields fields) {
        List<QualityPrediction> predictions = fields.objects("predictions", PredictionJson::decode);
        Argument.require(predictions.size() <= 1, "A profile has at most one prediction, not %d.", predictions.size());
        return predictions.isEmpty() ? null : predictions.get(0);
    }

    private static Provenance provenance(JsonFields fields, long version) {
        return new Provenance(
                fields.object("device", ProfileJson::device),
                fields.text("engine"),
                fields.text("data"),
                fields.smallInteger("images"),
                fields.integer("seed"),
                fields.text("measuredAt", Instant::parse),
                version < WATCHED ? null : conditions(fields));
    }

    private static @Nullable Conditions conditions(JsonFields fields) {
        List<Conditions> conditions = fields.objects("conditions", ProfileJson::conditionsOf);
        Argument.require(
                conditions.size() <= 1, "A profile has conditions once at most, not %d times.", conditions.size());
        return conditions.isEmpty() ? null : conditions.get(0);
    }

    private static Conditions conditionsOf(JsonFields fields) {
        return new Conditions(
                fields.number("stealShare"),
                fields.number("otherShare"),
                fields.integer("slowestKilohertz"),
                fields.integer("fastestKilohertz"),
                fields.integer("throttles"),
                fields.number("drift"));
    }

    private static Device device(JsonFields fields) {
        return new Device(
                fields.text("cpu"),
                fields.smallInteger("cores"),
                fields.integer("memoryBytes"),
                fields.texts("features"));
    }

    static LatencyProfile latency(JsonFields fields) {
        return new LatencyProfile(
                fields.integer("p50Nanos"),
                fields.integer("p95Nanos"),
                fields.integer("p99Nanos"),
                fields.integer("cpuNanos"),
                fields.integer("runs"));
    }

    private static BlockProfile block(JsonFields fields) {
        return new BlockProfile(
                fields.text("block", BlockId::new),
                fields.text("descendant", DescendantId::new),
                fields.text("digest", Digest::new),
                fields.object("latency", ProfileJson::latency),
                fields.integer("mappedBytes"),
                fields.integer("privateBytes"),
                fields.integer("openNanos"),
                fields.number("quality"),
                fields.number("agreement"));
    }

    private static PolishProfile polished(JsonFields fields) {
        return new PolishProfile(block(fields), fields.number("plainQuality"), fields.number("plainAgreement"));
    }
}
