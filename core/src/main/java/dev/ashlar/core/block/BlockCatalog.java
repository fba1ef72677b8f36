/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The manifest of one network: its blocks in order, what may stand in for each, and how frames go in and answers come
 * out.
 *
 * @param model its name in the store
 * @param source SHA-256 of the ONNX file it was imported from
 * @param input the tensor that frames are fed to
 * @param preprocessing from an image to that tensor
 * @param outputs the tensors that the network answers with
 * @param outputKind what they mean
 * @param labels names of the classes, if known
 * @param blocks in order; none before it is cut
 */
public record BlockCatalog(
        ModelId model,
        Digest source,
        TensorSpec input,
        Preprocessing preprocessing,
        List<TensorSpec> outputs,
        OutputKind outputKind,
        List<String> labels,
        List<Block> blocks) {
    public BlockCatalog {
        outputs = List.copyOf(outputs);
        labels = List.copyOf(labels);
        blocks = List.copyOf(blocks);
        Argument.require(!outputs.isEmpty(), "The network %s must have an output.", model);
        requireConnected(model, input, outputs, blocks);
    }

    private static void requireConnected(
            ModelId model, TensorSpec input, List<TensorSpec> outputs, List<Block> blocks) {
        Set<BlockId> ids = new HashSet<>();
        Set<String> available = new HashSet<>(Set.of(input.name()));
        for (Block block : blocks) {
            Argument.require(ids.add(block.id()), "The network %s has two blocks named %s.", model, block.id());
            for (TensorSpec read : block.inputs()) {
                Argument.require(
                        available.contains(read.name()),
                        "Block %s of %s reads the tensor %s, which no earlier block writes.",
                        block.id(),
                        model,
                        read.name());
            }
            block.outputs().forEach(written -> available.add(written.name()));
        }
        for (TensorSpec output : outputs) {
            Argument.require(
                    blocks.isEmpty() || available.contains(output.name()),
                    "The output %s of %s is written by no block.",
                    output.name(),
                    model);
        }
    }

    /** This network with other blocks. */
    public BlockCatalog withBlocks(List<Block> other) {
        return new BlockCatalog(model, source, input, preprocessing, outputs, outputKind, labels, other);
    }

    /** The block of this name. */
    public Block block(BlockId id) {
        return blocks.stream()
                .filter(block -> block.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The network %s has no block named %s. Maybe one of %s."
                        .formatted(model, id, blocks.stream().map(Block::id).toList())));
    }

    /** The chain of originals: the network itself. */
    public BlockChain originalChain() {
        return new BlockChain(
                model,
                Stream.generate(() -> DescendantId.ORIGINAL)
                        .limit(blocks.size())
                        .toList());
    }

    /** The compositions that heads were polished for; those of which this network no longer has every part are left out. */
    public List<PolishedChain> polished() {
        List<PolishedChain> polished = new ArrayList<>();
        for (int place = 0; place < blocks.size(); place++) {
            for (Descendant head : blocks.get(place).descendants()) {
                Compression.Polish polish = head.polish();
                if (polish != null && hasParts(place, polish)) {
                    List<DescendantId> choices = new ArrayList<>(polish.before());
                    choices.add(head.id());
                    choices.addAll(originalChain().choices().subList(place + 1, blocks.size()));
                    BlockChain chain = new BlockChain(model, choices);
                    polished.add(new PolishedChain(place, head, chain, chain.with(place, polish.base())));
                }
            }
        }
        return List.copyOf(polished);
    }

    private boolean hasParts(int place, Compression.Polish polish) {
        boolean has = polish.before().size() == place && blocks.get(place).offers(polish.base());
        for (int i = 0; i < place && has; i++) {
            has = blocks.get(i).offers(polish.before().get(i));
        }
        return has;
    }

    /** Throws unless {@code chain} names one existing descendant for each block of this network. */
    public void requireValid(BlockChain chain) {
        Argument.require(
                chain.model().equals(model), "The chain (%s) belongs to another network than %s.", chain, model);
        Argument.require(
                chain.choices().size() == blocks.size(),
                "The chain (%s) must name one descendant for each of the %d blocks of %s.",
                chain,
                blocks.size(),
                model);
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).descendant(chain.choices().get(i));
        }
    }

    /**
     * Bytes of the input and of all outputs of blocks, at their nominal size: what lies between blocks, of which a run
     * holds no more at once, beside what lies inside them.
     */
    public long runBytes() {
        return input.nominalBytes()
                + blocks.stream()
                        .flatMap(block -> block.outputs().stream())
                        .mapToLong(TensorSpec::nominalBytes)
                        .sum();
    }

    /** Multiply-accumulates in blocks that have a choice, as a share of all, 0..1. */
    public double elasticShare() {
        return share(blocks.stream()
                .filter(block -> !block.isGlue())
                .mapToLong(Block::macs)
                .sum());
    }

    /** Multiply-accumulates in layers that lose channels when pruned, as a share of all, 0..1. */
    public double prunableShare() {
        return share(blocks.stream().mapToLong(Block::elasticMacs).sum());
    }

    private double share(long part) {
        long all = blocks.stream().mapToLong(Block::macs).sum();
        return all == 0 ? 0 : (double) part / all;
    }
}
