/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.graph.TensorSpec;
import java.util.List;

/** Judges what was made of one block, and offers it or notes why not. */
final class BlockOffers {
    private final Workshop shop;
    private final FeatureStreams streams;
    private final SampleSplit split;
    private final int index;
    private final Block block;

    BlockOffers(Workshop shop, FeatureStreams streams, SampleSplit split, int index) {
        this.shop = shop;
        this.streams = streams;
        this.split = split;
        this.index = index;
        this.block = shop.ledger().block(index);
    }

    /** Notes why there is no descendant of a name. */
    void refuse(DescendantId id, String reason, String recipe) {
        shop.ledger().drop(index, new DroppedDescendant(id, reason, recipe));
    }

    /** Offers what was made if it is good enough or may become so. */
    void keep(DescendantId id, List<Compression> compressions, OnnxGraph made, long macs, String recipe) {
        byte[] bytes = made.toBytes();
        double error = error(bytes);
        QualityGate gate = shop.gate();
        boolean stays = recipe.equals(shop.recipe().fitted()) ? gate.mayOpen(error) : gate.isOpen(error);
        if (!stays) {
            refuse(id, gate.reason(error), recipe);
            return;
        }
        shop.ledger().keep(index, filed(id, compressions, made, bytes, macs, error, recipe));
    }

    /** Judges a descendant with other weights; what offers it in the place of the one before. */
    Runnable judged(Descendant before, OnnxGraph graph, String recipe) {
        byte[] bytes = graph.toBytes();
        double error = error(bytes);
        return () -> shop.ledger()
                .keep(index, filed(before.id(), before.compressions(), graph, bytes, before.macs(), error, recipe));
    }

    private Descendant filed(
            DescendantId id,
            List<Compression> compressions,
            OnnxGraph made,
            byte[] bytes,
            long macs,
            double error,
            String recipe) {
        BlockFile file = shop.store().put(shop.ledger().catalog().model(), block.id(), id, bytes);
        return new Descendant(id, compressions, file.digest(), file.bytes(), made.constantBytes(), macs, error, recipe);
    }

    private double error(byte[] bytes) {
        return FeatureError.of(
                shop.runner(),
                bytes,
                block.outputs().stream().map(TensorSpec::name).toList(),
                streams.inputs(FeatureStreams.ORIGINAL, index, split.judging()),
                streams.answers(index, split.judging()));
    }
}
