/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Runs any ONNX graph and answers with any of its outputs by name: how the offline stage sees inside a network.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 *
 * <p><b>Failure</b>: a graph that cannot be loaded or run throws the engine's {@link dev.ashlar.core.AshlarException}
 * with what the engine said.
 */
public interface GraphRunner {

    /** Loads a graph; its outputs are those that the file names as outputs. */
    LoadedGraph load(byte[] onnx);

    /** Gets what a graph answers to one of many inputs. */
    @FunctionalInterface
    interface Reader {

        /**
         * Gets it.
         *
         * @param index of the input
         * @param answers by name
         */
        void read(int index, Map<String, Tensor> answers);
    }

    /** A graph ready to run. Safe for use by many threads; closing it while a run is under way is not. */
    interface LoadedGraph extends AutoCloseable {

        /**
         * Runs the graph once.
         *
         * @param inputs a tensor for every input of the graph
         * @param outputs which outputs to compute
         * @return a new tensor for each of {@code outputs}
         */
        default Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs) {
            return run(inputs, outputs, Tensor::allocate);
        }

        /**
         * Runs the graph once.
         *
         * @param inputs a tensor for every input of the graph
         * @param outputs which outputs to compute
         * @param supply where the tensors that are answered with come from
         * @return a tensor for each of {@code outputs}
         */
        Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs, TensorSupply supply);

        /**
         * Runs the graph for one after the other of many inputs, in memory that is written again.
         *
         * @param inputs for each run a tensor for every input of the graph
         * @param outputs which outputs to compute
         * @param reader gets the outputs of each run; they are lent to it until it returns
         */
        default void runEach(List<Map<String, Tensor>> inputs, Collection<String> outputs, Reader reader) {
            TensorPool pool = new TensorPool();
            for (int i = 0; i < inputs.size(); i++) {
                Map<String, Tensor> answers = run(inputs.get(i), outputs, pool);
                reader.read(i, answers);
                answers.values().forEach(Tensor::release);
            }
        }

        @Override
        void close();
    }
}
