/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.util.List;

/**
 * Tells how far one answer of a network is off, on a scale that tells small changes apart where a {@link QualityMetric}
 * sees none.
 *
 * <p><b>Threading</b>: implementations are immutable.
 */
public interface Damage {

    /** The name it has in profiles and reports. */
    String name();

    /** Whether images with this truth can be judged. */
    boolean judges(Truth truth);

    /**
     * How far one answer is off; the damage of a set is the mean. What the original is off itself counts, so that of a
     * change the difference is what matters.
     *
     * @param answer the outputs of the network that is judged, batch 1
     * @param original the outputs of the uncompressed network for the same image
     * @param truth what is known about the image
     * @return finite
     */
    double of(List<Tensor> answer, List<Tensor> original, Truth truth);
}
