/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import java.util.List;

/**
 * What was measured of some compositions of a network on some images.
 *
 * @param metric what quality means
 * @param images how many
 * @param base quality of the original
 * @param compositions in the order in which they were asked for
 */
public record Evaluation(String metric, int images, Estimate base, List<MeasuredChain> compositions) {
    public Evaluation {
        compositions = List.copyOf(compositions);
    }
}
