/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.ChoiceRule;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads pins and exclusions, and the response model, of a problem file. */
final class RuleReader {
    private static final int MOST_RULES = 100_000;
    private static final int MOST_BLOCKS = 1000;
    private static final int MOST_FACTORS = 4096;
    private static final double MOST_FACTOR = 100;

    private final JsonCursor json;

    RuleReader(JsonCursor json) {
        this.json = json;
    }

    /** Choices that must be made, or must not. */
    List<Given> read() throws IOException {
        List<Given> rules = new ArrayList<>();
        json.list(0, MOST_RULES, index -> {
            RuleFields fields = new RuleFields();
            json.object(fields, "block", "variant");
            rules.add(new Given(fields.stream, fields.model, fields.block, fields.variant));
        });
        return rules;
    }

    /** How long frames take beside others. */
    ResponseModel response() throws IOException {
        if (json.isText()) {
            return json.choice("isolated", "scheduled").equals("isolated")
                    ? ResponseModel.ISOLATED
                    : new ResponseModel.Scheduled(List.of(), 1);
        }
        ResponseFields fields = new ResponseFields();
        json.object(fields);
        return json.built(() -> new ResponseModel.Scheduled(fields.slowdown, fields.blocksPerSegment));
    }

    /**
     * A rule as it is written.
     *
     * @param stream whose; null for every stream that the network may serve
     * @param model the network; null for every network of the stream
     * @param block its name, or its number from 0
     * @param variant of the block
     */
    record Given(@Nullable String stream, @Nullable String model, String block, String variant) {

        /** The rules that it stands for. */
        List<ChoiceRule> resolve(Workload workload, Map<ModelId, PlanModel> models) {
            List<ChoiceRule> rules = new ArrayList<>();
            for (StreamSpec spec : workload.streams()) {
                for (ModelId id : spec.models()) {
                    PlanModel network = models.get(id);
                    if (network != null && concerns(stream, spec.id().value()) && concerns(model, id.value())) {
                        rules.add(rule(spec.id(), network));
                    }
                }
            }
            Argument.require(
                    !rules.isEmpty(),
                    "No stream (%s) is served by this network (%s). Maybe a name is misspelt.",
                    stream == null ? "any" : stream,
                    model == null ? "any" : model);
            return rules;
        }

        private static boolean concerns(@Nullable String wanted, String name) {
            return wanted == null || wanted.equals(name);
        }

        private ChoiceRule rule(StreamId id, PlanModel network) {
            int number = block.matches("\\d{1,4}") ? Integer.parseInt(block) : -1;
            BlockId place = number >= 0 && number < network.blocks().size()
                    ? network.blocks().get(number).id()
                    : new BlockId(block);
            PlanModel.PlanBlock found = network.blocks().stream()
                    .filter(each -> each.id().equals(place))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "The network %s has no block %s. Maybe write its number, from 0."
                                    .formatted(network.id(), place)));
            return new ChoiceRule(
                    id,
                    network.id(),
                    place,
                    found.variant(new DescendantId(variant)).id());
        }
    }

    /** What was read of a rule. */
    private final class RuleFields implements JsonCursor.Fields {
        private @Nullable String stream;
        private @Nullable String model;
        private String block = "";
        private String variant = "";

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "stream" -> stream = json.text();
                case "model" -> model = json.text();
                case "block" -> block = json.isNumber() ? String.valueOf(json.integer(0, MOST_BLOCKS)) : json.text();
                case "variant" -> variant = json.text();
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    /** What was read of a response model. */
    private final class ResponseFields implements JsonCursor.Fields {
        private final List<Double> slowdown = new ArrayList<>();
        private int blocksPerSegment = 1;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "kind" -> json.choice("scheduled");
                case "slowdown" ->
                    json.list(
                            0,
                            MOST_FACTORS,
                            index -> slowdown.add(json.number(1, MOST_FACTOR).doubleValue()));
                case "blocksPerSegment" -> blocksPerSegment = (int) json.integer(1, MOST_BLOCKS);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
