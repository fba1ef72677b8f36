/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Importing and cutting a small network: what is said, what stands in the store, and a second run. */
class ImportAndCutTest {
    private static final ModelId NET = new ModelId("net");

    private final Path folder;
    private final Path store;
    private final Path network;

    ImportAndCutTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store");
        this.network = folder.resolve("net.onnx");
    }

    @BeforeEach
    void writeNetwork() {
        Given.network(network);
    }

    @Test
    void importsANetworkAndSaysWhatItIs() {
        Launch launch = Launch.of("import", network, "--store", store).done();

        assertThat(launch.out())
                .matches("(?s)net: input \\?x3x16x16 at 1x3x16x16, \\d+ operators, \\d+\\.\\d M multiply-accumulates, "
                        + "answers with CLASSES\\R");
        assertThat(launch.err()).isEmpty();
        BlockCatalog catalog = catalog();
        assertThat(catalog.blocks()).isEmpty();
        assertThat(catalog.outputs().get(0).nominal().dim(1)).isEqualTo(10);
        assertThat(files().original(NET, catalog.source()).bytes()).isPositive();
        assertThat(FolderContent.of(store)).containsOnlyKeys("/", "net/", "net/model.json", "net/original.onnx");
    }

    @Test
    void importsUnderAnotherNameWithWhatTheFileDoesNotSay() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n\n bird \n");
        Path open = Given.network(folder.resolve("open.onnx"), openSides());

        Launch.of(
                        "import",
                        open,
                        "--store",
                        store,
                        "--name",
                        "Pets.v2",
                        "--input",
                        "2x3x24x40",
                        "--order",
                        "bgr",
                        "--scale",
                        1,
                        "--mean",
                        "1,2,3",
                        "--std",
                        "4",
                        "--output",
                        "values",
                        "--labels",
                        labels)
                .done();

        BlockCatalog catalog = files().load(new ModelId("Pets.v2"));
        assertThat(catalog.input().nominal()).hasToString("2x3x24x40");
        assertThat(catalog.labels()).containsExactly("cat", "dog", "bird");
        assertThat(catalog.outputKind()).hasToString("VALUES");
        assertThat(catalog.preprocessing().order()).isEqualTo(PixelFormat.BGR);
        assertThat(catalog.preprocessing().mean()).containsExactly(1.0, 2.0, 3.0);
        assertThat(catalog.preprocessing().std()).containsExactly(4.0, 4.0, 4.0);
    }

    @Test
    void importingAgainKeepsTheBlocksThatWereMade() {
        Launch.of("import", network, "--store", store).done();
        Launch.of("cut", "net", "--store", store).done();
        Map<String, String> before = FolderContent.of(store);

        Launch.of("import", network, "--store", store).done();

        assertThat(FolderContent.of(store)).isEqualTo(before);
        assertThat(catalog().blocks()).isNotEmpty();
    }

    @Test
    void importingAnotherNetworkOfTheSameNameReplacesIt() {
        Launch.of("import", network, "--store", store).done();
        Launch.of("cut", "net", "--store", store).done();
        BlockCatalog before = catalog();
        Given.network(network, OnnxNets.residual(2, 16, 16));

        Launch.of("import", network, "--store", store).done();

        assertThat(catalog().source()).isNotEqualTo(before.source());
        assertThat(catalog().blocks()).isEmpty();
        assertThat(files().original(NET, catalog().source()).path()).exists();
    }

    @Test
    void cutsAnImportedNetworkIntoBlocks() {
        Launch.of("import", network, "--store", store).done();

        Launch launch = Launch.of("cut", "net", "--store", store, "--blocks", 5).done();

        List<Block> blocks = catalog().blocks();
        assertThat(blocks).hasSizeBetween(3, 5).noneMatch(Block::isGlue);
        assertThat(blocks).allSatisfy(block -> assertThat(
                        files().file(NET, block.id(), block.original()).path())
                .exists());
        assertThat(launch.out().lines()).hasSize(1 + blocks.size());
        assertThat(launch.out()).startsWith("net: ").contains("in %d blocks".formatted(blocks.size()));
        assertThat(launch.out()).contains("b01").contains("elastic").contains("->");
    }

    @Test
    void looksAtAFileWithoutKeepingIt() throws IOException {
        Launch launch = Launch.of("cut", network, "--json", "--store", store).done();

        JsonNode cut = new ObjectMapper().readTree(launch.out());
        assertThat(cut.path("model").asText()).isEqualTo("net");
        assertThat(cut.path("macs").asLong()).isPositive();
        assertThat(cut.path("elasticShare").asDouble()).isBetween(0.5, 1.0);
        assertThat(cut.path("prunableShare").asDouble()).isBetween(0.01, 1.0);
        double shares = 0;
        for (JsonNode block : cut.path("blocks")) {
            assertThat(block.path("id").asText()).matches("b\\d\\d");
            assertThat(block.path("operators").asInt()).isPositive();
            assertThat(block.path("inputs").path(0).path("nominal").asText()).startsWith("1x");
            assertThat(block.path("outputs").path(0).path("name").asText()).isNotEmpty();
            shares += block.path("share").asDouble();
        }
        assertThat(shares).isBetween(0.999, 1.001);
        assertThat(cut.path("glue").isArray()).isTrue();
        assertThat(store).doesNotExist();
    }

    @Test
    void cuttingTwiceWritesEqualFiles() {
        Path second = folder.resolve("second");
        List.of(store, second).forEach(each -> {
            Launch.of("import", network, "--store", each).done();
            Launch.of("cut", "net", "--store", each).done();
        });
        Map<String, String> once = FolderContent.of(store);

        assertThat(FolderContent.of(second)).isEqualTo(once);
        Launch.of("cut", "net", "--store", store, "--blocks", 2).done();
        assertThat(FolderContent.of(store)).isNotEqualTo(once);
        Launch.of("cut", "net", "--store", store).done();
        assertThat(catalog()).isEqualTo(FileStore.open(second).load(NET));
    }

    @Test
    void cutsWhereAPinSays() throws IOException {
        Path pinned = folder.resolve("pinned.onnx");
        OnnxNets net = OnnxNets.seeded(3);
        String first = net.relu(net.conv(net.input("input", 1, 3, 16, 16), 3, 16, 3, 1, 1));
        String second = net.relu(net.conv(first, 16, 16, 3, 1, 1));
        String third = net.relu(net.conv(second, 16, 16, 3, 1, 1));
        Given.network(pinned, net.output(third, 1, 16, 16, 16).model());

        Launch launch = Launch.of("cut", pinned, "--json", "--blocks", 2, "--cut-at", first)
                .done();

        JsonNode blocks = new ObjectMapper().readTree(launch.out()).path("blocks");
        assertThat(blocks).hasSize(2);
        assertThat(blocks.path(0).path("outputs").path(0).path("name").asText()).isEqualTo(first);
    }

    private FileStore files() {
        return FileStore.open(store);
    }

    private BlockCatalog catalog() {
        return files().load(NET);
    }

    private static ai.onnx.proto.OnnxMl.ModelProto openSides() {
        OnnxNets net = OnnxNets.seeded(5);
        String x = net.relu(net.conv(net.input("input", -1, 3, -1, -1), 3, 16, 3, 1, 1));
        x = net.relu(net.conv(x, 16, 16, 3, 2, 1));
        String answer = net.gemm(net.flatten(net.globalAveragePool(x)), 16, 3);
        return net.output(answer, -1, 3).model();
    }
}
