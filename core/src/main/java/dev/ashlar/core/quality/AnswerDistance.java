/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** The relative error of the answer's numbers against the original's as they are, at most 2; needs no truth. */
public final class AnswerDistance implements Damage {
    private static final double MOST = 2;

    @Override
    public String name() {
        return "distance";
    }

    @Override
    public boolean judges(Truth truth) {
        return true;
    }

    @Override
    public double of(List<Tensor> answer, List<Tensor> original, Truth truth) {
        double sum = 0;
        for (int i = 0; i < original.size(); i++) {
            FloatBuffer mine = answer.get(i).floats();
            sum += Math.min(MOST, Agreement.relativeError(mine, original.get(i).floats()));
        }
        return sum / original.size();
    }
}
