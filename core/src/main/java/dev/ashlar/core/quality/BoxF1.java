/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Harmonic mean of precision and recall of the boxes decoded from a probability map, a box being right if it overlaps
 * a true one that no other has taken by at least one half (intersection over union).
 */
public final class BoxF1 implements QualityMetric {
    private static final double MATCH_IOU = 0.5;

    private final MapBoxes decoder;

    public BoxF1(MapBoxes decoder) {
        this.decoder = decoder;
    }

    @Override
    public String name() {
        return "box-f1";
    }

    @Override
    public boolean judges(Truth truth) {
        return truth instanceof Truth.Boxes;
    }

    @Override
    public double score(List<Tensor> answer, List<Tensor> original, Truth truth) {
        return f1(decoder.decode(answer.get(0)), ((Truth.Boxes) truth).boxes());
    }

    /** F1 of {@code found} against {@code truth}; 1 if both are empty. */
    static double f1(List<Box> found, List<Box> truth) {
        if (found.isEmpty() && truth.isEmpty()) {
            return 1;
        }
        List<Box> free = new ArrayList<>(truth);
        int right = 0;
        for (Box box : found) {
            Box best = null;
            for (Box candidate : free) {
                if (box.iou(candidate) >= MATCH_IOU && (best == null || box.iou(candidate) > box.iou(best))) {
                    best = candidate;
                }
            }
            if (best != null) {
                free.remove(best);
                right++;
            }
        }
        return 2.0 * right / (found.size() + truth.size());
    }
}
