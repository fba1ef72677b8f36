/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.util.List;

/** How improbable a classifier finds the true class: its negative logarithm, in nats, at most about 12. */
public final class CrossEntropy implements Damage {

    @Override
    public String name() {
        return "cross-entropy";
    }

    @Override
    public boolean judges(Truth truth) {
        return truth instanceof Truth.Label;
    }

    @Override
    public double of(List<Tensor> answer, List<Tensor> original, Truth truth) {
        double[] probabilities = Probabilities.of(answer.get(0));
        int label = ((Truth.Label) truth).index();
        return -Math.log(label < probabilities.length ? probabilities[label] : Probabilities.LEAST);
    }
}
