/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the tensors between the blocks of a network travel: each has a slot, and each slot a segment after which nobody
 * reads it any more.
 *
 * @param slots how many tensors there are; slot 0 is the network's input
 * @param segments one for each block, in order
 * @param outputs the slots of the network's outputs, in the order of the catalog
 */
record ChainLayout(int slots, List<Segment> segments, List<Integer> outputs) {
    static final int INPUT = 0;

    ChainLayout {
        segments = List.copyOf(segments);
        outputs = List.copyOf(outputs);
    }

    /**
     * One block's place in the network.
     *
     * @param block its name
     * @param reads tensors it reads
     * @param writes tensors it writes
     * @param releases slots that nobody reads after it
     */
    record Segment(BlockId block, List<Port> reads, List<Port> writes, List<Integer> releases) {
        Segment {
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
            releases = List.copyOf(releases);
        }
    }

    /**
     * A tensor that crosses a border.
     *
     * @param name its name in the block
     * @param slot where it is kept
     * @param answer what it is as an output of the network, or null if it is none
     */
    record Port(String name, int slot, @Nullable TensorSpec answer) {}

    /** The layout of a network. */
    static ChainLayout of(BlockCatalog catalog) {
        return new Tracer(catalog).trace();
    }

    /** Follows the tensors through the blocks. */
    private static final class Tracer {
        private final BlockCatalog catalog;
        private final Map<String, Integer> slots = new HashMap<>();
        private final Map<String, TensorSpec> answers = new HashMap<>();
        private final List<Integer> lastUse = new ArrayList<>();

        Tracer(BlockCatalog catalog) {
            this.catalog = catalog;
            slots.put(catalog.input().name(), INPUT);
            lastUse.add(0);
            catalog.outputs().forEach(output -> answers.put(output.name(), output));
        }

        ChainLayout trace() {
            List<Block> blocks = catalog.blocks();
            for (int i = 0; i < blocks.size(); i++) {
                for (TensorSpec read : blocks.get(i).inputs()) {
                    lastUse.set(slot(read), i);
                }
                for (TensorSpec written : blocks.get(i).outputs()) {
                    assign(written, blocks.get(i));
                    lastUse.add(i);
                }
            }
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < blocks.size(); i++) {
                Block block = blocks.get(i);
                segments.add(new Segment(block.id(), ports(block.inputs()), ports(block.outputs()), lastUsedBy(i)));
            }
            return new ChainLayout(
                    slots.size(),
                    segments,
                    catalog.outputs().stream().map(this::slot).toList());
        }

        private void assign(TensorSpec written, Block block) {
            Argument.require(
                    slots.putIfAbsent(written.name(), slots.size()) == null,
                    "The tensor %s of %s must be written once; block %s writes it again.",
                    written.name(),
                    catalog.model(),
                    block.id());
        }

        private int slot(TensorSpec spec) {
            // The catalog sees to it that it is written before it is read.
            return Objects.requireNonNull(slots.get(spec.name()), spec.name());
        }

        private List<Port> ports(List<TensorSpec> specs) {
            return specs.stream()
                    .map(spec -> new Port(spec.name(), slot(spec), answers.get(spec.name())))
                    .toList();
        }

        private List<Integer> lastUsedBy(int segment) {
            return IntStream.range(0, lastUse.size())
                    .filter(slot -> lastUse.get(slot) == segment)
                    .boxed()
                    .toList();
        }
    }
}
