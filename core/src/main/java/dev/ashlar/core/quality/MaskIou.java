/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Intersection over union of the places that a probability map marks and those that the original's marks, above one
 * half; 1 if neither marks any.
 */
public final class MaskIou implements QualityMetric {
    private static final float THRESHOLD = 0.5f;

    @Override
    public String name() {
        return "mask-iou";
    }

    @Override
    public boolean judges(Truth truth) {
        return true;
    }

    @Override
    public double score(List<Tensor> answer, List<Tensor> original, Truth truth) {
        FloatBuffer mine = answer.get(0).floats();
        FloatBuffer theirs = original.get(0).floats();
        long common = 0;
        long all = 0;
        for (int i = 0; i < theirs.limit(); i++) {
            boolean marked = mine.get(i) > THRESHOLD;
            boolean wanted = theirs.get(i) > THRESHOLD;
            common += marked && wanted ? 1 : 0;
            all += marked || wanted ? 1 : 0;
        }
        return all == 0 ? 1 : (double) common / all;
    }
}
