/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which the world breaks ends in a {@link StoreException} that names the file and advises. */
final class DamagedStoreTest {
    private static final ModelId NET = new ModelId("net");
    private static final byte[] CONTENT = "weights, weights".getBytes(StandardCharsets.UTF_8);

    private final Path outside;
    private final Path root;
    private final Path manifest;
    private final Path halfFile;
    private final FileStore store;

    DamagedStoreTest(@TempDir Path folder) {
        this.outside = folder.resolve("outside");
        this.root = folder.resolve("store");
        this.manifest = root.resolve("net/model.json");
        this.halfFile = root.resolve("net/blocks/b00/keep-50.onnx");
        this.store = FileStore.open(root);
    }

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(outside);
        BlockFile original = store.put(NET, Catalogs.BLOCK, DescendantId.ORIGINAL, new byte[] {1});
        BlockFile half = store.put(NET, Catalogs.BLOCK, Catalogs.HALF, CONTENT);
        BlockCatalog catalog =
                Catalogs.of(NET, store.putOriginal(NET, new byte[] {2}).digest(), original, half);
        store.save(catalog);
        store.save(Catalogs.profile(catalog, 5));
    }

    private static AbstractThrowableAssert<?, ?> refused(Path file, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(file.toString(), "Maybe");
    }

    private Path half() {
        Descendant half = store.load(NET).blocks().get(0).descendant(Catalogs.HALF);
        return store.file(NET, Catalogs.BLOCK, half).path();
    }

    private void rewrite(String from, String to) throws IOException {
        String text = Files.readString(manifest);
        assertThat(text).contains(from);
        Files.writeString(manifest, text.replace(from, to));
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(halfFile);
        refused(halfFile, this::half).hasMessageContainingAll("net/b00/keep-50", "missing");
        refused(root.resolve("net/original.onnx"), () -> {
            Files.delete(root.resolve("net/original.onnx"));
            store.original(NET, store.load(NET).source());
        });
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        Files.write(halfFile, Arrays.copyOf(CONTENT, 5));
        refused(halfFile, this::half).hasMessageContainingAll("damaged", "5 bytes");
    }

    @Test
    void aFlippedBitIsNoticedByTheStoreThatVerifiedTheFileBefore() throws IOException {
        assertThat(half()).isEqualTo(halfFile);
        byte[] flipped = CONTENT.clone();
        flipped[3] ^= 16;
        Files.write(halfFile, flipped);
        refused(halfFile, this::half).hasMessageContaining("damaged");
    }

    @Test
    void aFolderInPlaceOfAFileIsNamed() throws IOException {
        Files.delete(halfFile);
        Files.createDirectory(halfFile);
        refused(halfFile, this::half);
        Files.delete(manifest);
        Files.createDirectory(manifest);
        refused(manifest, () -> store.load(NET));
    }

    @Test
    void garbageIsNoManifest() throws IOException {
        for (String garbage :
                new String[] {"", " ", "\0\0\0", "[]", "null", "12", "{", "{}", "{\"formatVersion\":1}", "{} {}"}) {
            Files.writeString(manifest, garbage);
            refused(manifest, () -> store.load(NET));
        }
    }

    @Test
    void aManifestOfANewerFormatIsLeftToANewerProgram() throws IOException {
        rewrite("\"formatVersion\": 1", "\"formatVersion\": 2, \"unheard\": [ 1 ]");
        refused(manifest, () -> store.load(NET)).hasMessageContainingAll("newer", "format is 2", "update Ashlar");
    }

    @Test
    void anUnknownFieldIsNamedWithItsPlace() throws IOException {
        rewrite("\"recipe\": \"test\"", "\"recipe\": \"test\", \"speed\": 9");
        refused(manifest, () -> store.load(NET)).hasMessageContaining("$.blocks[0].descendants[1].speed");
    }

    @Test
    void aValueOfTheWrongKindIsNamedWithItsPlace() throws IOException {
        rewrite("\"macs\": 500", "\"macs\": 500.5");
        refused(manifest, () -> store.load(NET)).hasMessageContaining("$.blocks[0].descendants[1].macs (500.5)");
    }

    @Test
    void aValueThatBreaksARuleIsNamedWithItsPlace() throws IOException {
        rewrite("\"keep\": 0.5", "\"keep\": 1.5");
        refused(manifest, () -> store.load(NET))
                .hasMessageContainingAll("$.blocks[0].descendants[1].compressions[0]", "1.5");
    }

    @Test
    void aKindOfCompressionOfANewerVersionIsNamed() throws IOException {
        rewrite("\"kind\": \"channel-pruning\"", "\"kind\": \"winding\"");
        refused(manifest, () -> store.load(NET))
                .hasMessageContainingAll("$.blocks[0].descendants[1].compressions[0]", "winding", "newer");
    }

    @Test
    void aNumberBeyondAllNumbersIsRefused() throws IOException {
        rewrite("\"featureError\": 0.1", "\"featureError\": 1e999999");
        refused(manifest, () -> store.load(NET)).hasMessageContaining("finite");
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() throws IOException {
        rewrite("\"id\": \"keep-50\"", "\"id\": \"../../../outside/x\"");
        refused(manifest, () -> store.load(NET)).hasMessageContaining("$.blocks[0].descendants[1].id");
    }

    @Test
    void namesThatDifferOnlyInCaseAreRefused() throws IOException {
        rewrite("\"id\": \"keep-50\"", "\"id\": \"Original\"");
        refused(manifest, () -> store.load(NET)).hasMessageContaining("upper and lower case");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() throws IOException {
        rewrite("\"operators\": 7", "\"operators\": 7, \"operators\": 8");
        refused(manifest, () -> store.load(NET));
    }

    @Test
    void aHugeDocumentIsRefusedBeforeItIsRead() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(manifest.toFile(), "rw")) {
            file.setLength(JsonFormat.MAX_BYTES + 1L);
        }
        refused(manifest, () -> store.load(NET)).hasMessageContaining("at most");
    }

    @Test
    void aDocumentOfTooManyPiecesIsRefused() throws IOException {
        Files.writeString(manifest, "{\"formatVersion\":1,\"x\":[" + "{},".repeat(2_000_000) + "0]}");
        refused(manifest, () -> store.load(NET));
    }

    @Test
    void aDeepDocumentIsRefused() throws IOException {
        for (String bracket : new String[] {"[", "{\"a\":"}) {
            Files.writeString(manifest, bracket.repeat(1_000_000));
            refused(manifest, () -> store.load(NET));
        }
    }

    @Test
    void linksThatLeadOutsideAreRefused() throws IOException {
        Path secret = Files.write(outside.resolve("x.onnx"), CONTENT);
        Files.delete(halfFile);
        Files.createSymbolicLink(halfFile, secret);
        refused(halfFile, this::half).hasMessageContaining("outside the store");

        Files.move(root.resolve("net"), outside.resolve("net"));
        Files.createSymbolicLink(root.resolve("net"), outside.resolve("net"));
        refused(manifest, () -> store.load(NET)).hasMessageContaining("outside the store");
        assertThat(store.models()).isEmpty();
        refused(root.resolve("net"), () -> store.putOriginal(NET, CONTENT)).hasMessageContaining("outside the store");
        refused(root.resolve("net"), () -> store.find(NET, Catalogs.DEVICE)).hasMessageContaining("outside the store");
    }

    @Test
    void linksThatStayInsideAreFollowed() throws IOException {
        Path elsewhere = root.resolve("elsewhere.bin");
        Files.move(halfFile, elsewhere);
        Files.createSymbolicLink(halfFile, elsewhere);
        assertThat(half()).isEqualTo(halfFile);
    }

    @Test
    void aFileInTheWayOfAFolderIsNamed() throws IOException {
        Path profiles = root.resolve("other");
        Files.write(profiles, CONTENT);
        refused(profiles, () -> store.putOriginal(new ModelId("other"), CONTENT));
        refused(profiles, () -> store.save(Catalogs.tiny(new ModelId("other"))));
    }

    @Test
    void aFolderThatMayNotBeWrittenIsStillRead() throws IOException {
        Path folder = root.resolve("net");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Assumptions.assumeFalse(Files.isWritable(folder), "Skipped: this user may write everywhere.");
            refused(manifest, () -> store.save(Catalogs.tiny(NET)));
            assertThat(half()).hasBinaryContent(CONTENT);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aDamagedProfileIsNamed() throws IOException {
        Path profile = root.resolve("net/profiles/" + Catalogs.DEVICE.key() + ".json");
        String text = Files.readString(profile);
        Files.writeString(profile, text.replace("\"p50Nanos\": 5", "\"p50Nanos\": 50"));
        refused(profile, () -> store.find(NET, Catalogs.DEVICE)).hasMessageContaining("$.whole");
        Files.writeString(profile, text.replace("2026-01-01T00:00:00Z", "yesterday"));
        refused(profile, () -> store.find(NET, Catalogs.DEVICE)).hasMessageContaining("$.provenance.measuredAt");
        Files.writeString(profile, text.substring(0, text.length() / 2));
        refused(profile, () -> store.find(NET, Catalogs.DEVICE)).hasMessageContaining("line");
    }
}
