/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedBlock.Footprint;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.engine.PreparedEntry.FileRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the folder of prepared blocks does beyond keeping them: testing them, and making room. */
final class PreparedCacheTest {
    private static final Shape SHAPE = Shape.of(1, 3, 16, 16);

    private final Path folder;
    private final Path cache;
    private final CutNet net = CutNet.of(OnnxNets.residual(1, 16, 16), SHAPE, Shape.of(2, 3, 16, 16), 7);
    private final List<BlockFile> files;
    private final Tensor input = Samples.input(SHAPE, 1);
    private final Tensor expected = net.runWhole(input).get(0);

    PreparedCacheTest(@TempDir Path folder) {
        this.folder = folder;
        this.cache = folder.resolve("cache");
        this.files = net.write(folder.resolve("store"));
    }

    private void assertRuns() {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache);
                OpenChain open = OpenChain.of(engine, net, files)) {
            assertThat(Samples.distance(open.chain().run(input).get(0), expected))
                    .isLessThan(1e-6);
        }
    }

    private Path entry(BlockFile file) throws IOException {
        return CacheFolder.machine(cache).resolve(file.digest().value());
    }

    private static void replace(Path path, byte[] content) throws IOException {
        Files.delete(path);
        Files.write(path, content);
    }

    /** Makes the record of an entry that of what its files are now, as a forger would. */
    private static void sign(Path entry, Digest block, Footprint footprint) throws IOException {
        PreparedEntry record = new PreparedEntry(
                block,
                FileRecord.of(entry.resolve(PreparedEntry.GRAPH)),
                FileRecord.of(entry.resolve(PreparedEntry.LINKED)),
                FileRecord.of(entry.resolve(PreparedEntry.WEIGHTS)),
                FileRecord.of(entry.resolve(PreparedEntry.SELF_TEST)),
                footprint);
        replace(entry.resolve(PreparedEntry.RECORD), record.toBytes());
    }

    @Test
    void noticesABlockThatIsWholeAndComputesWrongNumbers() throws IOException {
        assertRuns();
        int tested = 0;
        for (BlockFile file : files) {
            Path weights = entry(file).resolve(PreparedEntry.WEIGHTS);
            byte[] right = Files.readAllBytes(weights);
            if (right.length == 0) {
                continue;
            }
            tested++;
            Footprint footprint = PreparedEntry.read(entry(file), file.digest()).footprint();
            replace(weights, otherLayout(right));
            sign(entry(file), file.digest(), footprint);
            assertThat(SelfTest.mismatch(entry(file), CacheFolder.machine(cache)))
                    .contains("is wrong by");
            assertRuns();
            assertThat(weights).hasBinaryContent(right);
        }
        assertThat(tested).as("blocks with larger weights").isPositive();
    }

    /** The same numbers in blocks of 8 channels where they were in blocks of 16. */
    private static byte[] otherLayout(byte[] right) {
        byte[] other = new byte[right.length];
        for (int i = 0; i < right.length; i++) {
            int block = i / 64 * 64;
            other[block + (i - block + 32) % 64] = right[i];
        }
        return other;
    }

    @Test
    void noticesASelfTestThatIsNone() throws IOException {
        assertRuns();
        BlockFile file = files.get(1);
        Footprint footprint = PreparedEntry.read(entry(file), file.digest()).footprint();
        Path test = entry(file).resolve(PreparedEntry.SELF_TEST);
        byte[] right = Files.readAllBytes(test);
        assertThat(right).isNotEmpty();
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] wrong = new byte[random.nextInt(right.length)];
            System.arraycopy(right, 0, wrong, 0, wrong.length);
            for (int flips = 0; flips < 3 && wrong.length > 0; flips++) {
                wrong[random.nextInt(Math.min(40, wrong.length))] ^= (byte) (1 << random.nextInt(8));
            }
            replace(test, wrong);
            try {
                SelfTest.mismatch(entry(file), CacheFolder.machine(cache));
            } catch (IOException damaged) {
                assertThat(damaged).hasMessageContaining("damaged");
            }
        }
        replace(test, ByteBuffer.allocate(12).array());
        sign(entry(file), file.digest(), footprint);
        assertRuns();
        assertThat(test).hasBinaryContent(right);
    }

    @Test
    void makesEntriesOfOtherVersionsAgainWithoutAWord() throws IOException {
        assertRuns();
        for (String record : List.of("ashlar-prepared 3\nblock x\n", "ashlar-prepared 5\na\nb\nc\n")) {
            byte[] body = record.getBytes(StandardCharsets.US_ASCII);
            String signed = record + Digest.sha256(body) + "\n";
            replace(entry(files.get(0)).resolve(PreparedEntry.RECORD), signed.getBytes(StandardCharsets.US_ASCII));
            PrintStream before = System.err;
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            try {
                assertRuns();
            } finally {
                System.setErr(before);
            }
            assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("damaged");
            assertThat(PreparedEntry.read(entry(files.get(0)), files.get(0).digest())
                            .block())
                    .isEqualTo(files.get(0).digest());
        }
    }

    @Test
    void preparedFilesCannotBeWrittenToByMistake() throws IOException {
        assertRuns();
        assumeTrue(
                Files.getFileStore(cache).supportsFileAttributeView("posix"),
                "Skipped: the file system knows no rights of owners.");
        for (String name : PreparedEntry.FILES) {
            assertThat(Files.getPosixFilePermissions(entry(files.get(0)).resolve(name)))
                    .as(name)
                    .doesNotContain(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE);
        }
    }

    private List<BlockFile> single(int count) {
        List<BlockFile> made = new ArrayList<>();
        for (int seed = 20; seed < 20 + count; seed++) {
            made.add(CutNet.write(folder, OnnxNets.residual(seed, 16, 16).toByteArray()));
        }
        return made;
    }

    private static void prepare(OrtBlockEngine engine, BlockFile file) {
        engine.open(file).close();
    }

    private void openedAt(BlockFile file, long second) throws IOException {
        Files.setLastModifiedTime(entry(file).resolve(EntryUse.USED), FileTime.from(Instant.ofEpochSecond(second)));
    }

    private long bytes(BlockFile file) throws IOException {
        long bytes = 0;
        for (String name : PreparedEntry.FILES) {
            bytes += Files.size(entry(file).resolve(name));
        }
        return bytes;
    }

    @Test
    void makesRoomByWhatWasOpenedLongestAgoAndIsNotOpen() throws IOException {
        List<BlockFile> made = single(4);
        try (OrtBlockEngine plain = OrtBlockEngine.open(cache)) {
            made.subList(0, 3).forEach(file -> prepare(plain, file));
        }
        openedAt(made.get(0), 300);
        openedAt(made.get(1), 100);
        openedAt(made.get(2), 200);
        Bytes three = new Bytes(3 * bytes(made.get(0)) + 4096);
        try (OrtBlockEngine bounded = OrtBlockEngine.open(cache, 1, three);
                LoadedBlock open = bounded.open(made.get(1))) {
            openedAt(made.get(1), 100);
            prepare(bounded, made.get(3));
            assertThat(entry(made.get(1))).as("open").isDirectory();
            assertThat(entry(made.get(2))).as("opened longest ago").doesNotExist();
            assertThat(entry(made.get(0))).isDirectory();
            assertThat(entry(made.get(3))).as("just made").isDirectory();
            assertThat(open.digest()).isEqualTo(made.get(1).digest());
        }
        try (OrtBlockEngine tiny = OrtBlockEngine.open(cache, 1, new Bytes(1))) {
            prepare(tiny, made.get(2));
        }
        assertThat(CacheFolder.entries(cache))
                .containsExactly(made.get(2).digest().value());
    }

    @Test
    void sparesWhatAnotherProcessHasOpen() throws Exception {
        List<BlockFile> made = single(2);
        try (ChildJvm child = ChildJvm.start(
                        HoldsBlocksInChild.class,
                        List.of("-Xmx128m"),
                        cache,
                        made.get(0).path());
                OrtBlockEngine tiny = OrtBlockEngine.open(cache, 1, new Bytes(1))) {
            assertThat(child.readLine()).isEqualTo("open " + made.get(0).digest());
            prepare(tiny, made.get(1));
            assertThat(entry(made.get(0))).isDirectory();
            child.endInput();
            assertThat(child.output()).contains("closed");
            Leftovers.delete(entry(made.get(1)));
            prepare(tiny, made.get(1));
            assertThat(entry(made.get(0))).doesNotExist();
        }
    }

    @Test
    void refusesToOpenAnEngineOnNoThreads() {
        assertThatThrownBy(() -> OrtBlockEngine.open(cache, 0, Bytes.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
