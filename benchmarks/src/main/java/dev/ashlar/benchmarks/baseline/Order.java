/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The order in which images are trained with. */
final class Order {
    private Order() {}

    /** Batches of one pass over {@code images}; a last one that is less than half full is left out. */
    static List<List<Integer>> batches(int images, int batch, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        List<List<Integer>> batches = new ArrayList<>();
        for (int from = 0; from < images; from += batch) {
            int to = Math.min(from + batch, images);
            if (from == 0 || to - from >= batch / 2) {
                batches.add(order.subList(from, to));
            }
        }
        return batches;
    }
}
