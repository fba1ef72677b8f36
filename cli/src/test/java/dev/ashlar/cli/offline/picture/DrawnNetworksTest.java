/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.cli.Given;
import dev.ashlar.cli.Launch;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ashlar cut --picture} on whole networks. */
class DrawnNetworksTest {
    private static final Path DOCUMENTED = Path.of("..", "docs", "pictures", "pyramid.svg");

    private final Path folder;
    private final Path store;
    private final Path network;

    DrawnNetworksTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store");
        this.network = Given.network(folder.resolve("pyramid.onnx"), pyramid());
    }

    private Launch draw(Object what, Path picture, Object... options) {
        Object[] args = new Object[6 + options.length];
        System.arraycopy(new Object[] {"cut", what, "--store", store, "--picture", picture}, 0, args, 0, 6);
        System.arraycopy(options, 0, args, 6, options.length);
        return Launch.of(args);
    }

    @Test
    void theFileAndTheNetworkImportedFromItHaveOnePicture() throws IOException {
        Launch.of("import", network, "--store", store).done();

        draw(network, folder.resolve("file.svg")).done();
        draw("pyramid", folder.resolve("model.svg")).done();

        assertThat(folder.resolve("model.svg")).hasSameTextualContentAs(folder.resolve("file.svg"));
        ReadPicture.of(Files.readString(folder.resolve("file.svg"))).requireTidy("pyramid");
    }

    @Test
    void aPageTakesThePlaceOfWhatStoodThere() throws IOException {
        Path page = Given.text(folder.resolve("Pyramid.HTML"), "something long ".repeat(100_000));

        Launch launch = draw(network, page, "--json").done();

        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(new ObjectMapper().readTree(launch.out()).path("blocks")).isNotEmpty();
        assertThat(launch.err()).isEmpty();
        assertThat(store).doesNotExist();
    }

    @Test
    void aPictureThatCannotBeWrittenIsRefusedBeforeAnythingIsDone() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken.svg"));
        for (Path picture : new Path[] {folder.resolve("absent/net.svg"), network.resolve("net.svg"), taken}) {
            Launch launch = draw(folder.resolve("absent.onnx"), picture);

            assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE);
            assertThat(launch.err()).contains("The picture (" + picture + ")").contains("Maybe ");
        }
    }

    @Test
    void aNetworkThatIsRefusedLeavesTheOldPicture() {
        Path picture = Given.text(folder.resolve("net.svg"), "old");

        Launch launch = draw(network, picture, "--cut-at", "nowhere");

        assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(picture).hasContent("old");
    }

    @Test
    void theDocumentsShowThisNetwork() throws IOException {
        Path fresh = Files.createDirectories(Path.of("target", "pictures")).resolve("pyramid.svg");
        draw(network, fresh, "--blocks", 7).done();
        ReadPicture drawn = ReadPicture.of(Files.readString(fresh));

        ReadPicture shown = ReadPicture.of(Files.readString(DOCUMENTED));

        assertThat(shown.operators())
                .as("%s is drawn anew as %s", DOCUMENTED, fresh.toAbsolutePath())
                .extracting(ReadPicture.Box::name)
                .containsExactlyInAnyOrderElementsOf(
                        drawn.operators().stream().map(ReadPicture.Box::name).toList());
        assertThat(DOCUMENTED).satisfies(file -> assertThat(Files.size(file)).isLessThan(100_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FastestDet",
                "light_squeezenet",
                "npm-tiny-face-detector-416",
                "resnet20-cifar10jpeg-ft-bn",
                "yunet_n_320"
            })
    void realNetworksAreDrawnTidily(String name) throws IOException {
        Path picture = folder.resolve("real.svg");

        draw(SharedData.require("models/" + name + ".onnx"), picture).done();

        ReadPicture read = ReadPicture.of(Files.readString(picture));
        assertThat(read.operators()).hasSizeGreaterThan(10);
        assertThat(read.blocks()).hasSizeGreaterThan(3);
        read.requireTidy(name);
    }

    /** Residual, inception and squeeze-excite structures, a feature pyramid and two outputs. */
    private static ModelProto pyramid() {
        OnnxNets net = OnnxNets.seeded(1);
        String stem = net.relu(net.conv(net.input("image", 1, 3, 96, 96), 3, 16, 3, 2, 1));
        String wide = net.relu(net.conv(stem, 16, 32, 3, 2, 1));
        String residual =
                net.relu(net.plus(net.conv(net.relu(net.conv(wide, 32, 32, 3, 1, 1)), 32, 32, 3, 1, 1), wide));
        String fine = inception(net, residual);
        String half = net.relu(net.conv(fine, 48, 64, 3, 2, 1));
        String excited = excited(net, net.relu(net.conv(half, 64, 64, 3, 1, 64)));
        String deep = net.relu(net.conv(net.relu(net.conv(excited, 64, 96, 1, 1, 1)), 96, 96, 3, 1, 1));
        String scales = net.constant(new float[] {1, 1, 2, 2}, 4);
        String up = net.op("Resize", net.relu(net.conv(deep, 96, 32, 1, 1, 1)), "", scales);
        String joined = net.relu(net.conv(net.plus(up, net.conv(fine, 48, 32, 1, 1, 1)), 32, 48, 3, 1, 1));
        String classes = net.op("Sigmoid", net.conv(joined, 48, 4, 1, 1, 1));
        String boxes = net.conv(net.relu(net.conv(joined, 48, 32, 3, 1, 1)), 32, 8, 1, 1, 1);
        return net.output(classes, 1, 4, 24, 24).output(boxes, 1, 8, 24, 24).model();
    }

    private static String inception(OnnxNets net, String in) {
        String narrow = net.relu(net.conv(in, 32, 16, 1, 1, 1));
        String broad = net.relu(net.conv(net.relu(net.conv(in, 32, 16, 1, 1, 1)), 16, 32, 3, 1, 1));
        return net.concat(narrow, broad);
    }

    private static String excited(OnnxNets net, String in) {
        String squeezed = net.relu(net.conv(net.globalAveragePool(in), 64, 16, 1, 1, 1));
        return net.op("Mul", in, net.op("Sigmoid", net.conv(squeezed, 16, 64, 1, 1, 1)));
    }
}
