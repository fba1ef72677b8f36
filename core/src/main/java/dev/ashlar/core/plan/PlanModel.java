/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a planner is told of one network.
 *
 * @param id the network
 * @param baseAccuracy predicted accuracy of the originals, 0..1
 * @param fixedNanos what a frame takes beyond its blocks
 * @param fixedBytes memory the network needs beyond its blocks, once while any stream uses it
 * @param blocks its choices, in block order
 * @param link from the sum of drops to the loss that is predicted
 * @param measured accuracy of compositions that were measured as a whole, 0..1, which counts instead of the prediction;
 *     each named by one choice for every block
 * @param activationBytes memory of the tensors of a run, for each open session
 * @param tails how long frames take at other percentiles than the 95th, which {@link Variant#nanos} is of
 */
public record PlanModel(
        ModelId id,
        double baseAccuracy,
        long fixedNanos,
        long fixedBytes,
        List<PlanBlock> blocks,
        AccuracyLink link,
        Map<List<DescendantId>, Double> measured,
        long activationBytes,
        LatencyTails tails) {
    private static final long MOST_NANOS = Duration.ofDays(1).toNanos();
    private static final long MOST_BYTES = 1L << 48;
    private static final long MOST_NANOJOULES = 1L << 50;

    public PlanModel {
        blocks = List.copyOf(blocks);
        measured = Map.copyOf(measured);
        Argument.requireInRange("base accuracy of " + id, baseAccuracy, 0, 1);
        requireSane("network", id, fixedNanos, fixedBytes);
        requireSane("activations of network", id, 0, activationBytes);
        Argument.require(!blocks.isEmpty(), "The network %s must have a block.", id);
        Set<BlockId> seen = new HashSet<>();
        for (int i = 0; i < blocks.size(); i++) {
            PlanBlock block = blocks.get(i);
            Argument.require(seen.add(block.id()), "The network %s has two blocks named %s.", id, block.id());
            for (Variant variant : block.variants()) {
                requireBound(block.id(), variant, blocks.subList(0, i));
            }
        }
        for (Map.Entry<List<DescendantId>, Double> composition : measured.entrySet()) {
            requireMeasured(id, blocks, composition.getKey(), composition.getValue());
        }
    }

    /** A network of whose frames no other percentile is known than the 95th. */
    public PlanModel(
            ModelId id,
            double baseAccuracy,
            long fixedNanos,
            long fixedBytes,
            List<PlanBlock> blocks,
            AccuracyLink link,
            Map<List<DescendantId>, Double> measured,
            long activationBytes) {
        this(id, baseAccuracy, fixedNanos, fixedBytes, blocks, link, measured, activationBytes, LatencyTails.NONE);
    }

    /** A network whose drops add up, of which no composition was measured, and whose sessions need nothing of their own. */
    public PlanModel(ModelId id, double baseAccuracy, long fixedNanos, long fixedBytes, List<PlanBlock> blocks) {
        this(id, baseAccuracy, fixedNanos, fixedBytes, blocks, AccuracyLink.IDENTITY, Map.of(), 0);
    }

    private static void requireMeasured(
            ModelId id, List<PlanBlock> blocks, List<DescendantId> choices, double accuracy) {
        Argument.require(
                choices.size() == blocks.size(),
                "The measured composition %s of %s must name one descendant for each of the %d blocks.",
                choices,
                id,
                blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).variant(choices.get(i));
        }
        Argument.requireInRange("measured accuracy of " + id + choices, accuracy, 0, 1);
    }

    /** This network with other blocks. */
    public PlanModel withBlocks(List<PlanBlock> other) {
        return new PlanModel(id, baseAccuracy, fixedNanos, fixedBytes, other, link, measured, activationBytes, tails);
    }

    /** This network with another link from the sum of drops to the predicted loss. */
    public PlanModel withLink(AccuracyLink other) {
        return new PlanModel(id, baseAccuracy, fixedNanos, fixedBytes, blocks, other, measured, activationBytes, tails);
    }

    /** This network with the accuracy of other compositions that were measured. */
    public PlanModel withMeasured(Map<List<DescendantId>, Double> other) {
        return new PlanModel(id, baseAccuracy, fixedNanos, fixedBytes, blocks, link, other, activationBytes, tails);
    }

    /** This network with other memory for the tensors of a run. */
    public PlanModel withActivationBytes(long other) {
        return new PlanModel(id, baseAccuracy, fixedNanos, fixedBytes, blocks, link, measured, other, tails);
    }

    /** This network with what is known of other percentiles of its frames. */
    public PlanModel withTails(LatencyTails other) {
        return new PlanModel(id, baseAccuracy, fixedNanos, fixedBytes, blocks, link, measured, activationBytes, other);
    }

    private static void requireBound(BlockId block, Variant variant, List<PlanBlock> before) {
        Argument.require(
                variant.isFree() || variant.behind().size() == before.size(),
                "The descendant %s of block %s must be bound to one of each of the %d blocks before, not to %s.",
                variant.id(),
                block,
                before.size(),
                variant.behind());
        for (int i = 0; i < variant.behind().size(); i++) {
            before.get(i).variant(variant.behind().get(i));
        }
    }

    /**
     * The choices of one block.
     *
     * @param id the block
     * @param variants no two of one name, at least one of them free
     */
    public record PlanBlock(BlockId id, List<Variant> variants) {
        public PlanBlock {
            variants = List.copyOf(variants);
            Argument.require(
                    variants.stream().anyMatch(Variant::isFree),
                    "The block %s must have a descendant that goes with any others.",
                    id);
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
     * @param behind what all blocks before must choose for it to be chosen, if it is bound to that; empty if it is free
     *     and goes with any. The drop of a bound one is what its chain loses beyond the drops of those before
     * @param privateBytes memory that every open session with it needs for itself, at most 2^48
     * @param nanojoules energy that a frame takes in it, 0 if none was measured
     */
    public record Variant(
            DescendantId id,
            double accuracyDrop,
            long nanos,
            long bytes,
            Digest digest,
            List<DescendantId> behind,
            long privateBytes,
            long nanojoules) {
        public Variant {
            behind = List.copyOf(behind);
            Argument.requireInRange("accuracy drop of " + id, accuracyDrop, -1.0 - behind.size(), 1);
            requireSane("descendant", id, nanos, bytes);
            requireSane("sessions of descendant", id, 0, privateBytes);
            Argument.require(
                    nanojoules >= 0 && nanojoules <= MOST_NANOJOULES,
                    "The energy (%d nJ) of descendant %s must lie between 0 and %d.",
                    nanojoules,
                    id,
                    MOST_NANOJOULES);
        }

        /** One that needs nothing for each session and of whose energy nothing is known. */
        public Variant(
                DescendantId id,
                double accuracyDrop,
                long nanos,
                long bytes,
                Digest digest,
                List<DescendantId> behind) {
            this(id, accuracyDrop, nanos, bytes, digest, behind, 0, 0);
        }

        /** A free one. */
        public Variant(DescendantId id, double accuracyDrop, long nanos, long bytes, Digest digest) {
            this(id, accuracyDrop, nanos, bytes, digest, List.of());
        }

        /** The same with other memory for each session. */
        public Variant withPrivateBytes(long other) {
            return new Variant(id, accuracyDrop, nanos, bytes, digest, behind, other, nanojoules);
        }

        /** The same with another energy for each frame. */
        public Variant withNanojoules(long other) {
            return new Variant(id, accuracyDrop, nanos, bytes, digest, behind, privateBytes, other);
        }

        /** Whether it goes with whatever other blocks choose. */
        public boolean isFree() {
            return behind.isEmpty();
        }

        /** Whether it may be chosen in a chain that begins with these choices, those of all blocks before at least. */
        public boolean goesWith(List<DescendantId> choices) {
            return behind.equals(choices.subList(0, behind.size()));
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

    /**
     * The choices of a network as they were measured; latency is the 95th percentile. A polished head that was not
     * measured, or is worth no more than what it was made of, is not offered.
     */
    public static PlanModel of(BlockCatalog catalog, ProfileSnapshot profile) {
        return of(catalog, profile, 0.5);
    }

    /**
     * The choices of a network as they were measured, with the accuracy that compositions have at least with this
     * confidence. A profile that predicts nothing of compositions has no less to offer than what is most likely.
     *
     * @param confidence 0.5 for what is most likely, below 1
     */
    public static PlanModel of(BlockCatalog catalog, ProfileSnapshot profile, double confidence) {
        return MeasuredModel.of(catalog, profile, requireConfidence(confidence));
    }

    /** Answers with a confidence that one can plan with; refuses any other. */
    public static double requireConfidence(double confidence) {
        Argument.require(
                confidence >= 0.5 && confidence < 1,
                "The confidence (%s) must be at least 0.5 and below 1. Maybe 0.95.",
                confidence);
        return confidence;
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
            Variant variant = blocks.get(i).variant(chain.choices().get(i));
            Argument.require(
                    variant.goesWith(chain.choices()),
                    "The descendant %s of block %s goes behind %s alone, not in the chain (%s).",
                    variant.id(),
                    blocks.get(i).id(),
                    variant.behind(),
                    chain);
            chosen.add(variant);
        }
        return chosen;
    }

    /** All chains of this network. */
    public List<FreeChoices> chains() {
        return FreeChoices.of(blocks.stream().map(PlanBlock::variants).toList());
    }

    /** What a frame takes in this chain. */
    public long nanos(BlockChain chain) {
        return fixedNanos + variants(chain).stream().mapToLong(Variant::nanos).sum();
    }

    /** Memory that a session of this chain needs for itself. */
    public long sessionBytes(BlockChain chain) {
        return activationBytes
                + variants(chain).stream().mapToLong(Variant::privateBytes).sum();
    }

    /** Energy of a frame in this chain. */
    public long nanojoules(BlockChain chain) {
        return variants(chain).stream().mapToLong(Variant::nanojoules).sum();
    }

    /**
     * Accuracy of this chain, as measured or else as predicted; a prediction may fall below 0 where drops add up beyond
     * the base.
     */
    public double accuracy(BlockChain chain) {
        List<Variant> variants = variants(chain);
        Double known = measured.get(chain.choices());
        return known != null
                ? known
                : baseAccuracy
                        - link.loss(variants.stream()
                                .mapToDouble(Variant::accuracyDrop)
                                .sum());
    }
}
