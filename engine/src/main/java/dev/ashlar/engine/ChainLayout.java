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
        Map<String, Integer> slots = new HashMap<>(Map.of(catalog.input().name(), INPUT));
        Map<String, TensorSpec> answers = new HashMap<>();
        catalog.outputs().forEach(output -> answers.put(output.name(), output));
        List<Integer> lastUse = new ArrayList<>(List.of(0));
        List<List<Port>> reads = new ArrayList<>();
        List<List<Port>> writes = new ArrayList<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            for (TensorSpec written : block.outputs()) {
                Argument.require(
                        slots.putIfAbsent(written.name(), slots.size()) == null,
                        "The tensor %s of %s must be written once; block %s writes it again.",
                        written.name(),
                        catalog.model(),
                        block.id());
                lastUse.add(i);
            }
            reads.add(ports(block.inputs(), slots, Map.of()));
            writes.add(ports(block.outputs(), slots, answers));
            for (Port port : reads.get(i)) {
                lastUse.set(port.slot(), i);
            }
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < reads.size(); i++) {
            BlockId id = catalog.blocks().get(i).id();
            segments.add(new Segment(id, reads.get(i), writes.get(i), indicesOf(lastUse, i)));
        }
        List<Integer> outputs = catalog.outputs().stream()
                .map(output -> slots.get(output.name()))
                .toList();
        return new ChainLayout(slots.size(), segments, outputs);
    }

    private static List<Port> ports(
            List<TensorSpec> specs, Map<String, Integer> slots, Map<String, TensorSpec> answers) {
        List<Port> ports = new ArrayList<>();
        for (TensorSpec spec : specs) {
            Integer slot = slots.get(spec.name());
            if (slot != null) { // The catalog sees to it that it is there.
                ports.add(new Port(spec.name(), slot, answers.get(spec.name())));
            }
        }
        return ports;
    }

    private static List<Integer> indicesOf(List<Integer> list, int value) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == value) {
                indices.add(i);
            }
        }
        return indices;
    }
}
