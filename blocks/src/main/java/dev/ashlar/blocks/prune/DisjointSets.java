/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import java.util.Arrays;

/** Sets of integers that grow together: union by size, path halving. */
final class DisjointSets {
    private int[] parent = new int[256];
    private int[] size = new int[256];
    private int count;

    /** Adds that many new elements, each in a set of its own; answers with the first. */
    int add(int elements) {
        int first = count;
        count += elements;
        if (count > parent.length) {
            int capacity = Math.max(count, 2 * parent.length);
            parent = Arrays.copyOf(parent, capacity);
            size = Arrays.copyOf(size, capacity);
        }
        for (int i = first; i < count; i++) {
            parent[i] = i;
            size[i] = 1;
        }
        return first;
    }

    /** The element that stands for the set of {@code element}. */
    int find(int element) {
        int at = element;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    void union(int left, int right) {
        int a = find(left);
        int b = find(right);
        if (a == b) {
            return;
        }
        if (size[a] < size[b]) {
            int swap = a;
            a = b;
            b = swap;
        }
        parent[b] = a;
        size[a] += size[b];
    }

    int count() {
        return count;
    }
}
