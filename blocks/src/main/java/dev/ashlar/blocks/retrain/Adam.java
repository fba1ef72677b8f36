/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ashlar.blocks.onnx.Lookup;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Steps of a set of parameters down their gradients. */
final class Adam {
    /*
     * Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015. The means live as long as the parameters do,
     * in their memory; the native update takes the gradients to zero afterwards, for the next ones are added to them.
     *
     * Adam moves every number by about the rate, whatever its gradient, and weights are the smaller the more inputs they
     * have. So the rate is a share of the root mean square of the array that it moves, as it was at the start (relative
     * step sizes: Shazeer and Stern, Adafactor, ICML 2018, section 8): the same for narrow layers and wide ones, which
     * an absolute one that suits the narrow first takes apart.
     */
    private static final double LEAST_SIZE = 1e-3;
    private static final float BETA_1 = 0.9f;
    private static final float BETA_2 = 0.999f;
    private static final float EPSILON = 1e-8f;
    private static final float UNCLIPPED = -1;

    /** Of gradients and of their squares. */
    private static final int MEANS = 2;

    private final Map<String, NDArray> parameters;
    private final Map<String, NDList> means = new HashMap<>();
    private final Map<String, Double> sizes = new HashMap<>();
    private int steps;

    /** Must be called where no scope is open, so that the means stay. */
    Adam(Map<String, NDArray> parameters) {
        this.parameters = parameters;
        parameters.forEach((name, array) -> {
            means.put(name, new NDList(array.zerosLike(), array.zerosLike()));
            sizes.put(name, Math.max(LEAST_SIZE, rootMeanSquare(array.toFloatArray())));
        });
    }

    /** @param share of the size of each array that its numbers move by */
    void step(double share) {
        steps++;
        double correction = Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps));
        parameters.forEach((name, array) -> {
            double rate = share * Lookup.in(sizes, name);
            NDList state = new NDList(array, array.getGradient());
            state.addAll(Lookup.in(means, name));
            array.getNDArrayInternal()
                    .adamUpdate(
                            state,
                            new NDList(array),
                            (float) rate,
                            (float) (rate * correction),
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

    /** Writes down all but the parameters. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(steps);
        for (int i = 0; i < MEANS; i++) {
            Map<String, float[]> values = new HashMap<>();
            for (Map.Entry<String, NDList> each : means.entrySet()) {
                values.put(each.getKey(), each.getValue().get(i).toFloatArray());
            }
            FloatArrays.write(values, out);
        }
    }

    /** Goes on where the same parameters were. */
    void read(DataInputStream in) throws IOException {
        steps = in.readInt();
        for (int i = 0; i < MEANS; i++) {
            for (Map.Entry<String, float[]> each : FloatArrays.read(in).entrySet()) {
                Lookup.in(means, each.getKey()).get(i).set(each.getValue());
            }
        }
    }

    private static double rootMeanSquare(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / Math.max(1, values.length));
    }
}
