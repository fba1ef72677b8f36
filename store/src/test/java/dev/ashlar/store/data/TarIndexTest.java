/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TarIndexTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final int MUTANTS = 1500;

    private final Path file;

    TarIndexTest(@TempDir Path folder) {
        this.file = folder.resolve("a.tar");
    }

    private TarTree tree(TarWriter writer) throws IOException {
        return tree(writer.bytes());
    }

    private TarTree tree(byte[] tar) throws IOException {
        return TarTree.of(file.toString(), Files.write(file, tar));
    }

    private static List<String> paths(TarTree tree) {
        return tree.files().stream().map(FileTree.Entry::path).toList();
    }

    private static void requireContent(TarTree tree) {
        for (FileTree.Entry entry : tree.files()) {
            assertThat(tree.read(entry, 0, (int) entry.size())).as(entry.path()).isEqualTo(CONTENT);
        }
    }

    @Test
    void findsFilesUnderNamesOfEveryForm() throws IOException {
        String gnu = "gnu/" + "n".repeat(300) + "/ä漢";
        String pax = "pax/" + "p".repeat(300) + "/ä漢";
        byte[] prefixed = new byte[512];
        TarWriter.put(prefixed, 0, "name");
        TarWriter.put(prefixed, 124, "00000000007");
        prefixed[156] = '0';
        TarWriter.put(prefixed, 257, "ustar\0" + "00");
        TarWriter.put(prefixed, 345, "some/prefix");
        TarTree tree = tree(new TarWriter()
                .file("./plain", CONTENT)
                .gnuLongName(gnu, CONTENT)
                .paxName(pax, CONTENT)
                .raw(prefixed, CONTENT)
                .member("old", '\0', 7, CONTENT));
        assertThat(paths(tree)).containsExactlyInAnyOrder("plain", gnu, pax, "some/prefix/name", "old");
        requireContent(tree);
    }

    @Test
    void readsSizesOfEveryForm() throws IOException {
        byte[] binary = new byte[512];
        TarWriter.put(binary, 0, "binary");
        binary[124] = (byte) 0x80;
        binary[135] = 7;
        binary[156] = '0';
        TarTree tree = tree(new TarWriter().raw(binary, CONTENT).pax("size=7").member("pax", '0', 0, CONTENT));
        assertThat(paths(tree)).containsExactly("binary", "pax");
        requireContent(tree);
    }

    @Test
    void passesOverWhatIsNoFile() throws IOException {
        byte[] none = {};
        TarTree tree = tree(new TarWriter()
                .member("folder/", '5', 0, none)
                .member("old-folder/", '\0', 0, none)
                .member("symbolic", '2', 0, none)
                .member("hard", '1', 7, none)
                .member("device", '3', 0, none)
                .member("global", 'g', 7, CONTENT)
                .member("unheard", 'Z', 7, CONTENT)
                .file("folder/.hidden", CONTENT)
                .file("folder/._a", CONTENT)
                .file("__MACOSX/a", CONTENT)
                .file("folder/a", CONTENT));
        assertThat(paths(tree)).containsExactly("folder/a");
        requireContent(tree);
    }

    @Test
    void theLastOfTwoFilesOfOnePathCounts() throws IOException {
        TarTree tree = tree(new TarWriter().file("a", new byte[] {1}).file("./a", CONTENT));
        assertThat(paths(tree)).containsExactly("a");
        requireContent(tree);
    }

    @Test
    void anArchiveMayLackItsEnd() throws IOException {
        byte[] tar = new TarWriter().file("a", CONTENT).bytes();
        assertThat(paths(tree(Arrays.copyOf(tar, 1024)))).containsExactly("a");
        assertThat(paths(tree(Arrays.copyOf(tar, 512 + 7)))).containsExactly("a");
        assertThat(paths(tree(new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../../b", "/etc/passwd", "a/.."})
    void refusesNamesThatLeadOutside(String name) {
        assertThatThrownBy(() -> tree(new TarWriter().file(name, CONTENT)))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("a.tar", name, "leads outside");
        assertThatThrownBy(() -> tree(new TarWriter().paxName(name, CONTENT))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> tree(new TarWriter().gnuLongName(name, CONTENT)))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void refusesWhatDoesNotFit() {
        List<TarWriter> wrong = List.of(
                new TarWriter().member("a", '0', 1 << 20, CONTENT),
                new TarWriter().member("a", '0', 0777777777777L, CONTENT),
                new TarWriter().pax("size=999999999999999999").file("a", CONTENT),
                new TarWriter().pax("size=-1").file("a", CONTENT),
                new TarWriter().pax("GNU.sparse.major=1").file("a", CONTENT),
                new TarWriter().member("a", 'S', 7, CONTENT),
                new TarWriter().member("x", 'x', 3, "9 a".getBytes(StandardCharsets.UTF_8)),
                new TarWriter().member("x", 'x', 3, "0 a".getBytes(StandardCharsets.UTF_8)),
                new TarWriter().member("x", 'L', 1 << 17, new byte[1 << 17]));
        for (TarWriter writer : wrong) {
            assertThatThrownBy(() -> tree(writer))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("a.tar", "Maybe");
        }
    }

    @Test
    void aTruncatedArchiveIsRefused() {
        byte[] tar = new TarWriter().file("a", CONTENT).file("b", CONTENT).bytes();
        for (int length : new int[] {1, 511, 512, 515, 1025, 1535, 1537}) {
            assertThatThrownBy(() -> tree(Arrays.copyOf(tar, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("a.tar");
        }
    }

    @Test
    void aMutatedArchiveIsRefusedOrReadable() throws IOException {
        byte[] valid = new TarWriter()
                .file("./plain", CONTENT)
                .gnuLongName("g".repeat(200), CONTENT)
                .paxName("p".repeat(200), CONTENT)
                .pax("size=7")
                .member("sized", '0', 0, CONTENT)
                .bytes();
        for (long seed = 0; seed < MUTANTS; seed++) {
            try {
                TarTree tree = tree(mutate(valid, new Random(seed)));
                for (FileTree.Entry entry : tree.files()) {
                    assertThat(tree.read(entry, 0, (int) entry.size()))
                            .as("seed %d", seed)
                            .hasSize((int) entry.size());
                }
            } catch (StoreException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("a.tar");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Changes bytes of headers, whose checksums are then put right, so that the change is not just noticed as one. */
    private static byte[] mutate(byte[] valid, Random random) {
        byte[] mutant = valid.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            int at = random.nextInt(mutant.length);
            mutant[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) ('0' + random.nextInt(10));
        }
        if (random.nextInt(4) == 0) {
            mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
        }
        TarWriter repaired = new TarWriter();
        boolean repair = random.nextBoolean();
        for (int at = 0; at + 512 <= mutant.length && repair; at += 512) {
            byte[] block = Arrays.copyOfRange(mutant, at, at + 512);
            boolean isHeader = block[257] == 'u';
            if (isHeader) {
                repaired.raw(block, new byte[0]);
                System.arraycopy(block, 0, mutant, at, 512);
            }
        }
        return mutant;
    }
}
