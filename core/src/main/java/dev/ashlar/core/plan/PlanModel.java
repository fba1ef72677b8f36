/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a planner is told of one network.
 *
 * @param id the network
 * @param baseAccuracy predicted accuracy of the originals, 0..1
 * @param fixedNanos what a frame takes beyond its blocks
 * @param fixedBytes memory the network needs beyond its blocks, once while any stream uses it
 * @param blocks its choices, in block order
 */
public record PlanModel(ModelId id, double baseAccuracy, long fixedNanos, long fixedBytes, List<PlanBlock> blocks) {
    private static final long MOST_NANOS = Duration.ofDays(1).toNanos();
    private static final long MOST_BYTES = 1L << 48;

    public PlanModel {
        blocks = List.copyOf(blocks);
        Argument.requireInRange("base accuracy of " + id, baseAccuracy, 0, 1);
        requireSane("network", id, fixedNanos, fixedBytes);
        Argument.require(!blocks.isEmpty(), "The network %s must have a block.", id);
        Set<BlockId> seen = new HashSet<>();
        for (PlanBlock block : blocks) {
            Argument.require(seen.add(block.id()), "The network %s has two blocks named %s.", id, block.id());
        }
    }

    /**
     * The choices of one block.
     *
     * @param id the block
     * @param variants at least one, no two of one name
     */
    public record PlanBlock(BlockId id, List<Variant> variants) {
        public PlanBlock {
            variants = List.copyOf(variants);
            Argument.require(!variants.isEmpty(), "The block %s must have a descendant to choose.", id);
            Set<DescendantId> seen = new HashSet<>();
            for (Variant variant : variants) {
                Argument.require(
                        seen.add(variant.id()), "The block %s has two descendants named %s.", id, variant.id());
            }
        }

        /** The variant of this name. */
        public Variant variant(DescendantId name) {
            for (Variant variant : variants) {
                if (variant.id().equals(name)) {
                    return variant;
                }
            }
            throw new IllegalArgumentException("The block %s has no descendant named %s.".formatted(id, name));
        }
    }

    /**
     * One choice for a block.
     *
     * @param id the descendant
     * @param accuracyDrop predicted loss of accuracy against the original, as a fraction; below 0 if it is better
     * @param nanos what a frame takes in it, at most a day
     * @param bytes memory it occupies, at most 2^48; counted once for each digest whoever uses it, the most where they
     *     differ
     * @param digest its content
     */
    public record Variant(DescendantId id, double accuracyDrop, long nanos, long bytes, Digest digest) {
        public Variant {
            Argument.requireInRange("accuracy drop of " + id, accuracyDrop, -1, 1);
            requireSane("descendant", id, nanos, bytes);
        }
    }

    /** Keeps every sum of costs within 64 bits. */
    private static void requireSane(String kind, Object id, long nanos, long bytes) {
        Argument.require(
                nanos >= 0 && nanos <= MOST_NANOS,
                "The time (%d ns) of %s %s must lie between 0 and a day.",
                nanos,
                kind,
                id);
        Argument.require(
                bytes >= 0 && bytes <= MOST_BYTES,
                "The memory (%d bytes) of %s %s must lie between 0 and %d.",
                bytes,
                kind,
                id,
                MOST_BYTES);
    }

    /** The choices of a network as they were measured; latency is the 95th percentile. */
    public static PlanModel of(BlockCatalog catalog, ProfileSnapshot profile) {
        List<PlanBlock> blocks = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            List<Variant> variants = new ArrayList<>();
            for (Descendant descendant : block.choices()) {
                variants.add(variant(block, descendant, profile));
            }
            blocks.add(new PlanBlock(block.id(), variants));
        }
        return new PlanModel(
                catalog.model(), profile.baseQuality(), profile.fixedNanos(), profile.activationBytes(), blocks);
    }

    private static Variant variant(Block block, Descendant descendant, ProfileSnapshot profile) {
        BlockProfile entry = profile.find(block.id(), descendant.id());
        if (entry == null) {
            throw new IllegalArgumentException("The profile of %s lacks %s/%s. Maybe run `ashlar profile` again."
                    .formatted(profile.model(), block.id(), descendant.id()));
        }
        double drop = descendant.isOriginal() ? 0 : drop(entry, profile.baseQuality());
        return new Variant(descendant.id(), drop, entry.latency().p95Nanos(), entry.bytes(), descendant.digest());
    }

    private static double drop(BlockProfile entry, double baseQuality) {
        /*
         * On a few hundred images a swap often measures as harmless or better than the original, and many such swaps
         * together are not. Where answers change, about as many of them are expected to be for the worse as the
         * network is good: half of the disagreement is taken for lost at least (decision 0016).
         */
        return Math.max(baseQuality - entry.quality(), (1 - entry.agreement()) / 2);
    }

    /** The variants that a chain names, in block order. */
    public List<Variant> variants(BlockChain chain) {
        Argument.require(
                chain.model().equals(id) && chain.choices().size() == blocks.size(),
                "The chain (%s) must name one descendant for each of the %d blocks of %s.",
                chain,
                blocks.size(),
                id);
        List<Variant> chosen = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            chosen.add(blocks.get(i).variant(chain.choices().get(i)));
        }
        return chosen;
    }

    /** What a frame takes in this chain. */
    public long nanos(BlockChain chain) {
        return fixedNanos + variants(chain).stream().mapToLong(Variant::nanos).sum();
    }

    /** Predicted accuracy of this chain; may fall below 0 where drops add up beyond the base. */
    public double accuracy(BlockChain chain) {
        return baseAccuracy
                - variants(chain).stream().mapToDouble(Variant::accuracyDrop).sum();
    }
}
