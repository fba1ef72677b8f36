/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.util.List;

/**
 * Judges one answer of a network.
 *
 * <p><b>Threading</b>: implementations are immutable.
 */
public interface QualityMetric {

    /** The name it has in profiles and reports. */
    String name();

    /** Whether images with this truth can be judged. */
    boolean judges(Truth truth);

    /**
     * The quality of one answer, from 0 (useless) to 1 (perfect); the quality of a set is the mean.
     *
     * @param answer the outputs of the network that is judged, batch 1
     * @param original the outputs of the uncompressed network for the same image
     * @param truth what is known about the image
     */
    double score(List<Tensor> answer, List<Tensor> original, Truth truth);

    /**
     * The quality that answers reach which know nothing of the image.
     *
     * @param classes how many the network tells apart; 1 or more
     */
    default double chance(long classes) {
        return 0;
    }
}
