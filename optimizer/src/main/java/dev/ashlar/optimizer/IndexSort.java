/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

/** Orders numbers without boxing them. */
final class IndexSort {
    private IndexSort() {}

    /** The indices of the first {@code size} numbers, the smallest number first, equal ones by index. */
    static int[] ascending(double[] numbers, int size) {
        int[] from = new int[size];
        int[] to = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = i;
        }
        for (int width = 1; width < size; width *= 2) {
            for (int begin = 0; begin < size; begin += 2 * width) {
                int middle = Math.min(size, begin + width);
                int end = Math.min(size, begin + 2 * width);
                int left = begin;
                int right = middle;
                for (int i = begin; i < end; i++) {
                    boolean takesLeft = right == end || (left < middle && numbers[from[left]] <= numbers[from[right]]);
                    to[i] = takesLeft ? from[left++] : from[right++];
                }
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }
}
