/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ashlar.blocks.onnx.Lookup;
import java.util.HashMap;
import java.util.Map;

/** Steps of the parameters of a network down their gradients, which are taken to zero with every step. */
@FunctionalInterface
public interface Descent {
    /*
     * State lives in the memory of the network, so it must be made where no scope is open. What a step allocates belongs
     * to the scope of the step.
     */
    double MOMENTUM = 0.9;

    /** One step. */
    void step(double rate);

    /** Kingma and Ba, Adam, ICLR 2015, with the usual decays. */
    static Descent adam(TorchNetwork network) {
        Map<String, NDList> means = new HashMap<>();
        network.parameters()
                .forEach((name, array) -> means.put(name, new NDList(array.zerosLike(), array.zerosLike())));
        int[] steps = {0};
        return rate -> {
            steps[0]++;
            double corrected = rate * Math.sqrt(1 - Math.pow(0.999, steps[0])) / (1 - Math.pow(0.9, steps[0]));
            network.parameters().forEach((name, array) -> {
                NDList state = new NDList(array, array.getGradient());
                state.addAll(Lookup.in(means, name));
                array.getNDArrayInternal()
                        .adamUpdate(
                                state,
                                new NDList(array),
                                (float) rate,
                                (float) corrected,
                                0,
                                1,
                                -1,
                                0.9f,
                                0.999f,
                                1e-8f,
                                true,
                                false);
            });
        };
    }

    /** Stochastic gradient descent with Nesterov's momentum, in the form that PyTorch has it. */
    static Descent nesterov(TorchNetwork network, double decay) {
        Map<String, NDArray> speeds = new HashMap<>();
        network.parameters().forEach((name, array) -> speeds.put(name, array.zerosLike()));
        return rate -> {
            network.parameters().forEach((name, array) -> {
                NDArray gradient = array.getGradient();
                NDArray slope = gradient.add(array.mul(decay));
                NDArray speed = Lookup.in(speeds, name);
                speed.muli(MOMENTUM).addi(slope);
                array.subi(slope.add(speed.mul(MOMENTUM)).mul(rate));
                gradient.subi(gradient);
            });
        };
    }
}
