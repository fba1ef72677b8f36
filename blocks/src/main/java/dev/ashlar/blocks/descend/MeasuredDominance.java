/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drops descendants that by the measurements of a machine nobody should ever choose there. */
public final class MeasuredDominance {
    /*
     * Before anything is measured, compute stands for time and only descendants of one precision can be compared. By a
     * profile all can: an 8-bit block that is slower here, or a narrower one that saves no time, goes when another takes
     * no more memory, and is no less accurate both by the profile and by its feature error, which has less noise. Medians
     * that lie closer than two runs of one profile do are the same.
     */
    private static final double SAME_TIME = 1.02;

    private static final double NANOS_PER_MILLI = 1e6;

    private final ProfileSnapshot profile;
    private final PlanModel model;
    private final Set<Used> used = new HashSet<>();

    private MeasuredDominance(BlockCatalog catalog, ProfileSnapshot profile) {
        this.profile = profile;
        this.model = PlanModel.of(catalog, profile);
        for (PolishedChain polished : catalog.polished()) {
            List<DescendantId> parts = polished.plain().choices();
            for (int place = 0; place <= polished.place(); place++) {
                used.add(new Used(place, parts.get(place)));
            }
        }
    }

    /** A descendant that a polished head was made for. */
    private record Used(int place, DescendantId id) {}

    /**
     * The network without descendants that are dominated by others, and with the reasons. Those that polished heads
     * belong to stay.
     *
     * @param profile that describes the catalog
     */
    public static BlockCatalog weed(BlockCatalog catalog, ProfileSnapshot profile) {
        MeasuredDominance dominance = new MeasuredDominance(catalog, profile);
        List<Block> blocks = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            blocks.add(dominance.weed(blocks.size(), block));
        }
        return catalog.withBlocks(blocks);
    }

    private Block weed(int place, Block block) {
        List<Descendant> left = new ArrayList<>(block.choices());
        List<Descendant> kept = new ArrayList<>(block.descendants());
        List<DroppedDescendant> dropped = new ArrayList<>(block.dropped());
        for (Descendant descendant : block.choices()) {
            boolean droppable = !descendant.isOriginal() && !used.contains(new Used(place, descendant.id()));
            Descendant better = droppable ? better(place, block, left, descendant) : null;
            if (better != null) {
                left.remove(descendant);
                kept.remove(descendant);
                dropped.add(
                        new DroppedDescendant(descendant.id(), reason(block, better, descendant), descendant.recipe()));
            }
        }
        return left.size() < block.choices().size() ? block.with(kept, dropped) : block;
    }

    private @Nullable Descendant better(int place, Block block, List<Descendant> others, Descendant than) {
        for (Descendant other : others) {
            if (!other.equals(than) && dominates(place, block, other, than)) {
                return other;
            }
        }
        return null;
    }

    private boolean dominates(int place, Block block, Descendant first, Descendant second) {
        double firstNanos = nanos(block, first);
        double secondNanos = nanos(block, second);
        PlanModel.Variant left = model.blocks().get(place).variant(first.id());
        PlanModel.Variant right = model.blocks().get(place).variant(second.id());
        boolean noWorse = firstNanos <= SAME_TIME * secondNanos
                && left.bytes() <= right.bytes()
                && left.accuracyDrop() <= right.accuracyDrop()
                && first.featureError() <= second.featureError();
        boolean better = SAME_TIME * firstNanos < secondNanos
                || left.bytes() < right.bytes()
                || first.featureError() < second.featureError();
        return noWorse && better;
    }

    private double nanos(Block block, Descendant descendant) {
        BlockProfile entry = profile.find(block.id(), descendant.id());
        if (entry == null) {
            throw new IllegalStateException(
                    "Impossible state: %s/%s is planned with and not measured.".formatted(block.id(), descendant.id()));
        }
        return entry.latency().p50Nanos();
    }

    private String reason(Block block, Descendant better, Descendant dropped) {
        return String.format(
                Locale.ROOT,
                "%s is no slower (%.3f against %.3f ms, measured), no larger and no less accurate",
                better.id(),
                nanos(block, better) / NANOS_PER_MILLI,
                nanos(block, dropped) / NANOS_PER_MILLI);
    }
}
