/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A composition that {@code ashlar evaluate} measured.
 *
 * @param metric what quality meant
 * @param chain which
 * @param digests of its descendants, in block order; a composition of other content is passed by
 * @param drop of quality against the original on the same images, measured
 * @param nanos median time of a frame, or null
 * @param bytes by which the process grew, or null
 */
record Evaluated(
        String metric,
        BlockChain chain,
        List<Digest> digests,
        Reading drop,
        @Nullable Reading nanos,
        @Nullable Reading bytes) {
    Evaluated {
        digests = List.copyOf(digests);
    }

    /** Whether a network still has what was measured, and quality meant the same. */
    boolean fits(BlockCatalog catalog, ProfileSnapshot profile) {
        boolean fits = metric.equals(profile.metric())
                && chain.model().equals(catalog.model())
                && chain.choices().size() == catalog.blocks().size()
                && digests.size() == catalog.blocks().size();
        for (int place = 0; place < catalog.blocks().size() && fits; place++) {
            Block block = catalog.blocks().get(place);
            int at = place;
            fits = block.choices().stream()
                    .anyMatch(
                            descendant -> descendant.id().equals(chain.choices().get(at))
                                    && descendant.digest().equals(digests.get(at)));
        }
        return fits;
    }

    /** With what was predicted; a loss is taken off what the original is worth in the profile. */
    Composition composition(Composition.Forecast predicted, double base) {
        Reading quality = new Reading(base - drop.value(), base - drop.high(), base - drop.low());
        return new Composition(chain, Composition.Why.EVALUATED, predicted, quality, nanos, bytes);
    }
}
