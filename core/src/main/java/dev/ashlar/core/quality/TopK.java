/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Argument;
import java.nio.FloatBuffer;
import java.util.List;

/** Share of images whose true class is among the so many highest scores. */
public final class TopK implements QualityMetric {
    private final int count;

    /** @param count how many scores, 1 or more */
    public TopK(int count) {
        Argument.require(count >= 1, "The number of scores (%d) must be at least 1. Maybe 5.", count);
        this.count = count;
    }

    @Override
    public String name() {
        return "top-" + count;
    }

    @Override
    public boolean judges(Truth truth) {
        return truth instanceof Truth.Label;
    }

    /** Equal scores count in the order of their classes; NaN never counts. */
    @Override
    public double score(List<Tensor> answer, List<Tensor> original, Truth truth) {
        int label = ((Truth.Label) truth).index();
        FloatBuffer scores = answer.get(0).floats();
        if (label >= scores.limit() || Float.isNaN(scores.get(label))) {
            return 0;
        }
        int before = 0;
        for (int i = 0; i < scores.limit(); i++) {
            before += scores.get(i) > scores.get(label) || (i < label && scores.get(i) == scores.get(label)) ? 1 : 0;
        }
        return before < count ? 1 : 0;
    }

    @Override
    public double chance(long classes) {
        return Math.min(1, (double) count / classes);
    }
}
