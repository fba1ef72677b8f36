/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the offline stage on a small network: what it says, what stands in the store, and a second run. */
class OfflineCommandsTest {
    private static final ModelId NET = new ModelId("net");

    private final Path folder;
    private final Path store;
    private final Path network;

    OfflineCommandsTest(@TempDir Path folder) {
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
        assertThat(blocks).hasSizeBetween(4, 5);
        assertThat(blocks).allSatisfy(block -> assertThat(
                        files().file(NET, block.id(), block.original()).path())
                .exists());
        assertThat(launch.out().lines()).hasSize(1 + blocks.size());
        assertThat(launch.out()).startsWith("net: ").contains("in %d blocks".formatted(blocks.size()));
        assertThat(launch.out()).contains("b01").contains("elastic").contains("->");
    }

    @Test
    void cuttingAgainInTheSameWayKeepsDescendantsAndInAnotherGivesThemUp() {
        prepare().done();
        Map<String, String> before = FolderContent.of(store);

        Launch.of("cut", "net", "--store", store, "--blocks", 4).done();
        assertThat(FolderContent.of(store)).isEqualTo(before);

        Launch.of("cut", "net", "--store", store, "--blocks", 2).done();
        assertThat(catalog().blocks()).hasSizeBetween(1, 2);
        assertThat(catalog().blocks())
                .allSatisfy(block -> assertThat(block.descendants()).hasSize(1));
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

    @Test
    void preparesANetworkInOneGo() {
        Launch launch = prepare().done();

        BlockCatalog catalog = catalog();
        assertThat(catalog.blocks()).hasSizeBetween(2, 4);
        assertThat(catalog.blocks().stream().flatMap(block -> block.descendants().stream()))
                .extracting(Descendant::id)
                .contains(DescendantId.ORIGINAL, new DescendantId("keep-50"), new DescendantId("int8"));
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                assertThat(files().file(NET, block.id(), descendant).path()).exists();
                assertThat(launch.out()).contains(block.id() + "/" + descendant.id());
            }
        }
        ProfileSnapshot profile = profile();
        assertThat(profile.blocks())
                .hasSameSizeAs(catalog.blocks().stream()
                        .flatMap(block -> block.descendants().stream())
                        .toList());
        assertThat(profile.baseQuality()).isBetween(0.0, 1.0);
        assertThat(launch.out()).contains("whole network").contains("on 3 images of");
        assertThat(launch.err()).contains("descend net: ").contains("profile net: 100 %");
    }

    @Test
    void preparingAgainMakesNothingAnew() throws IOException {
        prepare().done();
        Map<String, String> before = content();
        List<Object> written = stamps();

        Launch again = prepare().done();

        assertThat(content()).isEqualTo(before);
        assertThat(stamps()).isEqualTo(written);
        assertThat(again.out()).contains("whole network");
    }

    @Test
    void theStepsOneByOneComeToTheSameBlocks() {
        prepare().done();
        BlockCatalog inOneGo = catalog();
        Path other = folder.resolve("other");

        Launch.of("import", network, "--store", other).done();
        Launch.of("cut", "net", "--store", other, "--blocks", 4).done();
        Launch descend = Launch.of(
                        "descend", "net", "--store", other, "--data", pictures(), "--keep", 0.5, "--samples", 8)
                .done();
        Launch profile = Launch.of(
                        "profile", "net", "--store", other, "--data", pictures(), "--rounds", 10, "--images", 3)
                .done();

        FileStore stepwise = FileStore.open(other);
        assertThat(stepwise.load(NET)).isEqualTo(inOneGo);
        assertThat(descend.out()).contains("feature error");
        assertThat(profile.out()).contains("whole network");
        assertThat(stepwise.find(NET, DeviceProbe.current())).isNotNull();
    }

    @Test
    void aDescendantThatIsMissingIsMadeAgainAloneAndAsItWas() throws IOException {
        prepare().done();
        Map<String, String> before = content();
        BlockCatalog catalog = catalog();
        Block last = catalog.blocks().get(catalog.blocks().size() - 1);
        List<Block> interrupted = Stream.concat(
                        catalog.blocks().stream().limit(catalog.blocks().size() - 1L),
                        Stream.of(last.with(List.of(last.original()), List.of())))
                .toList();
        files().save(catalog.withBlocks(interrupted));

        Launch.of("descend", "net", "--store", store, "--data", pictures(), "--keep", 0.5, "--samples", 8)
                .done();

        assertThat(content()).isEqualTo(before);
    }

    private Launch prepare() {
        return Launch.of(
                "prepare",
                network,
                "--store",
                store,
                "--data",
                pictures(),
                "--blocks",
                4,
                "--keep",
                0.5,
                "--samples",
                8,
                "--rounds",
                10,
                "--images",
                3);
    }

    private Path pictures() {
        Path pictures = folder.resolve("pictures");
        return Files.exists(pictures) ? pictures : Given.pictures(pictures, 16, 20);
    }

    private FileStore files() {
        return FileStore.open(store);
    }

    private BlockCatalog catalog() {
        return files().load(NET);
    }

    private ProfileSnapshot profile() {
        return Objects.requireNonNull(files().find(NET, DeviceProbe.current()));
    }

    /** What is in the store but profiles, which are measured anew, and caches. */
    private Map<String, String> content() {
        Map<String, String> content = FolderContent.of(store);
        content.keySet().removeIf(path -> path.startsWith(".cache") || path.startsWith("net/profiles/"));
        return content;
    }

    /** When and as which inode the ONNX files of the store were written. */
    private List<Object> stamps() throws IOException {
        try (Stream<Path> paths = Files.walk(store)) {
            List<Object> stamps = new java.util.ArrayList<>();
            for (Path path : (Iterable<Path>)
                    paths.filter(file -> file.toString().endsWith(".onnx")).sorted()::iterator) {
                stamps.add(path);
                stamps.add(Files.getLastModifiedTime(path));
                stamps.add(String.valueOf(
                        Files.readAttributes(path, "basic:fileKey").get("fileKey")));
            }
            return stamps;
        }
    }

    private static ai.onnx.proto.OnnxMl.ModelProto openSides() {
        OnnxNets net = OnnxNets.seeded(5);
        String x = net.relu(net.conv(net.input("input", -1, 3, -1, -1), 3, 16, 3, 1, 1));
        x = net.relu(net.conv(x, 16, 16, 3, 2, 1));
        String answer = net.gemm(net.flatten(net.globalAveragePool(x)), 16, 3);
        return net.output(answer, -1, 3).model();
    }
}
