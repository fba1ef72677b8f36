/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OrtException;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.unit.Argument;

/** Runs any ONNX graph on ONNX Runtime, with all its optimisations. */
public final class OrtGraphRunner implements GraphRunner {
    private static final String ADVICE =
            "Maybe an operator is newer than ONNX Runtime %s, or the file was damaged; try to export it again.";

    private final int intraOpThreads;

    /** A runner that computes each run on the calling thread alone. */
    public OrtGraphRunner() {
        this(1);
    }

    /**
     * A runner that computes each run on several threads.
     *
     * @param intraOpThreads at least 1; the calling thread is one of them
     */
    public OrtGraphRunner(int intraOpThreads) {
        this.intraOpThreads = requireThreads(intraOpThreads);
    }

    static int requireThreads(int intraOpThreads) {
        Argument.require(
                intraOpThreads >= 1 && intraOpThreads <= 1024,
                "The number of threads (%d) must lie between 1 and 1024. Maybe 1, and several runs at once.",
                intraOpThreads);
        return intraOpThreads;
    }

    @Override
    public LoadedGraph load(byte[] onnx) {
        CheckedModel.require("graph", onnx);
        try {
            return new OrtGraph(OpenSession.optimising("graph", onnx, intraOpThreads));
        } catch (OrtException e) {
            throw EngineException.refused("to load the graph", e, ADVICE.formatted(OrtRuntime.version()));
        }
    }
}
