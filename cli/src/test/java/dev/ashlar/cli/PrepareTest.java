/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.block.ModelId;
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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preparing a small network, in one go and step by step: what is said, what stands in the store, and a second run. */
class PrepareTest {
    private static final ModelId NET = new ModelId("net");

    private final Path folder;
    private final Path store;
    private final Path network;

    PrepareTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store");
        this.network = folder.resolve("net.onnx");
    }

    @BeforeEach
    void writeNetwork() {
        Given.network(network);
    }

    @Test
    void cuttingAgainInTheSameWayKeepsDescendantsAndInAnotherGivesThemUp() {
        prepare().done();
        Map<String, String> before = FolderContent.of(store);

        Launch same = Launch.of("cut", "net", "--store", store, "--blocks", 4).done();
        assertThat(FolderContent.of(store)).isEqualTo(before);
        assertThat(same.err()).isEmpty();

        List<Integer> made = catalog().blocks().stream()
                .map(block -> block.descendants().size() - 1)
                .filter(count -> count > 0)
                .toList();
        Launch other = Launch.of("cut", "net", "--store", store, "--blocks", 2).done();
        assertThat(other.err().strip())
                .isEqualTo(
                        "ashlar: note: %d descendants of %d blocks of net were given up: it is cut in another way.",
                        made.stream().mapToInt(Integer::intValue).sum(), made.size());
        assertThat(Launch.of("cut", "net", "--store", store, "--blocks", 3)
                        .done()
                        .err())
                .as("nothing was lost")
                .isEmpty();
        Launch.of("cut", "net", "--store", store, "--blocks", 2).done();
        assertThat(catalog().blocks()).hasSizeBetween(1, 2);
        assertThat(catalog().blocks())
                .allSatisfy(block -> assertThat(block.descendants()).hasSize(1));
    }

    @Test
    void importingAnotherNetworkSaysWhatIsGivenUpForIt() {
        prepare().done();
        Given.network(network, OnnxNets.residual(2, 16, 16));

        assertThat(Launch.of("import", network, "--store", store).done().err())
                .contains("of net were given up: another network is in its place.");
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
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                assertThat(profile.find(block.id(), descendant.id())).isNotNull();
            }
        }
        assertThat(profile.baseQuality()).isBetween(0.0, 1.0);
        assertThat(launch.out()).contains("whole network").contains("on 3 images of");
        assertThat(launch.err()).contains("descend net: ").contains("profile net: 100 %");
        assertThat(launch.err().lines().filter(line -> line.startsWith("ashlar: note: ")))
                .as("once, though it is read for descendants and for the profile")
                .singleElement()
                .asString()
                .contains("11 of 11 images of pictures")
                .endsWith("11 are scaled to 16 x 16 pixels (width x height), 11 of them from 20 x 20.");
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
        assertThat(made(stepwise.load(NET))).isEqualTo(made(inOneGo));
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

    /** What was made of each block, kept or dropped: which of two is dropped for its time depends on the moment. */
    private static Map<BlockId, Set<DescendantId>> made(BlockCatalog catalog) {
        return catalog.blocks().stream().collect(Collectors.toMap(Block::id, block -> Stream.concat(
                        block.descendants().stream().map(Descendant::id),
                        block.dropped().stream().map(DroppedDescendant::id))
                .collect(Collectors.toSet())));
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
}
