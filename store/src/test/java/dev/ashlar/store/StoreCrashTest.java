/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash at any moment loses at most the step in progress (I8). */
final class StoreCrashTest {
    private static final int KILLS = 22;
    private static final int MAX_LINES = 30;
    private static final int ROUNDS = 3;

    private final Path root;

    StoreCrashTest(@TempDir Path folder) {
        this.root = folder.resolve("store");
    }

    @Test
    void everyNamedFileVerifiesWhereverTheWriterIsKilled() throws IOException, InterruptedException {
        Random random = new Random(8);
        for (int kill = 0; kill < KILLS; kill++) {
            int lines = 1 + random.nextInt(MAX_LINES);
            killAfter(lines, kill);
            StoreAudit.audit(root, "kill %d after %d steps".formatted(kill, lines));
        }
        assertThat(StoreAudit.audit(root, "all kills")).isEqualTo(StoreWriter.MODELS.size());
    }

    private void killAfter(int lines, long seed) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreWriter.class.getName(),
                        root.toString(),
                        Long.toString(seed),
                        "1000000")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = writer.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                assertThat(out.readLine()).as("seed %d, line %d", seed, i).isEqualTo(".");
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    @Test
    void everyNamedFileVerifiesWhereverThePowerFails() throws IOException {
        boolean failed = true;
        for (int step = 0; failed; step++) {
            UnreliableDisk disk = new UnreliableDisk(step, true);
            Path folder = root.resolve("power-" + step);
            failed = survivesRounds(folder, disk, "power failure at step " + step);
        }
    }

    @Test
    void everyNamedFileVerifiesWhicheverStepIsRefused() throws IOException {
        boolean failed = true;
        for (int step = 0; failed; step++) {
            UnreliableDisk disk = new UnreliableDisk(step, false);
            Path folder = root.resolve("refused-" + step);
            failed = survivesRounds(folder, disk, "refusal of step " + step);
            assertThat(StoreAudit.audit(folder, "another round"))
                    .as("step %d, %s", step, disk.steps())
                    .isLessThanOrEqualTo(2);
            FileStore again = FileStore.open(folder, new UnreliableDisk(Integer.MAX_VALUE, false));
            StoreWriter.write(again, StoreWriter.MODELS.get(0), new Random(9), () -> {});
            StoreAudit.audit(folder, "a round after the refusal of step " + step);
        }
    }

    /** Writes rounds until the disk refuses, then audits; whether it refused. */
    private static boolean survivesRounds(Path folder, UnreliableDisk disk, String occasion) throws IOException {
        Random random = new Random(3);
        FileStore store = FileStore.open(folder, disk);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                StoreWriter.write(store, StoreWriter.MODELS.get(round % 2), random, () -> {});
            }
        } catch (StoreException e) {
            assertThat(e).hasMessageContainingAll("store", "No space left on device", "Maybe");
        }
        StoreAudit.audit(folder, occasion + " " + disk.steps());
        return disk.hasFailed();
    }

    @Test
    void aFullDiskLeavesTheLastManifestInForce() {
        ModelId model = StoreWriter.MODELS.get(0);
        StoreWriter.write(FileStore.open(root), model, new Random(1), () -> {});
        BlockCatalog before = FileStore.open(root).load(model);
        FileStore full = FileStore.open(root, new UnreliableDisk(0, true));
        assertThatThrownBy(() -> full.save(Catalogs.tiny(model)))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("model.json", "No space left on device", "Maybe free some space");
        assertThat(full.load(model)).isEqualTo(before);
    }
}
