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
import dev.ashlar.core.profile.ChainCosts;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.profile.SwapScores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a planner is told of a network, made of what was measured of it. */
final class MeasuredModel {
    /*
     * Where the profile predicts what compositions lose, damages of descendants add up and its link tells what the sum
     * loses; compositions that were measured, with their polished heads and without, count as they were measured, but
     * never as better than the original: of many that were measured some look so by chance. A polished head is charged
     * what the link needs to come to the loss that its composition was measured to have (decision 0025).
     *
     * A profile without prediction has the drops of single swaps alone. On a few hundred images a swap often measures as
     * harmless or better than the original, and many such swaps together are not. Where answers change, about as many of
     * them are expected to be for the worse as the network is good: half of the disagreement is taken for lost at least
     * (decision 0016). With P the drop of a composition with its polished head, M with the plain one, both measured, and
     * A the sum of the drops of the plain one's parts, the polished composition is charged P * min(1, A / M), and its
     * head what is left of that beyond the blocks before: where A promises too much, it does so for all compositions
     * alike, and the same composition must not look worse for having been measured (decision 0022).
     *
     * Times add up over blocks. What it costs where the precision changes from one block to the next depends on both; a
     * descendant of 8 bits is charged half of it on either side (decision 0040).
     *
     * Either way a head is offered only if it lowers what was measured of the plain composition, and without prediction
     * what that is charged.
     */
    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;
    private final @Nullable QualityPrediction prediction;
    private final double confidence;
    private final List<List<Variant>> blocks = new ArrayList<>();
    private final Map<List<DescendantId>, Double> measured = new HashMap<>();

    private MeasuredModel(BlockCatalog catalog, ProfileSnapshot profile, double confidence) {
        this.catalog = catalog;
        this.profile = profile;
        QualityPrediction known = profile.prediction();
        this.prediction = known != null && known.covers(catalog) ? known : null;
        this.confidence = confidence;
        for (Block block : catalog.blocks()) {
            List<Variant> variants = new ArrayList<>();
            block.choices().forEach(descendant -> variants.add(variant(block, descendant)));
            blocks.add(variants);
        }
    }

    /** @param confidence that no more is lost than promised, 0.5 for what is most likely, below 1 */
    static PlanModel of(BlockCatalog catalog, ProfileSnapshot profile, double confidence) {
        MeasuredModel model = new MeasuredModel(catalog, profile, confidence);
        model.addMeasured();
        for (PolishedChain polished : catalog.polished()) {
            Variant head = model.polished(polished);
            if (head != null) {
                model.blocks.get(polished.place()).add(head);
            }
        }
        List<PlanBlock> blocks = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            blocks.add(new PlanBlock(block.id(), model.blocks.get(blocks.size())));
        }
        PlanModel plain = new PlanModel(
                        catalog.model(), profile.baseQuality(), profile.fixedNanos(), profile.activationBytes(), blocks)
                .withTails(LatencyTails.of(profile.whole()));
        return model.prediction == null
                ? plain
                : plain.withLink(model.prediction.conservative(confidence)).withMeasured(model.measured);
    }

    private Variant variant(Block block, Descendant descendant) {
        BlockProfile entry = profile.find(block.id(), descendant.id());
        if (entry == null) {
            throw new IllegalArgumentException("The profile of %s lacks %s/%s. Maybe run `ashlar profile` again."
                    .formatted(profile.model(), block.id(), descendant.id()));
        }
        return variant(block, descendant, charge(block, descendant, entry), entry, List.of())
                .withNanojoules(nanojoules(block, descendant));
    }

    private long nanojoules(Block block, Descendant descendant) {
        ServingCosts serving = profile.serving();
        DescendantCosts costs = serving == null ? null : serving.find(block.id(), descendant);
        return costs == null ? 0 : costs.nanojoules();
    }

    private double charge(Block block, Descendant descendant, BlockProfile entry) {
        if (descendant.isOriginal()) {
            return 0;
        }
        SwapScores swap = prediction == null ? null : prediction.find(block.id(), descendant);
        return swap == null ? drop(entry.quality(), entry.agreement()) : swap.damage();
    }

    private Variant variant(
            Block block, Descendant descendant, double drop, BlockProfile entry, List<DescendantId> behind) {
        long nanos = entry.latency().p95Nanos() + ChainCosts.expectedBorderNanos(profile, block, descendant);
        return new Variant(descendant.id(), drop, nanos, entry.bytes(), descendant.digest(), behind);
    }

    private void addMeasured() {
        if (prediction != null) {
            prediction.measured().forEach(composition -> {
                double loss = profile.baseQuality() - composition.scores().quality();
                measure(composition.choices(), loss, composition.scores().dropError());
            });
        }
    }

    private void measure(List<DescendantId> choices, double loss, double error) {
        boolean known = true;
        for (int i = 0; i < choices.size() && known; i++) {
            known = choices.size() == blocks.size() && offers(i, choices.get(i));
        }
        if (known) {
            double lost = QualityPrediction.conservative(loss, error, confidence);
            measured.put(choices, Math.max(0, profile.baseQuality() - lost));
        }
    }

    private boolean offers(int block, DescendantId id) {
        return blocks.get(block).stream().anyMatch(variant -> variant.id().equals(id));
    }

    private double drop(double quality, double agreement) {
        double least = prediction == null ? (1 - agreement) / 2 : 0;
        return Math.max(profile.baseQuality() - quality, least);
    }

    /** The head of a composition, or null if it was not measured as it is or gains nothing. */
    private @Nullable Variant polished(PolishedChain polished) {
        Descendant head = polished.head();
        PolishProfile entry =
                profile.polished(catalog.blocks().get(polished.place()).id(), head);
        if (entry == null) {
            return null;
        }
        double plain = drop(entry.plainQuality(), entry.plainAgreement());
        double fitted = drop(entry.head().quality(), entry.head().agreement());
        List<DescendantId> behind = polished.chain().choices().subList(0, polished.place());
        double before = sum(polished.plain(), polished.place());
        double added = sum(polished.plain(), polished.place() + 1);
        double charged;
        if (prediction == null) {
            charged = fitted >= plain ? added : fitted * Math.min(1, added / plain);
        } else {
            measure(polished.plain().choices(), plain, error(entry.plainAgreement()));
            double lost =
                    QualityPrediction.conservative(fitted, error(entry.head().agreement()), confidence);
            charged = prediction.withLink(prediction.conservative(confidence)).damageOf(lost);
        }
        boolean helps = fitted < plain && (prediction != null || charged < added);
        double beyond = Math.max(-1.0 - behind.size(), Math.min(1, charged - before));
        return helps ? variant(catalog.blocks().get(polished.place()), head, beyond, entry.head(), behind) : null;
    }

    /** Standard error of a loss, at most: as if every answer that changed were for the worse or the better. */
    private double error(double agreement) {
        return Math.sqrt((1 - agreement) / Math.max(1, profile.provenance().images()));
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
