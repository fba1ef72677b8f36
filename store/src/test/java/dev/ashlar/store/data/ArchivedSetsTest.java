/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchivedSetsTest {
    private static final DataSetOptions PLAIN = DataSetOptions.plain();

    private final SetFolder set;
    private final Path cache;

    ArchivedSetsTest(@TempDir Path folder) throws IOException {
        this.set = new SetFolder(Files.createDirectory(folder.resolve("set")));
        this.cache = folder.resolve("cache");
    }

    /** Everything below the set.root() as an archive beside it. */
    private Path archive(String name, boolean compressed) throws IOException {
        TarWriter tar = new TarWriter();
        try (Stream<Path> files = Files.walk(set.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tar.file("set/" + set.root().relativize(file), Files.readAllBytes(file));
            }
        }
        return Files.write(set.root().resolveSibling(name), compressed ? TarWriter.gzip(tar.bytes()) : tar.bytes());
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.sorted().toList();
        }
    }

    @Test
    void anArchiveIsReadLikeItsFolder() throws IOException {
        set.writeImages("test/dog/b.png", "test/cat/a.png", "test/dog/a.png", "train/cat/x.png", "train/dog/y.png");
        DataSetOptions test = PLAIN.withPart("test");
        DataSet folder = DataSets.open(set.root(), test);
        for (String name : List.of("set.tar", "set.tar.gz", "set.tgz")) {
            DataSet opened = DataSets.open(archive(name, !name.endsWith("tar")), test.cachingIn(cache));
            assertThat(opened.name()).as(name).isEqualTo("set/test");
            assertThat(opened.digest()).as(name).isEqualTo(folder.digest());
            assertThat(SetFolder.marks(opened)).as(name).isEqualTo(SetFolder.marks(folder));
            assertThat(SetFolder.truths(opened)).as(name).isEqualTo(SetFolder.truths(folder));
        }
    }

    @Test
    void anArchiveIsExpandedOnce() throws IOException {
        set.writeImages("a.png", "b.png");
        Path archive = archive("set.tar.gz", true);
        DataSetOptions options = PLAIN.cachingIn(cache);
        DataSets.open(archive, options);
        List<Path> first = cached();
        assertThat(first).hasSize(1);
        Object before = Files.getLastModifiedTime(first.get(0));
        assertThat(DataSets.open(archive, options).size()).isEqualTo(2);
        assertThat(cached()).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(first.get(0))).isEqualTo(before);
        set.writeImages("a.png", "b.png", "c.png");
        archive("set.tar.gz", true);
        assertThat(DataSets.open(archive, options).size())
                .as("another archive of that name")
                .isEqualTo(3);
    }

    @Test
    void aDamagedArchiveIsNamedAndLeavesNothingInTheCache() throws IOException {
        set.writeImages("a.png", "b.png");
        Path archive = archive("set.tar.gz", true);
        byte[] whole = Files.readAllBytes(archive);
        DataSetOptions options = PLAIN.cachingIn(cache);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 4;
        for (byte[] damaged :
                List.of(new byte[0], new byte[] {1, 2, 3}, Arrays.copyOf(whole, whole.length / 2), flipped)) {
            Files.write(archive, damaged);
            assertThatThrownBy(() -> DataSets.open(archive, options))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll(archive.toString(), "Maybe");
            assertThat(cached()).isEmpty();
        }
        assertThatThrownBy(() -> DataSets.open(archive, PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cache folder");
    }
}
