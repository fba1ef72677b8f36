/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The compositions of a network that are worth choosing: no other is as fast, as small and as good, and better in one of
 * these.
 */
public final class CompositionFront {
    /*
     * Time, memory and drop of a composition are sums over its blocks, so what is beaten among the beginnings of
     * compositions is beaten with any end: the front of the first k + 1 blocks is found among the front of the first k
     * with every choice of the next (Nemhauser and Ullmann, Discrete Dynamic Programming and Capital Allocation, 1969).
     * Of points in order of time, one is beaten if an earlier one is as small and as good; the earlier ones are kept as
     * a staircase of memory and drop (Kung, Luccio and Preparata, On Finding the Maxima of a Set of Vectors, 1975).
     *
     * A front may grow beyond what is useful to look at. Then of all points in one cell of a grid over time and memory
     * the best is kept, and the front is said to be incomplete.
     */
    private static final int CELLS = 512;

    private final ModelId model;
    private final List<List<Choice>> blocks;
    private final int most;
    private boolean complete = true;

    private CompositionFront(ModelId model, List<List<Choice>> blocks, int most) {
        this.model = model;
        this.blocks = blocks;
        this.most = most;
    }

    /**
     * What a choice for a block adds to a composition.
     *
     * @param id the descendant
     * @param nanos of time
     * @param bytes of memory
     * @param drop of quality, or anything else that adds up and is the better the less there is of it
     */
    public record Choice(DescendantId id, double nanos, double bytes, double drop) {
        public Choice {
            Argument.require(
                    Double.isFinite(nanos) && Double.isFinite(bytes) && Double.isFinite(drop),
                    "What %s adds (%s, %s, %s) must be finite.",
                    id,
                    nanos,
                    bytes,
                    drop);
        }
    }

    /**
     * A composition and the sums over its choices.
     *
     * @param chain the composition
     * @param nanos of time
     * @param bytes of memory
     * @param drop of quality
     */
    public record Point(BlockChain chain, double nanos, double bytes, double drop) {}

    /**
     * A front.
     *
     * @param points the fastest first
     * @param complete whether these are all; a front that is too large is thinned out
     */
    public record Front(List<Point> points, boolean complete) {
        public Front {
            points = List.copyOf(points);
        }

        /** How many of the points no other beats in two of the sums alone. */
        public long count(ToDoubleFunction<Point> first, ToDoubleFunction<Point> second) {
            List<Point> sorted = new ArrayList<>(points);
            sorted.sort(Comparator.comparingDouble(first).thenComparingDouble(second));
            long count = 0;
            double best = Double.POSITIVE_INFINITY;
            for (Point point : sorted) {
                if (second.applyAsDouble(point) < best) {
                    best = second.applyAsDouble(point);
                    count++;
                }
            }
            return count;
        }

        /**
         * Points that differ by more than can be told apart, the best first: each is further than these distances from
         * every one that was kept before it, in one of the three sums.
         */
        public List<Point> distinct(double nanos, double bytes, double drop) {
            List<Point> sorted = new ArrayList<>(points);
            sorted.sort(Comparator.comparingDouble(Point::drop).thenComparingDouble(Point::nanos));
            List<Point> kept = new ArrayList<>();
            for (Point point : sorted) {
                boolean near = kept.stream()
                        .anyMatch(other -> Math.abs(other.nanos() - point.nanos()) <= nanos
                                && Math.abs(other.bytes() - point.bytes()) <= bytes
                                && Math.abs(other.drop() - point.drop()) <= drop);
                if (!near) {
                    kept.add(point);
                }
            }
            return kept;
        }
    }

    private record Node(@Nullable Node before, Choice choice, double nanos, double bytes, double drop) {}

    /**
     * The front of all compositions.
     *
     * @param blocks for each block what it may choose, at least one
     * @param most points to keep on the way and at the end
     */
    public static Front of(ModelId model, List<List<Choice>> blocks, int most) {
        Argument.require(
                !blocks.isEmpty() && blocks.stream().noneMatch(List::isEmpty),
                "Every block of %s must have a choice.",
                model);
        Argument.require(most >= 1, "The front of %s must hold at least 1 point, not %d.", model, most);
        CompositionFront front = new CompositionFront(model, blocks, most);
        List<Point> points =
                front.nodes().stream().map(node -> front.point(node)).toList();
        return new Front(points, front.complete);
    }

    private List<Node> nodes() {
        List<Node> front = new ArrayList<>();
        for (int place = 0; place < blocks.size(); place++) {
            List<Node> next = new ArrayList<>();
            for (Choice choice : blocks.get(place)) {
                if (place == 0) {
                    next.add(new Node(null, choice, choice.nanos(), choice.bytes(), choice.drop()));
                }
                for (Node node : front) {
                    next.add(new Node(
                            node,
                            choice,
                            node.nanos() + choice.nanos(),
                            node.bytes() + choice.bytes(),
                            node.drop() + choice.drop()));
                }
            }
            front = unbeaten(next);
            if (front.size() > most) {
                complete = false;
                front = thinned(front);
            }
        }
        return front;
    }

    private static List<Node> unbeaten(List<Node> nodes) {
        nodes.sort(Comparator.comparingDouble(Node::nanos)
                .thenComparingDouble(Node::bytes)
                .thenComparingDouble(Node::drop));
        TreeMap<Double, Double> stairs = new TreeMap<>();
        List<Node> unbeaten = new ArrayList<>();
        for (Node node : nodes) {
            Map.Entry<Double, Double> below = stairs.floorEntry(node.bytes());
            if (below == null || below.getValue() > node.drop()) {
                unbeaten.add(node);
                Map.Entry<Double, Double> above = stairs.ceilingEntry(node.bytes());
                while (above != null && above.getValue() >= node.drop()) {
                    stairs.remove(above.getKey());
                    above = stairs.ceilingEntry(node.bytes());
                }
                stairs.put(node.bytes(), node.drop());
            }
        }
        return unbeaten;
    }

    private List<Node> thinned(List<Node> front) {
        List<Node> thinned = front;
        for (int cells = CELLS; thinned.size() > most && cells >= 1; cells /= 2) {
            thinned = bestOfCells(front, cells);
        }
        return thinned;
    }

    private static List<Node> bestOfCells(List<Node> front, int cells) {
        double leastNanos = front.stream().mapToDouble(Node::nanos).min().orElse(0);
        double mostNanos = front.stream().mapToDouble(Node::nanos).max().orElse(0);
        double leastBytes = front.stream().mapToDouble(Node::bytes).min().orElse(0);
        double mostBytes = front.stream().mapToDouble(Node::bytes).max().orElse(0);
        Map<Long, Node> best = new HashMap<>();
        for (Node node : front) {
            long across = cell(node.nanos(), leastNanos, mostNanos, cells);
            long up = cell(node.bytes(), leastBytes, mostBytes, cells);
            best.merge(across * (cells + 1) + up, node, (one, other) -> other.drop() < one.drop() ? other : one);
        }
        Set<Node> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(best.values());
        return front.stream().filter(kept::contains).toList();
    }

    private static long cell(double value, double low, double high, int cells) {
        return high > low ? (long) ((value - low) / (high - low) * cells) : 0;
    }

    private Point point(Node last) {
        DescendantId[] choices = new DescendantId[blocks.size()];
        int place = blocks.size() - 1;
        for (Node node = last; node != null; node = node.before()) {
            choices[place--] = node.choice().id();
        }
        return new Point(new BlockChain(model, List.of(choices)), last.nanos(), last.bytes(), last.drop());
    }
}
