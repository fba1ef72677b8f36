/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.plan.CompositionFront.Point;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.BorderCost;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.ServingCosts;
import org.jspecify.annotations.Nullable;

/** A report for machines; {@code docs/formats/report.schema.json} describes it. */
final class ReportJson {
    static final int VERSION = 1;

    private ReportJson() {}

    static String of(StoreReport report) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("formatVersion", VERSION);
        root.put("store", report.store());
        root.put("writtenAt", report.writtenAt().toString());
        root.put("device", report.device().key());
        root.put("engine", report.engine());
        ArrayNode networks = root.putArray("networks");
        report.networks().forEach(network -> network(networks.addObject(), network));
        return root.toPrettyString();
    }

    private static void network(ObjectNode node, NetworkReport network) {
        node.put("model", network.catalog().model().value());
        node.put("combinations", network.combinations());
        ArrayNode stale = node.putArray("stale");
        network.stale().forEach(stale::add);
        ArrayNode blocks = node.putArray("blocks");
        network.catalog().blocks().forEach(block -> block(blocks.addObject(), network, block));
        ProfileSnapshot profile = network.profile();
        if (profile == null) {
            node.putNull("profile");
        } else {
            profile(node.putObject("profile"), profile);
        }
        front(node.putObject("front"), network);
        ArrayNode measured = node.putArray("measured");
        network.measured().forEach(each -> composition(measured.addObject(), each));
        errors(node, network.errors());
    }

    private static void block(ObjectNode node, NetworkReport network, Block block) {
        node.put("id", block.id().value());
        node.put("macs", block.macs());
        node.put("glue", block.isGlue());
        ArrayNode descendants = node.putArray("descendants");
        for (Descendant descendant : block.choices()) {
            ObjectNode each = descendants.addObject();
            each.put("id", descendant.id().value());
            each.put("kind", Kind.of(descendant).words());
            each.put("digest", descendant.digest().value());
            each.put("macs", descendant.macs());
            each.put("weightBytes", descendant.weightBytes());
            each.put("featureError", descendant.featureError());
            ProfileSnapshot profile = network.profile();
            BlockProfile entry = profile == null ? null : profile.find(block.id(), descendant.id());
            if (entry == null) {
                each.putNull("measured");
            } else {
                entry(each.putObject("measured"), entry, descendant);
            }
        }
    }

    private static void entry(ObjectNode node, BlockProfile entry, Descendant descendant) {
        latency(node.putObject("latency"), entry.latency());
        node.put("mappedBytes", entry.mappedBytes());
        node.put("privateBytes", entry.privateBytes());
        node.put("openNanos", entry.openNanos());
        node.put("quality", entry.quality());
        node.put("agreement", entry.agreement());
        node.put("current", entry.digest().equals(descendant.digest()));
    }

    private static void latency(ObjectNode node, LatencyProfile latency) {
        node.put("p50Nanos", latency.p50Nanos());
        node.put("p95Nanos", latency.p95Nanos());
        node.put("p99Nanos", latency.p99Nanos());
        node.put("cpuNanos", latency.cpuNanos());
        node.put("runs", latency.runs());
    }

    private static void profile(ObjectNode node, ProfileSnapshot profile) {
        Provenance from = profile.provenance();
        node.put("device", from.device().key());
        node.put("engine", from.engine());
        node.put("data", from.data());
        node.put("images", from.images());
        node.put("seed", from.seed());
        node.put("measuredAt", from.measuredAt().toString());
        ArrayNode warnings = node.putArray("warnings");
        from.warnings().forEach(warnings::add);
        node.put("metric", profile.metric());
        node.put("baseQuality", profile.baseQuality());
        latency(node.putObject("whole"), profile.whole());
        node.put("fixedNanos", profile.fixedNanos());
        node.put("activationBytes", profile.activationBytes());
        ServingCosts serving = profile.serving();
        if (serving == null) {
            node.putNull("serving");
        } else {
            serving(node.putObject("serving"), serving);
        }
    }

    private static void serving(ObjectNode node, ServingCosts serving) {
        ArrayNode slowdowns = node.putArray("slowdowns");
        serving.slowdowns().forEach(slowdowns::add);
        ArrayNode threads = node.putArray("threads");
        serving.threads().forEach(each -> latency(threads.addObject(), each));
        ArrayNode descendants = node.putArray("descendants");
        for (DescendantCosts each : serving.descendants()) {
            descendants
                    .addObject()
                    .put("block", each.block().value())
                    .put("id", each.descendant().value())
                    .put("coldNanos", each.coldNanos())
                    .put("linkNanos", each.linkNanos())
                    .put("nanojoules", each.nanojoules());
        }
        LinkCosts linking = serving.linking();
        if (linking == null) {
            node.putNull("linking");
            return;
        }
        ObjectNode linked = node.putObject("linking");
        linked.put("compositions", linking.compositions());
        linked.put("typicalError", linking.typicalError());
        linked.put("error", linking.error());
        ArrayNode borders = linked.putArray("borders");
        for (BorderCost border : linking.borders()) {
            borders.addObject()
                    .put("from", border.from().value())
                    .put("to", border.to().value())
                    .put("nanos", border.nanos());
        }
    }

    private static void front(ObjectNode node, NetworkReport network) {
        Forecasts told = network.forecasts();
        if (told != null) {
            node.put("confidence", told.confidence());
        }
        node.put("count", network.front().points().size());
        node.put("complete", network.front().complete());
        node.put("distinct", network.distinct().size());
        node.put("inTime", network.front().count(Point::nanos, Point::drop));
        node.put("inMemory", network.front().count(Point::bytes, Point::drop));
        ArrayNode points = node.putArray("compositions");
        Forecasts forecasts = network.forecasts();
        if (forecasts != null) {
            for (Point point : network.distinct()) {
                ObjectNode each = points.addObject();
                choices(each.putArray("choices"), point.chain());
                forecast(each.putObject("predicted"), forecasts.of(point.chain()));
            }
        }
    }

    private static void choices(ArrayNode node, BlockChain chain) {
        chain.choices().forEach(choice -> node.add(choice.value()));
    }

    private static void composition(ObjectNode node, Composition composition) {
        choices(node.putArray("choices"), composition.chain());
        node.put("why", composition.why().words());
        forecast(node.putObject("predicted"), composition.predicted());
        ObjectNode measured = node.putObject("measured");
        reading(measured, "quality", composition.quality());
        reading(measured, "p50Nanos", composition.nanos());
        reading(measured, "bytes", composition.bytes());
    }

    private static void forecast(ObjectNode node, Composition.Forecast forecast) {
        reading(node, "quality", forecast.quality());
        node.put("leastQuality", forecast.least());
        node.put("p50Nanos", forecast.nanos());
        node.put("bytes", forecast.bytes());
    }

    private static void reading(ObjectNode node, String name, @Nullable Reading reading) {
        if (reading == null) {
            node.putNull(name);
        } else {
            node.putObject(name)
                    .put("value", reading.value())
                    .put("low", reading.low())
                    .put("high", reading.high());
        }
    }

    /** How far predictions were off, as the field that both formats have. */
    static void errors(ObjectNode node, PredictionErrors errors) {
        if (errors.count() == 0) {
            node.putNull("errors");
            return;
        }
        ObjectNode each = node.putObject("errors");
        each.put("compositions", errors.count());
        each.put("meanAbsolute", errors.meanAbsolute());
        each.put("bias", errors.bias());
        number(each, "spearman", errors.spearman());
        number(each, "covered", errors.covered());
        each.put("timed", errors.timed());
        number(each, "timeWithin5Percent", errors.timeWithin5());
        number(each, "timeWithin10Percent", errors.timeWithin10());
        each.put("weighed", errors.weighed());
        number(each, "memoryWithin5PercentOr2MB", errors.memoryWithin());
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }
}
