/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.LatencyTails;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.unit.Argument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the networks of a problem file. */
final class ModelReader {
    static final int MOST_MODELS = 10_000;

    private static final int MOST_BLOCKS = 1000;
    private static final int MOST_VARIANTS = 1000;
    private static final int MOST_VARIANTS_IN_ALL = 500_000;
    private static final int MOST_MEASURED = 100_000;
    private static final int MOST_POINTS = 1000;
    private static final double MOST_DAMAGE = 1e6;
    private static final int MOST_TAILS = 100;
    private static final double LEAST_TAIL = 1e-6;
    private static final double MOST_TAIL = 1000;
    private static final double MOST_PERCENTILE = 100;
    private static final double MOST_SLOPE = 10;
    private static final int LONGEST_DIGEST = 128;

    private final JsonCursor json;
    private final Amounts amounts;
    private int variantsInAll;

    ModelReader(JsonCursor json) {
        this.json = json;
        this.amounts = new Amounts(json);
    }

    /** All networks, by their names. */
    Map<ModelId, GivenModel> read() throws IOException {
        Map<ModelId, GivenModel> models = new LinkedHashMap<>();
        json.object(name -> {
            if (models.size() == MOST_MODELS) {
                throw json.refuse(
                        "is one network too many",
                        "Maybe split the problem: at most %d are taken.".formatted(MOST_MODELS));
            }
            ModelId id = json.built(() -> new ModelId(name));
            ModelFields fields = new ModelFields();
            json.object(fields, "baseAccuracy", "blocks");
            models.put(id, json.built(() -> fields.model(id)));
            return true;
        });
        return models;
    }

    /** Any text is a digest; one that is too long for a name is known by its own. */
    static Digest digest(String text) {
        return text.length() <= LONGEST_DIGEST
                ? new Digest(text)
                : Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was read of a network. */
    private final class ModelFields implements JsonCursor.Fields {
        private double baseAccuracy;
        private long fixedNanos;
        private long fixedBytes;
        private long activationBytes;
        private AccuracyLink link = AccuracyLink.IDENTITY;
        private @Nullable ErrorBand band;
        private final Map<List<DescendantId>, Double> errors = new HashMap<>();
        private final Map<List<DescendantId>, Double> measured = new HashMap<>();
        private final Map<Double, Double> tails = new HashMap<>();
        private final List<PlanBlock> blocks = new ArrayList<>();

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "baseAccuracy" -> baseAccuracy = amounts.fraction();
                case "fixedLatencyUs" -> fixedNanos = amounts.micros();
                case "fixedMemoryKiB" -> fixedBytes = amounts.kibUsed();
                case "activationKiB" -> activationBytes = amounts.kibUsed();
                case "accuracyLink" -> link = link();
                case "latencyTails" -> json.list(0, MOST_TAILS, index -> tail());
                case "errorBand" -> {
                    BandFields fields = new BandFields();
                    json.object(fields, "floor", "slope");
                    band = json.built(() -> new ErrorBand(fields.floor, fields.slope));
                }
                case "measured" -> json.list(0, MOST_MEASURED, index -> measured());
                case "blocks" ->
                    json.list(1, MOST_BLOCKS, index -> {
                        BlockFields fields = new BlockFields("b%02d".formatted(index));
                        json.object(fields, "variants");
                        blocks.add(json.built(fields::block));
                    });
                default -> {
                    return false;
                }
            }
            return true;
        }

        private GivenModel model(ModelId id) {
            Argument.require(
                    band == null || !link.isIdentity(),
                    "The errorBand of %s needs an accuracyLink, because an error grows with what is lost in all."
                            + " Maybe give the points [[0, 0], [0.01, 0.01], [1, 1]] where drops add up.",
                    id);
            return new GivenModel(
                    new PlanModel(
                            id,
                            baseAccuracy,
                            fixedNanos,
                            fixedBytes,
                            blocks,
                            link,
                            measured,
                            activationBytes,
                            new LatencyTails(tails)),
                    band,
                    errors);
        }

        private void tail() throws IOException {
            double[] tail = new double[2];
            json.list(
                    2,
                    2,
                    place -> tail[place] = json.number(LEAST_TAIL, place == 0 ? MOST_PERCENTILE : MOST_TAIL)
                            .doubleValue());
            if (tails.put(tail[0], tail[1]) != null) {
                throw json.refuse("is a percentile that is given above", "Maybe delete one.");
            }
        }

        private AccuracyLink link() throws IOException {
            List<AccuracyLink.Point> points = new ArrayList<>();
            json.list(2, MOST_POINTS, index -> {
                double[] point = new double[2];
                json.list(
                        2,
                        2,
                        place -> point[place] =
                                json.number(-MOST_DAMAGE, MOST_DAMAGE).doubleValue());
                points.add(new AccuracyLink.Point(point[0], point[1]));
            });
            return json.built(() -> new AccuracyLink(points));
        }

        private void measured() throws IOException {
            MeasuredFields fields = new MeasuredFields();
            json.object(fields, "variants", "accuracy");
            if (measured.put(List.copyOf(fields.variants), fields.accuracy) != null) {
                throw json.refuse("is a composition that is measured above", "Maybe delete one.");
            }
            errors.put(List.copyOf(fields.variants), fields.error);
        }
    }

    /** What was read of how far a link is off. */
    private final class BandFields implements JsonCursor.Fields {
        private double floor;
        private double slope;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "floor" -> floor = amounts.fraction();
                case "slope" -> slope = json.number(0, MOST_SLOPE).doubleValue();
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    /** What was read of a composition that was measured as a whole. */
    private final class MeasuredFields implements JsonCursor.Fields {
        private final List<DescendantId> variants = new ArrayList<>();
        private double accuracy;
        private double error;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "variants" ->
                    json.list(1, MOST_BLOCKS, index -> {
                        String id = json.text();
                        variants.add(json.built(() -> new DescendantId(id)));
                    });
                case "accuracy" -> accuracy = amounts.fraction();
                case "error" -> error = amounts.fraction();
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    /** What was read of a block. */
    private final class BlockFields implements JsonCursor.Fields {
        private String id;
        private final List<Variant> variants = new ArrayList<>();

        BlockFields(String id) {
            this.id = id;
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "id" -> id = json.text();
                case "variants" ->
                    json.list(1, MOST_VARIANTS, index -> {
                        if (++variantsInAll > MOST_VARIANTS_IN_ALL) {
                            throw json.refuse(
                                    "is one variant too many",
                                    "Maybe leave out some: at most %d are taken.".formatted(MOST_VARIANTS_IN_ALL));
                        }
                        VariantFields fields = new VariantFields();
                        json.object(fields, "id", "accuracyDrop", "latencyUs", "memoryKiB", "digest");
                        variants.add(json.built(fields::variant));
                    });
                default -> {
                    return false;
                }
            }
            return true;
        }

        private PlanBlock block() {
            return new PlanBlock(new BlockId(id), variants);
        }
    }

    /** What was read of a variant. */
    private final class VariantFields implements JsonCursor.Fields {
        private String id = "";
        private double drop;
        private long nanos;
        private long bytes;
        private String digest = "";
        private long privateBytes;
        private long nanojoules;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "id" -> id = json.text();
                case "accuracyDrop" -> drop = amounts.fraction();
                case "latencyUs" -> nanos = amounts.micros();
                case "memoryKiB" -> bytes = amounts.kibUsed();
                case "digest" -> digest = json.text();
                case "privateKiB" -> privateBytes = amounts.kibUsed();
                case "energyUj" -> nanojoules = amounts.microjoules();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private Variant variant() {
            return new Variant(
                    new DescendantId(id), drop, nanos, bytes, digest(digest), List.of(), privateBytes, nanojoules);
        }
    }
}
