/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The predictor of DJL's engine for ONNX Runtime, one thread, tensors in and out. */
final class DjlContender implements Contender {
    /*
     * That engine makes the environment of ONNX Runtime with options of its own and fails if there is one already, so
     * it has to be loaded first. The alternative engine that it would look for is switched off.
     */
    private static final String NAME = "OnnxRuntime";

    private final ZooModel<NDList, NDList> model;
    private final Predictor<NDList, NDList> predictor;
    private final List<TensorSpec> outputs;

    DjlContender(Path file, BlockCatalog catalog) {
        this.outputs = catalog.outputs();
        try {
            this.model = Criteria.builder()
                    .setTypes(NDList.class, NDList.class)
                    .optEngine(NAME)
                    .optModelPath(file)
                    .optTranslator(new NoopTranslator())
                    .optOption("intraOpNumThreads", "1")
                    .optOption("interOpNumThreads", "1")
                    .build()
                    .loadModel();
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            throw new BenchmarkException("DJL cannot load %s (%s).".formatted(file, e), e);
        }
        this.predictor = model.newPredictor();
    }

    /** Loads the engine; before anything else uses ONNX Runtime in this process. */
    static void loadFirst() {
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        Engine.getEngine(NAME);
    }

    @Override
    public List<Tensor> run(Tensor input) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray array = manager.create(input.data(), new Shape(input.shape().toArray()), DataType.FLOAT32);
            NDList answers = predictor.predict(new NDList(array));
            answers.attach(manager);
            List<Tensor> copies = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                copies.add(copy(answers.get(i), outputs.get(i)));
            }
            return copies;
        } catch (TranslateException e) {
            throw new BenchmarkException("DJL cannot run the network (%s).".formatted(e), e);
        }
    }

    private static Tensor copy(NDArray array, TensorSpec spec) {
        ByteBuffer bytes = array.toByteBuffer();
        Tensor copy = Tensor.allocate(
                ElementType.FLOAT32,
                dev.ashlar.core.graph.Shape.of(array.getShape().getShape()));
        if (array.getDataType() != DataType.FLOAT32) {
            throw new BenchmarkException("The output %s must be float32.".formatted(spec.name()));
        }
        copy.data().put(bytes);
        return copy;
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
