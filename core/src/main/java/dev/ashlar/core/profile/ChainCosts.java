/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a chain is predicted to cost, by the profile of its descendants. */
public final class ChainCosts {
    /*
     * A chain is predicted from the whole network, which was measured as it serves: by as much faster as its
     * descendants are faster than the originals in their places. So whatever a frame takes beyond its blocks is in it,
     * and the prediction of the original is its measurement. Where the precision changes between two blocks it takes
     * longer than that, by what the profile says of the border.
     */
    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;

    /**
     * Costs of a network.
     *
     * @param catalog its blocks
     * @param profile of all of them; a descendant that it lacks is refused when a chain names it
     */
    public ChainCosts(BlockCatalog catalog, ProfileSnapshot profile) {
        this.catalog = catalog;
        this.profile = profile;
    }

    /** The median time of a frame in a chain, preprocessing included. */
    public long p50Nanos(BlockChain chain) {
        long nanos = profile.whole().p50Nanos();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Block block = catalog.blocks().get(place);
            nanos += inside(block, block.descendant(chain.choices().get(place)));
        }
        return Math.max(0, nanos + borderNanos(chain));
    }

    /**
     * The median time of a frame while others are computed on other cores and in turn with it, waiting for a core not
     * counted.
     *
     * @param atOnce networks that run at the same time, this one included
     */
    public long p50Nanos(BlockChain chain, int atOnce) {
        ServingCosts serving = profile.serving();
        double slowdown = serving == null ? 1 : serving.slowdown(atOnce);
        return Math.round(p50Nanos(chain) * slowdown);
    }

    /** What the borders of a chain cost where its precision changes; 0 where that was not measured. */
    public long borderNanos(BlockChain chain) {
        LinkCosts linking = linking(profile);
        return linking == null ? 0 : linking.nanos(catalog, chain);
    }

    private static @Nullable LinkCosts linking(ProfileSnapshot profile) {
        ServingCosts serving = profile.serving();
        return serving == null ? null : serving.linking();
    }

    /**
     * What a descendant is expected to change of the median time of a frame, against the original in its place, whatever
     * it goes with; below 0 if faster. Half of what its borders may cost is in it.
     */
    public long savedNanos(Block block, Descendant descendant) {
        return inside(block, descendant) + expectedBorderNanos(profile, block, descendant);
    }

    /**
     * What a descendant is expected to cost at its borders, whatever it goes with: those of 8 bits half of what it costs
     * where both neighbours are of the other precision, others nothing.
     */
    public static long expectedBorderNanos(ProfileSnapshot profile, Block block, Descendant descendant) {
        LinkCosts linking = linking(profile);
        return linking == null || !descendant.isEightBit() ? 0 : linking.halfNanos(block.id());
    }

    private long inside(Block block, Descendant descendant) {
        return entry(block, descendant).latency().p50Nanos()
                - entry(block, block.original()).latency().p50Nanos();
    }

    /** Memory that a chain occupies alone: weights of equal content once, and the activations of a run. */
    public long bytes(BlockChain chain) {
        Map<Digest, Long> distinct = new HashMap<>();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Block block = catalog.blocks().get(place);
            Descendant descendant = block.descendant(chain.choices().get(place));
            distinct.merge(descendant.digest(), entry(block, descendant).bytes(), Math::max);
        }
        return profile.activationBytes()
                + distinct.values().stream().mapToLong(Long::longValue).sum();
    }

    private BlockProfile entry(Block block, Descendant descendant) {
        PolishProfile polished = profile.polished(block.id(), descendant);
        BlockProfile entry = polished == null ? profile.find(block.id(), descendant.id()) : polished.head();
        if (entry == null) {
            throw new IllegalArgumentException("The profile of %s lacks %s/%s. Maybe run `ashlar profile` again."
                    .formatted(profile.model(), block.id(), descendant.id()));
        }
        return entry;
    }
}
