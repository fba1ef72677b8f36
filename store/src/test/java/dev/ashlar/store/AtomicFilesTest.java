/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFilesTest {
    private final Path folder;
    private final AtomicFiles files = new AtomicFiles();

    AtomicFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path leftover(Duration age) throws IOException {
        Path file = Leftovers.freshName(folder.resolve("a.json"));
        Files.writeString(file, "half of it");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }

    private void write() {
        files.write(folder.resolve("b.json"), out -> out.write('b'));
    }

    @Test
    void removesWhatADeadWriterLeft() throws IOException {
        Path leftover = leftover(Duration.ofMinutes(61));
        write();
        assertThat(leftover).doesNotExist();
        assertThat(folder.resolve("b.json")).hasContent("b");
    }

    @Test
    void sparesWhatMayStillBeWritten() throws IOException {
        Path young = leftover(Duration.ofMinutes(59));
        Path held = leftover(Duration.ofHours(5));
        try (FileChannel channel = FileChannel.open(held, StandardOpenOption.WRITE)) {
            Leftovers.markAsInUse(channel);
            write();
        }
        assertThat(young).exists();
        assertThat(held).exists();
    }

    @Test
    void sparesFilesThatOnlyLookAlike() throws IOException {
        for (String name : new String[] {"a.json", "a.tmp", ".a.tmp", ".hidden", "a.0123456789abcdef.tmp"}) {
            Path file = Files.writeString(folder.resolve(name), "mine");
            Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        }
        write();
        assertThat(StoreLayout.entries(folder)).hasSize(6);
    }

    @Test
    void aWriterThatGivesUpLeavesNothing() {
        Path target = folder.resolve("b.json");
        write();
        assertThatThrownBy(() -> files.write(target, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("it rains");
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("b.json", "it rains");
        assertThatThrownBy(() -> files.write(target, out -> {
                    throw new IllegalStateException("mistake");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(StoreLayout.entries(folder)).containsExactly(target);
        assertThat(target).hasContent("b");
    }

    @Test
    void namesAFolderThatIsMissing() {
        assertThatThrownBy(() -> files.write(folder.resolve("none/b"), out -> out.write(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("none");
    }

    @Test
    void makesFoldersAndRefusesAFileInTheirPlace() throws IOException {
        files.makeFolders(folder.resolve("a/b/c"));
        assertThat(folder.resolve("a/b/c")).isDirectory();
        Files.writeString(folder.resolve("a/file"), "x");
        assertThatThrownBy(() -> files.makeFolders(folder.resolve("a/file/d")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("file");
    }
}
