/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the tensors between the blocks of a network travel: each has a slot, and each slot a segment after which nobody
 * reads it any more.
 *
 * @param slots how many tensors there are; slot 0 is the network's input
 * @param segments in the order they run in
 * @param outputs the slots of the network's outputs, in the order of the catalog
 */
record ChainLayout(int slots, List<Segment> segments, List<Integer> outputs) {
    static final int INPUT = 0;

    ChainLayout {
        segments = List.copyOf(segments);
        outputs = List.copyOf(outputs);
    }

    /**
     * One step through the network: a block, or several that are linked.
     *
     * @param blocks what it is, for messages
     * @param reads tensors it reads
     * @param writes tensors it writes
     * @param releases slots that nobody reads after it
     */
    record Segment(String blocks, List<Port> reads, List<Port> writes, List<Integer> releases) {
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

    /**
     * What is run in one step.
     *
     * @param blocks consecutive blocks, at least one
     */
    record Span(List<Block> blocks) {
        Span {
            blocks = List.copyOf(blocks);
        }

        /** The blocks of a network, one by one. */
        static List<Span> single(BlockCatalog catalog) {
            return catalog.blocks().stream()
                    .map(block -> new Span(List.of(block)))
                    .toList();
        }

        String name() {
            String first = blocks.get(0).id().value();
            return blocks.size() == 1
                    ? first
                    : first + ".." + blocks.get(blocks.size() - 1).id();
        }

        /** The tensors it reads that no block of its own writes. */
        List<TensorSpec> inputs() {
            Map<String, TensorSpec> inputs = new LinkedHashMap<>();
            Set<String> own = new HashSet<>();
            for (Block block : blocks) {
                block.inputs().stream()
                        .filter(input -> !own.contains(input.name()))
                        .forEach(input -> inputs.putIfAbsent(input.name(), input));
                block.outputs().forEach(output -> own.add(output.name()));
            }
            return List.copyOf(inputs.values());
        }

        /** The tensors it writes that others read. */
        List<TensorSpec> outputs(BlockCatalog catalog) {
            Set<String> wanted = new HashSet<>();
            catalog.outputs().forEach(output -> wanted.add(output.name()));
            catalog.blocks().stream().filter(block -> !blocks.contains(block)).forEach(block -> block.inputs()
                    .forEach(input -> wanted.add(input.name())));
            return blocks.stream()
                    .flatMap(block -> block.outputs().stream())
                    .filter(output -> wanted.contains(output.name()))
                    .toList();
        }
    }

    /** The layout of a network that runs block by block. */
    static ChainLayout of(BlockCatalog catalog) {
        return of(catalog, Span.single(catalog));
    }

    /** The layout of a network that runs in these steps. */
    static ChainLayout of(BlockCatalog catalog, List<Span> spans) {
        return new Tracer(catalog, spans).trace();
    }

    /** Follows the tensors through the blocks. */
    private static final class Tracer {
        private final BlockCatalog catalog;
        private final List<Span> spans;
        private final Map<String, Integer> slots = new HashMap<>();
        private final Map<String, TensorSpec> answers = new HashMap<>();
        private final List<Integer> lastUse = new ArrayList<>();

        Tracer(BlockCatalog catalog, List<Span> spans) {
            this.catalog = catalog;
            this.spans = spans;
            slots.put(catalog.input().name(), INPUT);
            lastUse.add(0);
            catalog.outputs().forEach(output -> answers.put(output.name(), output));
        }

        ChainLayout trace() {
            for (int i = 0; i < spans.size(); i++) {
                for (TensorSpec read : spans.get(i).inputs()) {
                    lastUse.set(slot(read), i);
                }
                for (TensorSpec written : spans.get(i).outputs(catalog)) {
                    assign(written, spans.get(i));
                    lastUse.add(i);
                }
            }
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < spans.size(); i++) {
                Span span = spans.get(i);
                segments.add(
                        new Segment(span.name(), ports(span.inputs()), ports(span.outputs(catalog)), lastUsedBy(i)));
            }
            return new ChainLayout(
                    slots.size(),
                    segments,
                    catalog.outputs().stream().map(this::slot).toList());
        }

        private void assign(TensorSpec written, Span span) {
            Argument.require(
                    slots.putIfAbsent(written.name(), slots.size()) == null,
                    "The tensor %s of %s must be written once; %s writes it again.",
                    written.name(),
                    catalog.model(),
                    span.name());
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
