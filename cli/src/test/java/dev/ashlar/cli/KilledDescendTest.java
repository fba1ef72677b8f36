/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it makes descendants loses no more than the step in progress (I8). */
class KilledDescendTest {
    private static final ModelId NET = new ModelId("net");
    private static final long SEED = 20211025;

    /** No run takes as long as this many files, so that a few kills are needed to get to the end. */
    private static final int FITTED_FILES = 36;

    private static final int TRAINED_FILES = 40;

    private final Path folder;
    private final Path store;
    private final Path pictures;

    KilledDescendTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store");
        this.pictures = Given.pictures(folder.resolve("pictures"), 16, 20);
        Path network = Given.network(folder.resolve("net.onnx"));
        Launch.of("import", network, "--store", store).done();
        Launch.of("cut", "net", "--store", store, "--blocks", 3).done();
    }

    @Test
    void oneJobInClosedForm() throws IOException, InterruptedException {
        killUntilDone(FITTED_FILES, "--jobs", "1");
    }

    @Test
    void twoJobsInClosedForm() throws IOException, InterruptedException {
        killUntilDone(FITTED_FILES, "--jobs", "2");
    }

    @Test
    void training() throws IOException, InterruptedException {
        killUntilDone(TRAINED_FILES, "--jobs", "2", "--recipe", "distil", "--epochs", "1");
    }

    private void killUntilDone(int mostFiles, String... options) throws IOException, InterruptedException {
        BlockCatalog cut = load(store);
        Map<String, String> originals = originals();
        BlockCatalog undisturbed = undisturbed(options);
        Random random = new Random(SEED);
        BlockCatalog before = cut;
        int kills = 0;
        boolean done = false;
        while (!done) {
            Map<Path, Object> finished = finished(before, undisturbed);
            int files = 1 + random.nextInt(mostFiles);
            done = endsBefore(files, options);
            String occasion = "seed %d, kill %d after %d files".formatted(SEED, ++kills, files);
            assertThat(kills).as(occasion).isLessThan(40);

            BlockCatalog now = load(store);
            requireWhole(now, occasion);
            assertThat(originals()).as(occasion).isEqualTo(originals);
            assertThat(names(now)).as(occasion).containsAll(names(before));
            assertThat(finished(now, undisturbed)).as(occasion).containsAllEntriesOf(finished);
            assertThat(bytes(store.resolve(".cache/activations")))
                    .as("left of activations, %s", occasion)
                    .isZero();
            before = now;
        }
        assertThat(kills).as("runs").isGreaterThan(2);
        assertThat(load(store)).isEqualTo(undisturbed);
    }

    /** What comes of it where nobody interferes. */
    private BlockCatalog undisturbed(String... options) throws IOException {
        Path other = new PreparedStore(store).copy(folder.resolve("undisturbed"));
        List<Object> command = command(other, options);
        Launch.of(command.toArray()).done();
        return load(other);
    }

    private List<Object> command(Path where, String... options) {
        List<Object> command = new ArrayList<>(List.of(
                "descend", "net", "--store", where, "--data", pictures, "--keep", "0.5,0.25", "--samples", "8"));
        command.addAll(List.of(options));
        return command;
    }

    /**
     * Runs the command in a process of its own and kills it as soon as it has begun or finished so many files in the
     * network's folders.
     *
     * @return whether it ended by itself before that
     */
    private boolean endsBefore(int files, String... options) throws IOException, InterruptedException {
        try (WatchService watch = store.getFileSystem().newWatchService()) {
            for (Path each : folders()) {
                each.register(watch, ENTRY_CREATE);
            }
            Process process = start(options);
            CompletableFuture<Void> ended = process.onExit().thenRun(() -> closeQuietly(watch));
            try {
                int seen = 0;
                while (seen < files) {
                    WatchKey key = watch.take();
                    seen += key.pollEvents().size();
                    key.reset();
                }
                return false;
            } catch (ClosedWatchServiceException e) {
                assertThat(process.exitValue())
                        .as("%s", Files.readString(folder.resolve("log.txt")))
                        .isZero();
                return true;
            } finally {
                process.destroyForcibly().waitFor();
                ended.join();
            }
        }
    }

    private static void closeQuietly(WatchService watch) {
        try {
            watch.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The network's folder and those of its blocks. */
    private List<Path> folders() throws IOException {
        try (Stream<Path> paths = Files.walk(store.resolve("net"))) {
            return paths.filter(Files::isDirectory).toList();
        }
    }

    private Process start(String... options) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + temporary,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path", ""),
                Main.class.getName()));
        command(store, options).forEach(part -> line.add(part.toString()));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
    }

    private static BlockCatalog load(Path store) {
        return FileStore.open(store).load(NET);
    }

    private void requireWhole(BlockCatalog catalog, String occasion) throws IOException {
        FileStore files = FileStore.open(store);
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                Path file = files.file(NET, block.id(), descendant).path();
                assertThat(Digest.sha256(Files.readAllBytes(file)))
                        .as("I8: %s, %s", file, occasion)
                        .isEqualTo(descendant.digest());
            }
        }
    }

    /** Digests of all that the cut made. */
    private Map<String, String> originals() {
        Map<String, String> content = FolderContent.of(store.resolve("net"));
        content.keySet().removeIf(path -> !path.endsWith("original.onnx"));
        return content;
    }

    /** Everything there is a choice or a reason for. */
    private static List<String> names(BlockCatalog catalog) {
        List<String> names = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            block.descendants().forEach(made -> names.add(name(block.id(), made.id())));
            block.dropped().forEach(refused -> names.add(name(block.id(), refused.id())));
        }
        return names;
    }

    private static String name(BlockId block, DescendantId descendant) {
        return block + "/" + descendant;
    }

    /** The files that are as they are to be in the end, and when and as which inode they were written. */
    private Map<Path, Object> finished(BlockCatalog now, BlockCatalog end) throws IOException {
        Map<Path, Object> finished = new HashMap<>();
        for (int i = 0; i < now.blocks().size(); i++) {
            Block block = now.blocks().get(i);
            for (Descendant descendant : block.descendants()) {
                if (end.blocks().get(i).descendants().contains(descendant)) {
                    Path file = FileStore.open(store)
                            .file(NET, block.id(), descendant)
                            .path();
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    finished.put(file, List.of(attributes.lastModifiedTime(), String.valueOf(attributes.fileKey())));
                }
            }
        }
        return finished;
    }

    private static long bytes(Path folder) throws IOException {
        long[] sum = {0};
        if (Files.isDirectory(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return sum[0];
    }
}
