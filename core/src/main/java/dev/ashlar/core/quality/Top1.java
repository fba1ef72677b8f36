/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.util.List;

/** Share of images whose highest score belongs to the true class. */
public final class Top1 implements QualityMetric {

    @Override
    public String name() {
        return "top-1";
    }

    @Override
    public boolean judges(Truth truth) {
        return truth instanceof Truth.Label;
    }

    @Override
    public double score(List<Tensor> answer, List<Tensor> original, Truth truth) {
        int label = ((Truth.Label) truth).index();
        return answer.get(0).argMax() == label ? 1 : 0;
    }

    @Override
    public double chance(long classes) {
        return 1.0 / classes;
    }
}
