/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.SwapScores;
import dev.ashlar.core.quality.ImageSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a profile still holds, so that it is not measured again. */
final class KnownProfile {
    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;

    private KnownProfile(BlockCatalog catalog, ProfileSnapshot profile) {
        this.catalog = catalog;
        this.profile = profile;
    }

    /** What holds, or null if nothing does: on another machine or engine, other images, or with other originals. */
    static @Nullable KnownProfile of(
            BlockCatalog catalog, ProfileSnapshot profile, ImageSet images, Device device, String engine) {
        Provenance from = profile.provenance();
        KnownProfile known = new KnownProfile(catalog, profile);
        boolean holds = from.device().key().equals(device.key())
                && from.engine().equals(engine)
                && from.data().equals(images.name())
                && from.images() <= images.size()
                && catalog.blocks().stream().allMatch(block -> known.entry(block, block.original()) != null);
        return holds ? known : null;
    }

    ProfileSnapshot profile() {
        return profile;
    }

    /** The entry of a descendant as it is now, or null if it must be measured. */
    @Nullable
    BlockProfile entry(Block block, Descendant descendant) {
        BlockProfile entry = profile.find(block.id(), descendant.id());
        return entry != null && entry.digest().equals(descendant.digest()) ? entry : null;
    }

    /** The original, and chains that together hold every descendant that must be measured, in originals. */
    List<BlockChain> timed() {
        List<BlockChain> timed = new ArrayList<>(List.of(catalog.originalChain()));
        boolean more = true;
        for (int turn = 0; more; turn++) {
            BlockChain chain = catalog.originalChain();
            more = false;
            for (int place = 0; place < catalog.blocks().size(); place++) {
                List<DescendantId> missing = missing(catalog.blocks().get(place));
                if (turn < missing.size()) {
                    chain = chain.with(place, missing.get(turn));
                    more = true;
                }
            }
            if (more) {
                timed.add(chain);
            }
        }
        return timed;
    }

    private List<DescendantId> missing(Block block) {
        return block.choices().stream()
                .filter(descendant -> entry(block, descendant) == null)
                .map(Descendant::id)
                .toList();
    }

    /** Tells what is known of swaps and of compositions that hold nothing that has changed. */
    void tell(QualityStudy quality) {
        QualityPrediction prediction = profile.prediction();
        if (prediction == null) {
            return;
        }
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Block block = catalog.blocks().get(place);
            for (Descendant descendant : block.choices()) {
                SwapScores swap = prediction.find(block.id(), descendant);
                if (swap != null && !descendant.isOriginal() && entry(block, descendant) != null) {
                    quality.know(catalog.originalChain().with(place, descendant.id()), swap.scores());
                }
            }
        }
        for (MeasuredComposition composition : prediction.measured()) {
            if (holds(composition.choices())) {
                quality.know(new BlockChain(catalog.model(), composition.choices()), composition.scores());
            }
        }
    }

    private boolean holds(List<DescendantId> choices) {
        boolean holds = choices.size() == catalog.blocks().size();
        for (int place = 0; place < catalog.blocks().size() && holds; place++) {
            Block block = catalog.blocks().get(place);
            DescendantId choice = choices.get(place);
            holds = block.choices().stream()
                    .anyMatch(descendant -> descendant.id().equals(choice) && entry(block, descendant) != null);
        }
        return holds;
    }
}
