/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDigestsTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final Path file;
    private final FileDigests digests = new FileDigests();

    FileDigestsTest(@TempDir Path folder) {
        this.file = folder.resolve("file");
    }

    /** Overwrites the file in place, which leaves its identity, and sets its time. */
    private void write(byte[] content, FileTime time) throws IOException {
        Files.write(file, content);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void doesNotReadAnUnchangedFileTwice() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        write(CONTENT, old);
        assertThat(digests.holds(file, Digest.sha256(CONTENT))).isTrue();
        write(new byte[] {4, 5, 6}, old);
        assertThat(digests.holds(file, Digest.sha256(CONTENT)))
                .as("size, time and identity are as they were, so it was not read")
                .isTrue();
    }

    @Test
    void readsAFileAgainThatMayHaveChangedWithinTheGrainOfTheClock() throws IOException {
        FileTime now = FileTime.from(Instant.now());
        write(CONTENT, now);
        assertThat(digests.holds(file, Digest.sha256(CONTENT))).isTrue();
        write(new byte[] {4, 5, 6}, now);
        assertThat(digests.holds(file, Digest.sha256(new byte[] {4, 5, 6}))).isTrue();
    }

    @Test
    void readsAFileAgainThatWasReplaced() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        write(CONTENT, old);
        digests.find(file);
        Path other = Files.write(file.resolveSibling("other"), new byte[] {4, 5, 6});
        Files.setLastModifiedTime(other, old);
        new LocalDisk().move(other, file);
        assertThat(digests.holds(file, Digest.sha256(new byte[] {4, 5, 6}))).isTrue();
    }

    @Test
    void forgetsAFileThatIsGone() throws IOException {
        write(CONTENT, FileTime.from(Instant.EPOCH));
        digests.find(file);
        Files.delete(file);
        assertThat(digests.find(file)).isNull();
    }
}
