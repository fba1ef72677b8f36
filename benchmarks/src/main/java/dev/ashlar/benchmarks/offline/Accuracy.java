/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.net.TorchNetwork;
import java.util.List;
import java.util.stream.IntStream;

/** The share of images that a network in training gets right. */
final class Accuracy {
    private static final int BATCH = 100;

    private Accuracy() {}

    static double of(TorchNetwork network, ImageTable images) {
        int right = 0;
        for (int from = 0; from < images.size(); from += BATCH) {
            List<Integer> rows = IntStream.range(from, Math.min(images.size(), from + BATCH))
                    .boxed()
                    .toList();
            float[] logits =
                    network.answers(Batch.of(images, rows)).values().iterator().next();
            int classes = logits.length / rows.size();
            for (int i = 0; i < rows.size(); i++) {
                right += greatest(logits, i * classes, classes)
                                == images.labels().get(rows.get(i))
                        ? 1
                        : 0;
            }
        }
        return (double) right / images.size();
    }

    private static int greatest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
