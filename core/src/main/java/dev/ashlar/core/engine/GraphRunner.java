/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import java.util.Collection;
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

    /** A graph ready to run. Safe for use by many threads; closing it while a run is under way is not. */
    interface LoadedGraph extends AutoCloseable {

        /**
         * Runs the graph once.
         *
         * @param inputs a tensor for every input of the graph
         * @param outputs which outputs to compute
         * @return a tensor for each of {@code outputs}
         */
        Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs);

        @Override
        void close();
    }
}
