/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.HashMap;
import java.util.Map;

/** Steps of a set of parameters down their gradients. */
final class Adam {
    /*
     * Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015. The means live as long as the parameters do,
     * in their memory; the native update takes the gradients to zero afterwards, for the next ones are added to them.
     */
    private static final float BETA_1 = 0.9f;
    private static final float BETA_2 = 0.999f;
    private static final float EPSILON = 1e-8f;
    private static final float UNCLIPPED = -1;

    private final Map<String, NDArray> parameters;
    private final Map<String, NDList> means = new HashMap<>();
    private int steps;

    /** Must be called where no scope is open, so that the means stay. */
    Adam(Map<String, NDArray> parameters) {
        this.parameters = parameters;
        parameters.forEach((name, array) -> means.put(name, new NDList(array.zerosLike(), array.zerosLike())));
    }

    void step(double rate) {
        steps++;
        double corrected = rate * Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps));
        parameters.forEach((name, array) -> {
            NDList state = new NDList(array, array.getGradient());
            state.addAll(means.getOrDefault(name, new NDList()));
            array.getNDArrayInternal()
                    .adamUpdate(
                            state,
                            new NDList(array),
                            (float) rate,
                            (float) corrected,
                            0,
                            1,
                            UNCLIPPED,
                            BETA_1,
                            BETA_2,
                            EPSILON,
                            true,
                            false);
        });
    }
}
