/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.engine.ChainLayout.Port;
import dev.ashlar.engine.ChainLayout.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass of one frame through a chain. */
final class ChainRun implements LoadedChain.Run {
    /*
     * A tensor that one session writes is fed to the next as it is and closed after its last reader. Values are closed
     * one by one and the results that they came in never, because those would close them again.
     *
     * The network's outputs are written straight into tensors of the caller's supply where their shape is known
     * beforehand, and copied otherwise. ONNX Runtime refuses a buffer of another shape than what comes out (an output may
     * depend on the data, not only on the input's shape); then the segment is run again with a copy, and so is every later
     * run.
     */
    private final OrtChain chain;
    private final TensorSupply supply;
    private final List<@Nullable OnnxTensor> values;
    private final List<@Nullable Tensor> answers;
    private boolean inPlace;
    private int next;
    private boolean closed;

    /**
     * Begins a run.
     *
     * @param input the network's input, which the run closes
     * @param supply of tensors for the outputs
     * @param inPlace whether the outputs have the shapes of the catalog
     */
    ChainRun(OrtChain chain, OnnxTensor input, TensorSupply supply, boolean inPlace) {
        this.chain = chain;
        this.supply = supply;
        this.inPlace = inPlace;
        int slots = chain.layout().slots();
        values = Arrays.asList(new @Nullable OnnxTensor[slots]);
        answers = Arrays.asList(new @Nullable Tensor[slots]);
        values.set(ChainLayout.INPUT, input);
        if (chain.layout().outputs().contains(ChainLayout.INPUT)) {
            answers.set(ChainLayout.INPUT, OrtTensors.copy("input", input, supply));
        }
    }

    @Override
    public boolean advance() {
        if (closed) {
            throw new IllegalStateException(
                    "The run of %s is over: it was closed or failed. Maybe begin another.".formatted(chain.chain()));
        }
        if (next == chain.segments()) {
            return false;
        }
        Segment segment = chain.layout().segments().get(next);
        boolean computed = false;
        try {
            compute(segment, chain.session(next));
            computed = true;
        } catch (OrtException e) {
            throw EngineException.refused(
                    "to run block %s of %s".formatted(segment.blocks(), chain.chain()),
                    e,
                    "Maybe the input's shape is one that the network cannot take.");
        } finally {
            if (!computed) {
                close();
            }
        }
        next++;
        return next < chain.segments();
    }

    private void compute(Segment segment, OpenSession session) throws OrtException {
        Map<String, OnnxTensor> feeds = new HashMap<>();
        for (Port read : segment.reads()) {
            feeds.put(read.name(), Objects.requireNonNull(values.get(read.slot())));
        }
        Map<String, OnnxTensor> pinned = new HashMap<>();
        Set<String> requested = new HashSet<>();
        for (Port write : segment.writes()) {
            TensorSpec answer = write.answer();
            if (inPlace && answer != null) {
                pinned.put(write.name(), pin(write, answer));
            } else {
                requested.add(write.name());
            }
        }
        keep(segment, run(session, feeds, requested, pinned));
        for (int slot : segment.releases()) {
            OrtTensors.closeAll(Arrays.asList(values.set(slot, null)));
        }
    }

    private OnnxTensor pin(Port write, TensorSpec answer) throws OrtException {
        Tensor target = supply.take(answer.type(), answer.nominal());
        OnnxTensor pin = OrtTensors.wrap(target);
        values.set(write.slot(), pin);
        answers.set(write.slot(), target);
        return pin;
    }

    private OrtSession.Result run(
            OpenSession session, Map<String, OnnxTensor> feeds, Set<String> requested, Map<String, OnnxTensor> pinned)
            throws OrtException {
        try {
            return session.run(feeds, requested, pinned);
        } catch (OrtException e) {
            if (pinned.isEmpty() || e.getCode() != OrtErrorCode.ORT_INVALID_ARGUMENT) {
                throw e;
            }
        }
        OrtTensors.closeAll(pinned.values());
        requested.addAll(pinned.keySet());
        OrtSession.Result result = session.run(feeds, requested, Map.of());
        chain.copyAnswers();
        inPlace = false;
        return result;
    }

    /** Takes over what a segment has written. */
    private void keep(Segment segment, OrtSession.Result result) {
        Map<String, OnnxTensor> written = new HashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            written.put(entry.getKey(), (OnnxTensor) entry.getValue());
        }
        for (Port write : segment.writes()) {
            values.set(write.slot(), written.get(write.name()));
        }
        for (Port write : segment.writes()) {
            if (write.answer() != null && !inPlace) {
                OnnxTensor value = Objects.requireNonNull(written.get(write.name()));
                answers.set(write.slot(), OrtTensors.copy(write.name(), value, supply));
            }
        }
    }

    /** What the segment that was computed last has written, by name. */
    Map<String, Tensor> written(int segment) {
        Map<String, Tensor> written = new HashMap<>();
        for (Port write : chain.layout().segments().get(segment).writes()) {
            Tensor answer = answers.get(write.slot());
            OnnxTensor value = values.get(write.slot());
            if (answer != null) {
                written.put(write.name(), answer);
            } else if (value != null) {
                written.put(write.name(), OrtTensors.copy(write.name(), value));
            }
        }
        return written;
    }

    @Override
    public List<Tensor> outputs() {
        if (next < chain.segments()) {
            throw new IllegalStateException("The run of %s has %d of %d segments left. Maybe advance it to the end."
                    .formatted(chain.chain(), chain.segments() - next, chain.segments()));
        }
        List<Tensor> outputs = new ArrayList<>();
        for (int slot : chain.layout().outputs()) {
            outputs.add(Objects.requireNonNull(answers.get(slot)));
        }
        return outputs;
    }

    @Override
    public void close() {
        closed = true;
        OrtTensors.closeAll(values);
        values.replaceAll(value -> null);
    }
}
