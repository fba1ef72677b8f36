/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.SharedData;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real networks, imported, cut and chained again: the chain of originals must answer as the file does. */
class RealModelsTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "FastestDet.onnx, 0.95",
        "light_resnet50.onnx, 0.95",
        "light_squeezenet.onnx, 0.95",
        "light_vgg19.onnx, 0.95",
        "mlperftiny-resnet8-cifar10.onnx, 0.99",
        "mlperftiny-vww-mobilenetv1-0.25-96.onnx, 0.9",
        "npm-esrgan-slim-x2.onnx, 0.99",
        "npm-face-recognition-resnet-150.onnx, 0.99",
        "npm-tiny-face-detector-416.onnx, 0.9",
        "resnet18-half-cifar10jpeg.onnx, 0.95",
        "resnet20-cifar10jpeg-ft-bn.onnx, 0.95",
        "ultraface-version-slim-320.onnx, 0.9",
        "vgg8s-cifar10-bn.onnx, 0.95",
        "yunet_n_320.onnx, 0.9"
    })
    void sharedNetworksSurviveCuttingAndChaining(String file, double elasticShare) {
        check(SharedData.require("models/" + file), null, elasticShare);
    }

    @ParameterizedTest
    @CsvSource({
        "ch_ppocr_mobile_v2.0_cls_infer.onnx, 48, 192, 0.99",
        "ch_PP-OCRv3_det_infer.onnx, 160, 224, 0.95",
        "ch_PP-OCRv4_det_infer.onnx, 160, 224, 0.95",
        "ch_PP-OCRv3_rec_infer.onnx, 48, 320, 0.3",
        "ch_PP-OCRv4_rec_infer.onnx, 48, 320, 0.3"
    })
    void textNetworksSurviveCuttingAndChaining(String file, int height, int width, double elasticShare)
            throws IOException {
        Path copy = folder.resolve(file);
        try (InputStream in =
                Objects.requireNonNull(RealModelsTest.class.getResourceAsStream("/models/" + file), file)) {
            Files.copy(in, copy);
        }
        check(copy, Shape.of(1, 3, height, width), elasticShare);
    }

    private void check(Path file, @org.jspecify.annotations.Nullable Shape nominal, double elasticShare) {
        ImportOptions options = new ImportOptions(new ModelId("m"), nominal, null, null, List.of());
        ImportedModel model = new ModelImporter(runner).read(file, options);
        FileStore store = FileStore.open(folder.resolve("store"));
        BlockCatalog catalog = ModelCutter.save(model, ModelCutter.cut(model, CutOptions.DEFAULT), store);
        assertThat(catalog.blocks()).hasSizeBetween(3, 10);
        assertThat(catalog.elasticShare()).isGreaterThan(elasticShare);
        Tensor image = Graphs.random(1, catalog.input().nominal().toArray());
        List<Tensor> answers = chain(catalog, store, image);
        Map<String, Tensor> expected;
        try (GraphRunner.LoadedGraph original = runner.load(readAll(file))) {
            expected = original.run(
                    Map.of(catalog.input().name(), image),
                    catalog.outputs().stream().map(output -> output.name()).toList());
        }
        for (int i = 0; i < answers.size(); i++) {
            Tensor whole =
                    Objects.requireNonNull(expected.get(catalog.outputs().get(i).name()));
            assertThat(answers.get(i).shape()).isEqualTo(whole.shape());
            assertThat(Graphs.relativeError(answers.get(i), whole))
                    .as(catalog.outputs().get(i).name())
                    .isLessThan(1e-5);
        }
    }

    private List<Tensor> chain(BlockCatalog catalog, FileStore store, Tensor image) {
        List<LoadedBlock> open = new ArrayList<>();
        try (BlockEngine engine = OrtBlockEngine.open(store.cacheFolder())) {
            for (Block block : catalog.blocks()) {
                open.add(engine.open(store.file(catalog.model(), block.id(), block.original())));
            }
            try (LoadedChain chain = engine.join(catalog, catalog.originalChain(), open)) {
                return chain.run(image);
            } finally {
                open.forEach(LoadedBlock::close);
            }
        }
    }

    private static byte[] readAll(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
