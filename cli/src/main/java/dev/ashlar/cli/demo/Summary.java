/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.cli.demo.PolicyResult.StreamResult;
import dev.ashlar.coordinator.FrameCounts;
import dev.ashlar.coordinator.MeasuringStats;
import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.unit.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of all policies, for people and for machines. */
final class Summary {
    private Summary() {}

    /** The closing tables. */
    static void show(List<PolicyResult> results, Display display) {
        for (PolicyResult result : results) {
            display.say("");
            display.say(
                    "%s: %d plans adopted, %d blocks and %s swapped",
                    result.policy().name(),
                    result.plans().adopted(),
                    result.plans().blocksSwapped(),
                    Bytes.of(result.plans().bytesFetched()));
            MeasuringStats measured = result.measuring();
            if (measured.images() > 0) {
                display.say(
                        "  measured %d of the compositions that were adopted, on %d images in %.1f s of a worker",
                        measured.compositions(), measured.images(), measured.spentNanos() / 1e9);
            }
            display.say(
                    "  %-8s %8s %8s %6s %8s %7s %10s %10s %10s  %s",
                    "camera",
                    "offered",
                    "in time",
                    "late",
                    "dropped",
                    "failed",
                    "p95",
                    "accuracy",
                    "useful",
                    "dropped because");
            for (StreamResult stream : result.streams()) {
                FrameCounts frames = stream.frames();
                display.say(
                        "  %-8s %8d %8d %6d %8d %7d %7.1f ms %10s %10s  %s",
                        stream.id(),
                        frames.offered(),
                        frames.inDeadline(),
                        frames.late(),
                        frames.droppedInAll(),
                        frames.failed(),
                        stream.latency().p95Nanos() / 1e6,
                        Display.percent(stream.accuracy()),
                        Display.percent(stream.useful()),
                        reasons(frames));
            }
        }
        display.say("");
        display.say(
                "Mean over the cameras (accuracy: box F1 or top-1 against the known truth, or agreement with the original;");
        display.say("useful: a frame that was not served in time counts as wrong):");
        for (PolicyResult result : results) {
            display.say(
                    "  %-34s %6.1f %% served in time, useful accuracy %s",
                    result.policy().name(), 100 * result.inTime(), Display.percent(result.useful()));
        }
    }

    private static String reasons(FrameCounts frames) {
        return frames.dropped().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " " + name(entry.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String name(DropReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** The same as JSON. */
    static String json(List<PolicyResult> results, double seconds, long seed) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("seconds", seconds);
        root.put("seed", seed);
        ArrayNode policies = root.putArray("policies");
        for (PolicyResult result : results) {
            ObjectNode node = policies.addObject();
            node.put("policy", result.policy().key());
            node.put("accountedFor", result.accountedFor());
            node.put("plans", result.plans().adopted());
            node.put("refused", result.plans().refused());
            node.put("blocksSwapped", result.plans().blocksSwapped());
            node.put("bytesSwapped", result.plans().bytesFetched());
            node.put("measured", result.measuring().compositions());
            node.put("measuredImages", result.measuring().images());
            node.put("measuringMillis", result.measuring().spentNanos() / 1e6);
            node.put("inTime", result.inTime());
            node.put("useful", result.useful());
            ArrayNode streams = node.putArray("streams");
            result.streams().forEach(stream -> stream(streams.addObject(), stream));
        }
        return root.toPrettyString();
    }

    private static void stream(ObjectNode node, StreamResult stream) {
        node.put("id", stream.id().value());
        node.put("offered", stream.frames().offered());
        node.put("inDeadline", stream.frames().inDeadline());
        node.put("late", stream.frames().late());
        ObjectNode dropped = node.putObject("dropped");
        for (Map.Entry<DropReason, Long> entry : stream.frames().dropped().entrySet()) {
            dropped.put(name(entry.getKey()), entry.getValue());
        }
        node.put("failed", stream.frames().failed());
        node.put("metric", stream.metric());
        number(node, "accuracy", stream.accuracy());
        number(node, "useful", stream.useful());
        node.put("p95Millis", stream.latency().p95Nanos() / 1e6);
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }
}
