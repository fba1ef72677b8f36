/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.ashlar.core.engine.GraphRunner.LoadedGraph;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.unit.Argument;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A whole graph in one session. */
final class OrtGraph implements LoadedGraph {
    private final OpenSession session;

    OrtGraph(OpenSession session) {
        this.session = session;
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs, TensorSupply supply) {
        Argument.require(
                inputs.keySet().equals(session.inputs().keySet()),
                "The inputs (%s) must be exactly those of the graph: %s.",
                inputs.keySet(),
                session.inputs().keySet());
        Argument.require(
                session.outputs().keySet().containsAll(outputs),
                "The outputs (%s) must be among those of the graph: %s. Maybe add the tensor to the graph's outputs.",
                outputs,
                session.outputs().keySet());
        return outputs.isEmpty() ? Map.of() : compute(inputs, new LinkedHashSet<>(outputs), supply);
    }

    private Map<String, Tensor> compute(Map<String, Tensor> inputs, Set<String> outputs, TensorSupply supply) {
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                feeds.put(input.getKey(), OrtTensors.wrap(input.getValue()));
            }
            try (OrtSession.Result result = session.run(feeds, outputs, Map.of())) {
                Map<String, Tensor> answer = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    answer.put(output.getKey(), OrtTensors.copy(output.getKey(), output.getValue(), supply));
                }
                return answer;
            }
        } catch (OrtException e) {
            throw EngineException.refused(
                    "to run the graph on " + inputs, e, "Maybe a shape or type does not fit what the graph declares.");
        } finally {
            OrtTensors.closeAll(feeds.values());
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
