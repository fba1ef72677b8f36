/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything measured of one network on one device.
 *
 * @param model the network
 * @param provenance where the numbers come from
 * @param metric what quality means, such as {@code top-1} or {@code agreement}
 * @param baseQuality quality of the network of originals, 0..1
 * @param whole latency of the chain of originals, preprocessing included
 * @param fixedNanos what a frame takes beyond its blocks: preprocessing and hand-over (95th percentile)
 * @param activationBytes most that tensors between blocks and inside them occupy during a run
 * @param blocks one entry for each descendant of each block that goes with any of the others
 * @param polished one entry for each descendant that belongs to one composition; may lack some
 * @param prediction what any composition is worth, or null if that was not measured
 * @param serving what serving it costs beyond what blocks take alone, or null if that was not measured
 */
public record ProfileSnapshot(
        ModelId model,
        Provenance provenance,
        String metric,
        double baseQuality,
        LatencyProfile whole,
        long fixedNanos,
        long activationBytes,
        List<BlockProfile> blocks,
        List<PolishProfile> polished,
        @Nullable QualityPrediction prediction,
        @Nullable ServingCosts serving) {
    public ProfileSnapshot {
        blocks = List.copyOf(blocks);
        polished = List.copyOf(polished);
        Argument.requireInRange("base quality of " + model, baseQuality, 0, 1);
        Argument.require(fixedNanos >= 0 && activationBytes >= 0, "The fixed costs of %s cannot be negative.", model);
    }

    /** A profile that predicts nothing of whole compositions. */
    public ProfileSnapshot(
            ModelId model,
            Provenance provenance,
            String metric,
            double baseQuality,
            LatencyProfile whole,
            long fixedNanos,
            long activationBytes,
            List<BlockProfile> blocks,
            List<PolishProfile> polished) {
        this(model, provenance, metric, baseQuality, whole, fixedNanos, activationBytes, blocks, polished, null, null);
    }

    /** The entry of a descendant, or null if it was not measured. */
    public @Nullable BlockProfile find(BlockId block, DescendantId descendant) {
        for (BlockProfile entry : blocks) {
            if (entry.block().equals(block) && entry.descendant().equals(descendant)) {
                return entry;
            }
        }
        return null;
    }

    /** The entry of a descendant that belongs to one composition, or null if it was not measured as it is now. */
    public @Nullable PolishProfile polished(BlockId block, Descendant descendant) {
        for (PolishProfile entry : polished) {
            BlockProfile head = entry.head();
            if (head.block().equals(block)
                    && head.descendant().equals(descendant.id())
                    && head.digest().equals(descendant.digest())) {
                return entry;
            }
        }
        return null;
    }

    /** This profile with other entries of descendants that belong to one composition. */
    public ProfileSnapshot withPolished(List<PolishProfile> other) {
        return new ProfileSnapshot(
                model,
                provenance,
                metric,
                baseQuality,
                whole,
                fixedNanos,
                activationBytes,
                blocks,
                other,
                prediction,
                serving);
    }

    /** This profile with another prediction of what compositions are worth. */
    public ProfileSnapshot withPrediction(@Nullable QualityPrediction other) {
        return new ProfileSnapshot(
                model,
                provenance,
                metric,
                baseQuality,
                whole,
                fixedNanos,
                activationBytes,
                blocks,
                polished,
                other,
                serving);
    }

    /**
     * This profile with one more composition measured; itself if that was measured before.
     *
     * @throws IllegalArgumentException if it predicts nothing of compositions
     */
    public ProfileSnapshot withMeasured(MeasuredComposition composition) {
        QualityPrediction known = prediction;
        if (known == null) {
            throw new IllegalArgumentException(
                    "The profile of %s predicts nothing of compositions, so none can be added to what it knows. Maybe run `ashlar profile`."
                            .formatted(model));
        }
        if (known.measured(composition.choices()) != null) {
            return this;
        }
        List<MeasuredComposition> all = new ArrayList<>(known.measured());
        all.add(composition);
        return withPrediction(known.withMeasured(all));
    }

    /** This profile with other costs of serving. */
    public ProfileSnapshot withServing(@Nullable ServingCosts other) {
        return new ProfileSnapshot(
                model,
                provenance,
                metric,
                baseQuality,
                whole,
                fixedNanos,
                activationBytes,
                blocks,
                polished,
                prediction,
                other);
    }

    /**
     * What keeps this profile from describing {@code catalog} on {@code device} with {@code engine}; empty if nothing.
     * A descendant that belongs to one composition never does: while it is not measured, it is not chosen.
     */
    public List<String> staleness(BlockCatalog catalog, Device device, String engine) {
        List<String> reasons = new ArrayList<>();
        if (!provenance.device().key().equals(device.key())) {
            reasons.add("it was measured on " + provenance.device().key() + ", this is " + device.key());
        }
        if (!provenance.engine().equals(engine)) {
            reasons.add("it was measured with " + provenance.engine() + ", this is " + engine);
        }
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.choices()) {
                BlockProfile entry = find(block.id(), descendant.id());
                if (entry == null) {
                    reasons.add(block.id() + "/" + descendant.id() + " was not measured");
                } else if (!entry.digest().equals(descendant.digest())) {
                    reasons.add(block.id() + "/" + descendant.id() + " has changed since");
                }
            }
        }
        return List.copyOf(reasons);
    }
}
