/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What any composition of a network is worth: the damages of its descendants add up, and a link tells what their sum
 * loses. Compositions that were measured as a whole are known.
 *
 * @param swaps one entry for each descendant that goes with any of the others, other than originals
 * @param link from the sum of damages to the loss of quality, as a fraction; 0 at 0
 * @param band how far that is off
 * @param check how it did on compositions that it was not fitted to
 * @param measured compositions that were measured as a whole, no two with equal choices
 */
public record QualityPrediction(
        List<SwapScores> swaps,
        AccuracyLink link,
        ErrorBand band,
        PredictionCheck check,
        List<MeasuredComposition> measured) {
    public QualityPrediction {
        swaps = List.copyOf(swaps);
        measured = List.copyOf(measured);
        Argument.require(
                measured.stream().map(MeasuredComposition::choices).distinct().count() == measured.size(),
                "A composition cannot be measured twice in one prediction.");
    }

    /**
     * A predicted loss of quality.
     *
     * @param loss against the original, as a fraction
     * @param half half the width of the 95 % interval around it
     */
    public record Loss(double loss, double half) {
        public double low() {
            return loss - half;
        }

        public double high() {
            return loss + half;
        }
    }

    /** The entry of a descendant, or null if it was not measured as it is now; originals have none. */
    public @Nullable SwapScores find(BlockId block, Descendant descendant) {
        for (SwapScores entry : swaps) {
            if (entry.block().equals(block) && entry.descendant().equals(descendant.id())) {
                return entry.digest().equals(descendant.digest()) ? entry : null;
            }
        }
        return null;
    }

    /** What was measured of a composition, or null. */
    public @Nullable MeasuredComposition measured(List<DescendantId> choices) {
        for (MeasuredComposition composition : measured) {
            if (composition.choices().equals(choices)) {
                return composition;
            }
        }
        return null;
    }

    /** Whether every descendant that goes with any of the others was measured as it is now. */
    public boolean covers(BlockCatalog catalog) {
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.choices()) {
                if (!descendant.isOriginal() && find(block.id(), descendant) == null) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The summed damage of a composition without polished heads. */
    public double damage(BlockCatalog catalog, BlockChain chain) {
        catalog.requireValid(chain);
        double sum = 0;
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            Descendant descendant = block.descendant(chain.choices().get(i));
            if (!descendant.isOriginal()) {
                SwapScores entry = find(block.id(), descendant);
                Argument.require(
                        entry != null,
                        "Nothing is known of the damage of %s/%s. Maybe run `ashlar profile` again.",
                        block.id(),
                        descendant.id());
                sum += entry == null ? 0 : entry.damage();
            }
        }
        return sum;
    }

    /** What a composition without polished heads is predicted to lose, whether it was measured or not. */
    public Loss loss(BlockCatalog catalog, BlockChain chain) {
        double loss = link.loss(damage(catalog, chain));
        return new Loss(loss, band.half(loss));
    }

    /** The damage that comes to this loss: the least there is, and at most that of the last point of the link. */
    public double damageOf(double loss) {
        List<AccuracyLink.Point> points = link.points();
        for (int i = 0; i < points.size(); i++) {
            AccuracyLink.Point to = points.get(i);
            if (to.loss() >= loss) {
                AccuracyLink.Point from = points.get(Math.max(0, i - 1));
                double rise = to.loss() - from.loss();
                double share = rise > 0 ? Math.max(0, (loss - from.loss()) / rise) : 1;
                return from.damage() + share * (to.damage() - from.damage());
            }
        }
        return points.get(points.size() - 1).damage();
    }

    /** The link to the loss that with this confidence is not exceeded. */
    public AccuracyLink conservative(double confidence) {
        return band.conservative(link, confidence);
    }

    /** The loss of a measured composition that with this confidence is not exceeded on other images; 0 or more. */
    public static double conservative(double loss, double error, double confidence) {
        return Math.max(0, loss + error * NormalQuantile.of(confidence));
    }

    /** This prediction with another link. */
    public QualityPrediction withLink(AccuracyLink other) {
        return new QualityPrediction(swaps, other, band, check, measured);
    }

    /** This prediction with other compositions measured. */
    public QualityPrediction withMeasured(List<MeasuredComposition> other) {
        return new QualityPrediction(swaps, link, band, check, other);
    }
}
