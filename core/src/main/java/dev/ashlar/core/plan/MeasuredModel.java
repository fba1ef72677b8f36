/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a planner is told of a network, made of what was measured of it. */
final class MeasuredModel {
    /*
     * On a few hundred images a swap often measures as harmless or better than the original, and many such swaps
     * together are not. Where answers change, about as many of them are expected to be for the worse as the network is
     * good: half of the disagreement is taken for lost at least (decision 0016).
     *
     * With P the drop of a composition with its polished head, M with the plain one, both measured, and A the sum of
     * the drops of the plain one's parts, the polished composition is charged P * min(1, A / M), and its head what is
     * left of that beyond the blocks before. Where A promises too much, it does so for all compositions alike, and the
     * same composition must not look worse for having been measured. A head is offered only if it lowers M and A
     * (decision 0022).
     */
    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;
    private final List<List<Variant>> blocks = new ArrayList<>();

    private MeasuredModel(BlockCatalog catalog, ProfileSnapshot profile) {
        this.catalog = catalog;
        this.profile = profile;
        for (Block block : catalog.blocks()) {
            List<Variant> variants = new ArrayList<>();
            block.choices().forEach(descendant -> variants.add(variant(block, descendant)));
            blocks.add(variants);
        }
    }

    static PlanModel of(BlockCatalog catalog, ProfileSnapshot profile) {
        MeasuredModel measured = new MeasuredModel(catalog, profile);
        for (PolishedChain polished : catalog.polished()) {
            Variant head = measured.polished(polished);
            if (head != null) {
                measured.blocks.get(polished.place()).add(head);
            }
        }
        List<PlanBlock> blocks = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            blocks.add(new PlanBlock(block.id(), measured.blocks.get(blocks.size())));
        }
        return new PlanModel(
                catalog.model(), profile.baseQuality(), profile.fixedNanos(), profile.activationBytes(), blocks);
    }

    private Variant variant(Block block, Descendant descendant) {
        BlockProfile entry = profile.find(block.id(), descendant.id());
        if (entry == null) {
            throw new IllegalArgumentException("The profile of %s lacks %s/%s. Maybe run `ashlar profile` again."
                    .formatted(profile.model(), block.id(), descendant.id()));
        }
        double drop = descendant.isOriginal() ? 0 : drop(entry.quality(), entry.agreement());
        return variant(descendant, drop, entry, List.of());
    }

    private static Variant variant(Descendant descendant, double drop, BlockProfile entry, List<DescendantId> behind) {
        return new Variant(
                descendant.id(), drop, entry.latency().p95Nanos(), entry.bytes(), descendant.digest(), behind);
    }

    private double drop(double quality, double agreement) {
        return Math.max(profile.baseQuality() - quality, (1 - agreement) / 2);
    }

    /** The head of a composition, or null if it was not measured as it is or gains nothing. */
    private @Nullable Variant polished(PolishedChain polished) {
        Descendant head = polished.head();
        PolishProfile entry =
                profile.polished(catalog.blocks().get(polished.place()).id(), head);
        if (entry == null) {
            return null;
        }
        List<DescendantId> behind = polished.chain().choices().subList(0, polished.place());
        double before = sum(polished.plain(), polished.place());
        double added = sum(polished.plain(), polished.place() + 1);
        double plain = drop(entry.plainQuality(), entry.plainAgreement());
        double fitted = drop(entry.head().quality(), entry.head().agreement());
        if (fitted >= plain) {
            return null;
        }
        double charged = fitted * Math.min(1, added / plain);
        return charged < added ? variant(head, charged - before, entry.head(), behind) : null;
    }

    /** What the first so many blocks of a chain are charged. */
    private double sum(BlockChain chain, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            DescendantId id = chain.choices().get(i);
            sum += blocks.get(i).stream()
                    .filter(variant -> variant.id().equals(id))
                    .mapToDouble(Variant::accuracyDrop)
                    .sum();
        }
        return sum;
    }
}
