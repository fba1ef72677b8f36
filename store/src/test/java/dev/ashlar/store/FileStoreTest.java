/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileStoreTest {
    private static final ModelId NET = new ModelId("net");
    private static final byte[] ONE = bytes("content one");
    private static final byte[] TWO = bytes("content two");

    private final Path root;
    private final FileStore store;

    FileStoreTest(@TempDir Path folder) {
        this.root = folder.resolve("store");
        this.store = FileStore.open(root);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void laysFilesOutAsTheDesignSays() {
        BlockFile original = store.putOriginal(NET, ONE);
        BlockFile half = store.put(NET, Catalogs.BLOCK, Catalogs.HALF, TWO);
        BlockCatalog catalog = Catalogs.of(NET, original.digest(), original, half);
        store.save(catalog);
        store.save(Catalogs.profile(catalog, 5));
        assertThat(root.resolve("net/model.json")).isRegularFile();
        assertThat(root.resolve("net/original.onnx")).hasBinaryContent(ONE);
        assertThat(root.resolve("net/blocks/b00/keep-50.onnx")).hasBinaryContent(TWO);
        assertThat(root.resolve("net/profiles/" + Catalogs.DEVICE.key() + ".json"))
                .isRegularFile();
        assertThat(store.cacheFolder()).isEqualTo(root.resolve(".cache")).doesNotExist();
    }

    @Test
    void handsOutWhatWasPut() {
        BlockFile original = store.putOriginal(NET, ONE);
        store.put(NET, Catalogs.BLOCK, DescendantId.ORIGINAL, ONE);
        BlockFile half = store.put(NET, Catalogs.BLOCK, Catalogs.HALF, TWO);
        BlockCatalog catalog = Catalogs.of(NET, original.digest(), original, half);
        store.save(catalog);

        FileStore other = FileStore.open(root);
        BlockCatalog loaded = other.load(NET);
        assertThat(loaded).isEqualTo(catalog);
        assertThat(other.original(NET, loaded.source())).isEqualTo(original);
        assertThat(other.file(NET, Catalogs.BLOCK, loaded.blocks().get(0).descendant(Catalogs.HALF)))
                .isEqualTo(half);
    }

    @Test
    void aStoreThatIsNotThereIsEmptyAndIsNotMade() {
        assertThat(store.models()).isEmpty();
        assertThatThrownBy(() -> store.load(NET))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("net", root.toString(), "Maybe");
        assertThat(root).doesNotExist();
    }

    @Test
    void refusesARootThatIsAFile() throws IOException {
        Files.write(root, ONE);
        assertThatThrownBy(() -> FileStore.open(root))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(root.toString());
    }

    @Test
    void listsModelsInOrderAndIgnoresWhatIsForeign() throws IOException {
        for (String name : List.of("zebra", "apple", "m-1.2_x")) {
            store.save(Catalogs.tiny(new ModelId(name)));
        }
        store.putOriginal(new ModelId("unfinished"), ONE);
        Files.createDirectories(root.resolve(".cache/model.json"));
        Files.createDirectories(root.resolve("no model here"));
        Files.writeString(root.resolve("no model here/model.json"), "{}");
        Files.createDirectories(root.resolve("con"));
        Files.writeString(root.resolve("con/model.json"), "{}");
        Files.createDirectories(root.resolve("folder/model.json"));
        Files.writeString(root.resolve("README.md"), "hello");
        assertThat(store.models()).extracting(ModelId::value).containsExactly("apple", "m-1.2_x", "zebra");
    }

    @Test
    void saysWhichNetworksThereAreWhenOneIsMissing() {
        store.save(Catalogs.tiny(new ModelId("resnet")));
        assertThatThrownBy(() -> store.load(NET))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Maybe one of [resnet]");
    }

    @Test
    void offersNoNetworkWhereThereIsNone() {
        assertThatThrownBy(() -> store.load(NET))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is empty")
                .hasMessageContaining("no network named " + NET)
                .hasMessageContaining("Maybe import it first")
                .hasMessageNotContaining("[]");
    }

    @Test
    void refusesAManifestThatWasMovedToAnotherName() throws IOException {
        store.save(Catalogs.tiny(NET));
        Files.move(root.resolve("net"), root.resolve("other"));
        assertThatThrownBy(() -> store.load(new ModelId("other")))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("another network (net)", "Maybe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"con", "NUL", "com1", "lpt9.x", "aux.net", "dot."})
    void refusesNamesThatSomeSystemCannotHave(String name) {
        assertThatThrownBy(() -> store.putOriginal(new ModelId(name), ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(name, "Maybe");
        assertThat(root).doesNotExist();
    }

    @Test
    void refusesNamesThatDifferOnlyInCase() {
        store.save(Catalogs.tiny(NET));
        store.put(NET, Catalogs.BLOCK, Catalogs.HALF, ONE);
        assertThatThrownBy(() -> store.save(Catalogs.tiny(new ModelId("Net"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("Net", "upper and lower case", "Maybe");
        assertThatThrownBy(() -> store.put(NET, new BlockId("B00"), Catalogs.HALF, ONE))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.put(NET, Catalogs.BLOCK, new DescendantId("KEEP-50"), ONE))
                .isInstanceOf(StoreException.class);
        assertThat(store.models()).containsExactly(NET);
    }

    @Test
    void keepsWhatTheManifestNamesUntilANewOneIsSaved() {
        BlockFile source = store.putOriginal(NET, ONE);
        BlockFile original = store.put(NET, Catalogs.BLOCK, DescendantId.ORIGINAL, ONE);
        BlockFile first = store.put(NET, Catalogs.BLOCK, Catalogs.HALF, ONE);
        BlockCatalog old = Catalogs.of(NET, source.digest(), original, first);
        store.save(old);

        BlockFile newSource = store.putOriginal(NET, TWO);
        BlockFile second = store.put(NET, Catalogs.BLOCK, Catalogs.HALF, TWO);
        assertThat(store.original(NET, source.digest()).path()).hasBinaryContent(ONE);
        assertThat(store.file(NET, Catalogs.BLOCK, old.blocks().get(0).descendant(Catalogs.HALF))
                        .path())
                .as("I8: what the manifest in force names is there")
                .hasBinaryContent(ONE);

        BlockCatalog next = Catalogs.of(NET, newSource.digest(), original, second);
        store.save(next);
        assertThat(store.file(NET, Catalogs.BLOCK, next.blocks().get(0).descendant(Catalogs.HALF)))
                .isEqualTo(second);
        assertThatThrownBy(() -> store.original(NET, source.digest()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was replaced");
        assertThat(StoreLayout.entries(root.resolve("net"))).hasSize(3);
        assertThat(StoreLayout.entries(root.resolve("net/blocks/b00"))).hasSize(2);
    }

    @Test
    void aSecondChangeOfMindKeepsWhatTheManifestNames() {
        BlockFile source = store.putOriginal(NET, ONE);
        store.save(Catalogs.of(NET, source.digest(), store.put(NET, Catalogs.BLOCK, DescendantId.ORIGINAL, ONE)));
        for (byte[] other : List.of(TWO, bytes("three"), ONE, TWO)) {
            store.putOriginal(NET, other);
            assertThat(store.original(NET, source.digest()).path()).hasBinaryContent(ONE);
        }
        store.putOriginal(NET, ONE);
        store.save(store.load(NET));
        assertThat(StoreLayout.entries(root.resolve("net")))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("blocks", "model.json", "original.onnx");
    }

    @Test
    void storesEqualContentOnce() throws IOException {
        ModelId other = new ModelId("other");
        Path one = store.putOriginal(NET, ONE).path();
        Path two = store.putOriginal(other, ONE).path();
        Path three = store.put(other, Catalogs.BLOCK, Catalogs.HALF, ONE).path();
        assertThat(Files.getAttribute(one, "unix:nlink")).isEqualTo(3);
        assertThat(Files.readAttributes(two, BasicFileAttributes.class).fileKey())
                .isEqualTo(Files.readAttributes(one, BasicFileAttributes.class).fileKey());
        store.put(other, Catalogs.BLOCK, Catalogs.HALF, TWO);
        assertThat(one).as("a write never goes through a link").hasBinaryContent(ONE);
        assertThat(two).hasBinaryContent(ONE);
        assertThat(three).hasBinaryContent(TWO);
    }

    @Test
    void doesNotLinkToContentThatIsDamaged() throws IOException {
        Path one = store.putOriginal(NET, ONE).path();
        Files.write(one, bytes("content 0ne"));
        BlockFile two = store.putOriginal(new ModelId("other"), ONE);
        assertThat(two.path()).hasBinaryContent(ONE);
        assertThat(store.original(new ModelId("other"), two.digest()).path()).hasBinaryContent(ONE);
    }

    @Test
    void puttingTheSameContentAgainWritesNothing() throws IOException {
        Path path = store.putOriginal(NET, ONE).path();
        Object before = Files.getAttribute(path, "unix:ino");
        store.putOriginal(NET, ONE);
        assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(before);
        assertThat(StoreLayout.entries(root.resolve("net"))).hasSize(1);
    }

    @Test
    void puttingOverADamagedFileRepairsIt() throws IOException {
        BlockFile file = store.putOriginal(NET, ONE);
        Files.write(file.path(), bytes("damaged"));
        assertThat(store.putOriginal(NET, ONE)).isEqualTo(file);
        assertThat(store.original(NET, file.digest())).isEqualTo(file);
    }

    @Test
    void aProfileIsFoundOnItsDeviceAlone() {
        ProfileSnapshot profile = Catalogs.profile(Catalogs.tiny(NET), 5);
        store.save(profile);
        Device other = new Device("Other CPU", 2, 4L << 30, List.of());
        assertThat(store.find(NET, Catalogs.DEVICE)).isEqualTo(profile);
        assertThat(store.find(NET, other)).isNull();
        assertThat(store.find(new ModelId("none"), other)).isNull();
    }

    @Test
    void refusesAProfileThatWasCopiedFromAnotherDevice() throws IOException {
        store.save(Catalogs.profile(Catalogs.tiny(NET), 5));
        Device other = new Device("Other CPU", 2, 4L << 30, List.of());
        Path folder = root.resolve("net/profiles");
        Files.move(folder.resolve(Catalogs.DEVICE.key() + ".json"), folder.resolve(other.key() + ".json"));
        assertThatThrownBy(() -> store.find(NET, other))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(other.key(), Catalogs.DEVICE.key(), "Maybe");
    }
}
