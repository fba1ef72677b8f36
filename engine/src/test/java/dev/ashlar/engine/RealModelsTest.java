/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of other people, each cut at random places. */
final class RealModelsTest {
    private final Path folder;

    RealModelsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({
        "FastestDet, 352",
        "light_resnet50, 224",
        "light_squeezenet, 224",
        "mlperftiny-resnet8-cifar10, 32",
        "mlperftiny-vww-mobilenetv1-0.25-96, 96",
        "npm-esrgan-slim-x2, 32",
        "npm-face-recognition-resnet-150, 150",
        "npm-tiny-face-detector-416, 416",
        "resnet18-half-cifar10jpeg, 32",
        "resnet20-cifar10jpeg-ft-bn, 32",
        "ultraface-version-slim-320, 320",
        "vgg8s-cifar10-bn, 32",
        "yunet_n_320, 320"
    })
    void areEqualWholeAndInBlocks(String name, int side) throws IOException {
        Path path = SharedData.require("models/" + name + ".onnx");
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(path));
        long seed = name.hashCode();
        Shape shape = inputShape(model, side);
        CutNet net = CutNet.random(model, shape, shape, 5, new Random(seed));
        Tensor input = Samples.input(shape, seed);
        List<Tensor> expected = net.runWhole(input);
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("cache"));
                OpenChain open = OpenChain.of(engine, net, net.write(folder))) {
            List<Tensor> actual = open.chain().run(input);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(Samples.distance(actual.get(i), expected.get(i)))
                        .as("seed %d, output %d", seed, i)
                        .isLessThan(1e-5);
            }
        }
    }

    private static Shape inputShape(ModelProto model, int side) {
        List<Long> declared =
                CutNet.inputOf(model.getGraph()).getType().getTensorType().getShape().getDimList().stream()
                        .map(dim -> dim.hasDimValue() ? dim.getDimValue() : Shape.FREE)
                        .toList();
        long[] dims = declared.stream().mapToLong(Long::longValue).toArray();
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] <= 0) {
                dims[axis] = axis == 0 ? 1 : axis == 1 && dims[3] != 3 ? 3 : side;
            }
        }
        return Shape.of(dims);
    }
}
