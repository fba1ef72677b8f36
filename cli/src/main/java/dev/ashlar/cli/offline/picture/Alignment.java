/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** One of the four ways to align spots into columns, see {@link LayerColumns}. Arrays go by the index of spots. */
final class Alignment {
    private static final int BETWEEN = 16;

    private final List<List<Spot>> layers = new ArrayList<>();
    private final List<Spot> spots;
    private final boolean fromAbove;
    private final int sign;
    private final boolean byKind;
    private final Set<Long> conflicts;
    private final int[] root;
    private final int[] next;

    /**
     * @param fromAbove whether spots follow what stands above them, else below
     * @param toTheLeft whether columns are packed to the left
     * @param byKind whether operators stand in line with operators and bends with bends where they can
     * @param conflicts lines that are not to be straight
     */
    Alignment(
            List<List<Spot>> layers,
            List<Spot> spots,
            boolean fromAbove,
            boolean toTheLeft,
            boolean byKind,
            Set<Long> conflicts) {
        for (List<Spot> layer : layers) {
            List<Spot> turned = new ArrayList<>(layer);
            if (!toTheLeft) {
                Collections.reverse(turned);
            }
            this.layers.add(turned);
        }
        if (!fromAbove) {
            Collections.reverse(this.layers);
        }
        this.spots = spots;
        this.fromAbove = fromAbove;
        this.sign = toTheLeft ? 1 : -1;
        this.byKind = byKind;
        this.conflicts = conflicts;
        this.root = new int[spots.size()];
        this.next = new int[spots.size()];
    }

    /** The middle of every spot. */
    double[] columns() {
        Arrays.setAll(root, i -> i);
        Arrays.setAll(next, i -> i);
        layers.forEach(this::align);
        double[] x = packed();
        double[] columns = new double[root.length];
        Arrays.setAll(columns, i -> sign * x[root[i]]);
        return columns;
    }

    private void align(List<Spot> layer) {
        int taken = Integer.MIN_VALUE;
        for (Spot spot : layer) {
            List<Spot> leaders = leaders(spot);
            int v = spot.index();
            for (int m = (leaders.size() - 1) / 2; m >= 0 && m <= leaders.size() / 2 && m < leaders.size(); m++) {
                Spot leader = leaders.get(m);
                int place = sign * leader.place();
                if (next[v] == v && taken < place && !conflicts.contains(line(leader, spot))) {
                    next[leader.index()] = v;
                    root[v] = root[leader.index()];
                    next[v] = root[v];
                    taken = place;
                }
            }
        }
    }

    private long line(Spot leader, Spot spot) {
        return fromAbove ? LayerColumns.key(leader, spot, spots.size()) : LayerColumns.key(spot, leader, spots.size());
    }

    /** What a spot may stand in line with, the foremost first. */
    private List<Spot> leaders(Spot spot) {
        List<Spot> all = fromAbove ? spot.above() : spot.below();
        List<Spot> alike = all.stream().filter(other -> isAlike(spot, other)).toList();
        if (byKind) {
            all = alike.isEmpty()
                    ? all.stream().filter(this::leadsNoneOfItsKind).toList()
                    : alike;
        }
        return all.stream()
                .sorted(Comparator.comparingInt(other -> sign * other.place()))
                .toList();
    }

    private static boolean isAlike(Spot one, Spot other) {
        return one.isBend() == other.isBend();
    }

    private boolean leadsNoneOfItsKind(Spot leader) {
        return (fromAbove ? leader.below() : leader.above()).stream().noneMatch(other -> isAlike(leader, other));
    }

    /** Each column as far to one side as those before it allow, then back towards those behind it. */
    private double[] packed() {
        int n = root.length;
        List<List<int[]>> behind = new ArrayList<>(n);
        int[] waiting = new int[n];
        for (int i = 0; i < n; i++) {
            behind.add(new ArrayList<>(2));
        }
        for (List<Spot> layer : layers) {
            for (int i = 1; i < layer.size(); i++) {
                int from = root[layer.get(i - 1).index()];
                int to = root[layer.get(i).index()];
                behind.get(from).add(new int[] {to, distance(layer.get(i - 1), layer.get(i))});
                waiting[to]++;
            }
        }
        double[] x = new double[n];
        List<Integer> order = order(behind, waiting);
        for (int from : order) {
            for (int[] edge : behind.get(from)) {
                x[edge[0]] = Math.max(x[edge[0]], x[from] + edge[1]);
            }
        }
        for (int i = order.size() - 1; i >= 0; i--) {
            int from = order.get(i);
            double room = Double.POSITIVE_INFINITY;
            for (int[] edge : behind.get(from)) {
                room = Math.min(room, x[edge[0]] - edge[1]);
            }
            x[from] = room == Double.POSITIVE_INFINITY ? x[from] : Math.max(x[from], room);
        }
        return x;
    }

    /** All columns, each behind those that it must stand behind. */
    private static List<Integer> order(List<List<int[]>> behind, int[] waiting) {
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        List<Integer> order = new ArrayList<>(waiting.length);
        while (!ready.isEmpty()) {
            int from = ready.remove();
            order.add(from);
            for (int[] edge : behind.get(from)) {
                if (--waiting[edge[0]] == 0) {
                    ready.add(edge[0]);
                }
            }
        }
        return order;
    }

    /** How far apart the middles of two neighbours must be; even, so that halves are whole. */
    private static int distance(Spot left, Spot right) {
        int between = left.isBend() && right.isBend() ? BETWEEN / 2 : BETWEEN;
        return (left.width() + right.width() + 3) / 4 * 2 + between;
    }
}
