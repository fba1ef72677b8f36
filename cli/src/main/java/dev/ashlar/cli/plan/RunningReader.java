/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the plan in force of a problem file: the streams of an answer, as {@code ashlar plan --json} prints them. */
final class RunningReader {
    private static final int MOST_STREAMS = 10_000;
    private static final int MOST_BLOCKS = 1000;

    private final JsonCursor json;
    private final Amounts amounts;

    RunningReader(JsonCursor json) {
        this.json = json;
        this.amounts = new Amounts(json);
    }

    /** What serves each stream, as it is written. */
    List<Given> read() throws IOException {
        List<Given> running = new ArrayList<>();
        json.list(0, MOST_STREAMS, index -> {
            Fields fields = new Fields();
            json.object(fields, "id", "variants");
            running.add(new Given(fields.id, fields.model, fields.variants, fields.period));
        });
        return running;
    }

    /** The plan that they are. */
    static Plan plan(JsonCursor json, List<Given> running, Workload workload, Map<ModelId, PlanModel> models) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        Map<StreamId, Duration> periods = new HashMap<>();
        for (int i = 0; i < running.size(); i++) {
            Given given = running.get(i);
            json.built("$.running[%d]".formatted(i), () -> {
                StreamSpec stream = given.stream(workload);
                Argument.require(
                        chains.put(stream.id(), given.chain(stream, models)) == null,
                        "The stream %s has two chains in the plan in force. Maybe delete one.",
                        stream.id());
                Duration period = given.period();
                if (period != null && !period.equals(stream.period())) {
                    periods.put(stream.id(), period);
                }
                return given;
            });
        }
        return new Plan(0, chains, Map.of(), periods, List.of());
    }

    /**
     * What serves a stream, as it is written.
     *
     * @param id the stream
     * @param model its network; null for the one that it names first
     * @param variants one for each block
     * @param period from one frame to the next; null for the one that it asks for
     */
    record Given(String id, @Nullable String model, List<String> variants, @Nullable Duration period) {

        private StreamSpec stream(Workload workload) {
            StreamSpec stream = workload.find(new StreamId(id));
            if (stream == null) {
                throw new IllegalArgumentException(
                        "The stream (%s) is none of those asked for. Maybe it left: then leave it out.".formatted(id));
            }
            return stream;
        }

        private BlockChain chain(StreamSpec stream, Map<ModelId, PlanModel> models) {
            ModelId network = model == null ? stream.model() : new ModelId(model);
            PlanModel known = models.get(network);
            if (known == null) {
                throw new IllegalArgumentException(
                        "The network (%s) is none of those there are. Maybe its name is misspelt.".formatted(network));
            }
            BlockChain chain = new BlockChain(
                    network, variants.stream().map(DescendantId::new).toList());
            known.variants(chain);
            return chain;
        }
    }

    /** What was read of a stream. */
    private final class Fields implements JsonCursor.Fields {
        private String id = "";
        private @Nullable String model;
        private final List<String> variants = new ArrayList<>();
        private @Nullable Duration period;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "id" -> id = json.text();
                case "model" -> model = json.text();
                case "variants" -> json.list(1, MOST_BLOCKS, index -> variants.add(json.text()));
                case "periodMs" -> period = amounts.millis();
                case "forecast" -> json.skipObject();
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
