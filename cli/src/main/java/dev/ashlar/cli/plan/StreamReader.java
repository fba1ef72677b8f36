/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the streams of a problem file. */
final class StreamReader {
    private static final int MOST_STREAMS = 10_000;
    private static final int MOST_PRIORITY = 1000;
    private static final double LEAST_WEIGHT = 1e-9;
    private static final double MOST_WEIGHT = 1e6;

    private final JsonCursor json;
    private final Amounts amounts;

    StreamReader(JsonCursor json) {
        this.json = json;
        this.amounts = new Amounts(json);
    }

    /** All streams, in order. */
    List<StreamSpec> read() throws IOException {
        List<StreamSpec> streams = new ArrayList<>();
        Set<StreamId> seen = new HashSet<>();
        json.list(0, MOST_STREAMS, index -> {
            StreamFields fields = new StreamFields();
            json.object(fields, "id", "model", "periodMs", "deadlineMs");
            StreamSpec stream = json.built(fields::stream);
            if (!seen.add(stream.id())) {
                throw json.refuse(
                        "(%s) has the name of an earlier stream".formatted(stream.id()), "Maybe number them.");
            }
            streams.add(stream);
        });
        return streams;
    }

    /** What was read of a stream. */
    private final class StreamFields implements JsonCursor.Fields {
        private String id = "";
        private String model = "";
        private Duration period = Duration.ZERO;
        private Duration deadline = Duration.ZERO;
        private double weight = 1;
        private int priority;
        private double accuracyFloor;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "id" -> id = json.text();
                case "model" -> model = json.text();
                case "periodMs" -> period = amounts.millis();
                case "deadlineMs" -> deadline = amounts.millis();
                case "weight" -> weight = json.number(LEAST_WEIGHT, MOST_WEIGHT).doubleValue();
                case "priority" -> priority = (int) json.integer(-MOST_PRIORITY, MOST_PRIORITY);
                case "accuracyFloor" -> accuracyFloor = amounts.fraction();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private StreamSpec stream() {
            return new StreamSpec(
                    new StreamId(id),
                    new ModelId(model),
                    period,
                    deadline,
                    weight,
                    priority,
                    accuracyFloor,
                    LateFramePolicy.DROP);
        }
    }
}
