/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.Box;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataSetsTest {
    private static final DataSetOptions PLAIN = DataSetOptions.plain();

    private final Path root;
    private final Path cache;

    DataSetsTest(@TempDir Path folder) throws IOException {
        this.root = Files.createDirectory(folder.resolve("set"));
        this.cache = folder.resolve("cache");
    }

    /** Writes a file below the root and makes its folders. */
    private void write(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** A PNG whose first red value is {@code mark}. */
    private static byte[] png(int mark) throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff000000 | mark << 16);
        return ImageDecoderTest.encode(image, "png");
    }

    private void writeImages(String... paths) throws IOException {
        for (int i = 0; i < paths.length; i++) {
            write(paths[i], png(i));
        }
    }

    private static List<Integer> marks(ImageSet set) {
        return IntStream.range(0, set.size())
                .map(i -> set.sample(i).image().data().get(0) & 0xff)
                .boxed()
                .toList();
    }

    private static List<Truth> truths(ImageSet set) {
        return IntStream.range(0, set.size())
                .mapToObj(i -> set.sample(i).truth())
                .toList();
    }

    private static List<Truth> labels(int... classes) {
        return Arrays.stream(classes).<Truth>mapToObj(Truth.Label::new).toList();
    }

    private void refused(DataSetOptions options, String... parts) {
        assertThatThrownBy(() -> DataSets.open(root, options))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Maybe")
                .hasMessageContainingAll(parts);
    }

    @Test
    void foldersAreClassesInTheOrderOfTheirNames() throws IOException {
        writeImages("dog/b.png", "cat/2.PNG", "cat/10.png", "dog/a.jpeg", "owl/x.png");
        write("README.md", new byte[] {1});
        write("cat/.hidden.png", new byte[] {1});
        write("empty/notes.txt", new byte[] {1});
        DataSet set = DataSets.open(root, PLAIN);
        assertThat(set.classes()).containsExactly("cat", "dog", "owl");
        assertThat(marks(set)).containsExactly(2, 1, 3, 0, 4);
        assertThat(truths(set)).isEqualTo(labels(0, 0, 1, 1, 2));
        assertThat(set.name()).isEqualTo("set");
    }

    @Test
    void aFolderOfImagesIsPlain() throws IOException {
        writeImages("b.png", "a.bmp", "below/c.png");
        DataSet set = DataSets.open(root, PLAIN);
        assertThat(marks(set)).containsExactly(1, 0);
        assertThat(truths(set)).containsOnly(Truth.NONE);
        assertThat(set.classes()).isEmpty();
        assertThat(marks(DataSets.open(root, PLAIN.recursively()))).containsExactly(1, 0, 2);
    }

    @Test
    void foldersAreReadRecursivelyWhenAsked() throws IOException {
        writeImages("a/b/c/1.png", "a/2.png", "d/3.png");
        DataSet set = DataSets.open(root, PLAIN.recursively());
        assertThat(set.size()).isEqualTo(3);
        assertThat(truths(set)).containsOnly(Truth.NONE);
    }

    @Test
    void aPartIsChosenByName() throws IOException {
        writeImages(
                "wrapper/train/cat/1.png",
                "wrapper/train/dog/2.png",
                "wrapper/test/cat/3.png",
                "wrapper/test/dog/4.png");
        DataSet test = DataSets.open(root, PLAIN.withPart("test"));
        assertThat(test.name()).isEqualTo("set/test");
        assertThat(marks(test)).containsExactly(2, 3);
        assertThat(DataSets.open(root, PLAIN.withPart("TRAIN")).classes()).containsExactly("cat", "dog");
        assertThat(marks(DataSets.open(root, PLAIN.withPart("wrapper/train/dog"))))
                .containsExactly(1);
        refused(PLAIN, "several parts", "test, train");
        refused(PLAIN.withPart("val"), "no part named val", "test, train");
    }

    @Test
    void foldersThatAreNeitherPartsNorClassesAreRefused() throws IOException {
        writeImages("2020/cat/1.png", "2021/cat/2.png");
        refused(PLAIN, "2020, 2021", "no classes");
    }

    @Test
    void boxesLieBesideImages() throws IOException {
        writeImages("images/val/a.png", "images/val/b.png", "images/val/c.png");
        write(
                "detection/labels/val/a.txt",
                "7 0.5 0.5 0.5 0.25\n\n1 0.1 0.9 0.4 0.4\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        write("detection/labels/val/b.txt", new byte[0]);
        writeImages("masks/a.png");
        DataSet set = DataSets.open(root, PLAIN);
        assertThat(truths(set))
                .containsExactly(
                        new Truth.Boxes(
                                List.of(new Box(0.25, 0.375, 0.75, 0.625), new Box(0, 0.7, 0.30000000000000004, 1))),
                        new Truth.Boxes(List.of()),
                        new Truth.Boxes(List.of()));
        assertThat(DataSets.open(root, PLAIN.withPart("val")).size()).isEqualTo(3);
    }

    @Test
    void labelsThatBelongToOtherImagesAreRefused() throws IOException {
        writeImages("images/a.png");
        write("labels/z.txt", new byte[0]);
        refused(PLAIN, "labels/z.txt", "None of the 1 label files");
    }

    @Test
    void damagedBoxesAreNamedWithTheirLine() throws IOException {
        writeImages("images/a.png");
        for (String wrong :
                List.of("1 2 3", "0 x 0.5 0.1 0.1", "0 0.5 1.5 0.1 0.1", "0 NaN 0.5 0.1 0.1", "0 1e999 0 0 0")) {
            write("labels/a.txt", ("0 0.5 0.5 0.1 0.1\n" + wrong).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            DataSet set = DataSets.open(root, PLAIN);
            assertThatThrownBy(() -> set.sample(0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("labels/a.txt", "line 2", "Maybe");
        }
    }

    private static byte[] records(int... classes) {
        ByteBuffer records = ByteBuffer.allocate(3073 * classes.length);
        for (int label : classes) {
            records.put((byte) label);
            for (int i = 0; i < 3072; i++) {
                records.put((byte) (i / 1024 * 50 + label));
            }
        }
        return records.array();
    }

    @Test
    void readsCifarRecords() throws IOException {
        write("cifar-10-batches-bin/data_batch_2.bin", records(3));
        write("cifar-10-batches-bin/data_batch_1.bin", records(1, 2));
        write("cifar-10-batches-bin/test_batch.bin", records(200));
        write(
                "cifar-10-batches-bin/batches.meta.txt",
                "airplane\nbird\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        DataSet train = DataSets.open(root, PLAIN.withPart("train"));
        assertThat(truths(train)).isEqualTo(labels(1, 2, 3));
        assertThat(train.classes()).containsExactly("airplane", "bird");
        DataSet test = DataSets.open(root, PLAIN.withPart("test"));
        assertThat(truths(test)).isEqualTo(labels(200));
        ImageSet.Sample sample = train.sample(2);
        assertThat(sample.image().data().array())
                .startsWith(3, 53, 103, 3, 53, 103)
                .hasSize(3072);
        refused(PLAIN, "test, train");
        DataSet file = DataSets.open(root.resolve("cifar-10-batches-bin/test_batch.bin"), PLAIN);
        assertThat(file.name()).isEqualTo("test_batch");
        assertThat(truths(file)).isEqualTo(labels(200));
        assertThat(file.digest()).isEqualTo(test.digest());
    }

    @Test
    void recordsThatWereCutOffAreRefused() throws IOException {
        write("train.bin", Arrays.copyOf(records(1, 2), 5000));
        refused(PLAIN, "train.bin", "5000 bytes", "3073");
        write("train.bin", new byte[0]);
        refused(PLAIN, "train.bin", "0 bytes");
    }

    private static byte[] idx(int magic, int[] extents, int length) {
        ByteBuffer idx = ByteBuffer.allocate(4 + 4 * extents.length + length);
        idx.putInt(magic);
        Arrays.stream(extents).forEach(idx::putInt);
        for (int i = 0; i < length; i++) {
            idx.put((byte) i);
        }
        return idx.array();
    }

    @Test
    void readsIdxFilesPlainAndCompressed() throws IOException {
        write("train-images-idx3-ubyte", idx(0x803, new int[] {3, 2, 4}, 24));
        write("train-labels-idx1-ubyte", idx(0x801, new int[] {3}, 3));
        write("t10k-images.idx3-ubyte.gz", TarWriter.gzip(idx(0x803, new int[] {2, 2, 4}, 16)));
        write("t10k-labels.idx1-ubyte.gz", TarWriter.gzip(idx(0x801, new int[] {2}, 2)));
        DataSet train = DataSets.open(root, PLAIN.withPart("train"));
        assertThat(truths(train)).isEqualTo(labels(0, 1, 2));
        assertThat(train.sample(1).image().format()).isEqualTo(PixelFormat.GRAY);
        assertThat(train.sample(1).image().width()).isEqualTo(4);
        assertThat(train.sample(1).image().data().array()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        DataSet test = DataSets.open(root, PLAIN.withPart("test"));
        assertThat(test.name()).isEqualTo("set/t10k");
        assertThat(truths(test)).isEqualTo(labels(0, 1));
        assertThat(test.sample(1).image().data().array()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        DataSet file = DataSets.open(root.resolve("train-images-idx3-ubyte"), PLAIN);
        assertThat(truths(file)).isEqualTo(labels(0, 1, 2));
    }

    @Test
    void idxFilesWithoutLabelsAreImagesOfWhichNothingIsKnown() throws IOException {
        write("images-idx3-ubyte", idx(0x803, new int[] {3, 2, 4}, 24));
        assertThat(truths(DataSets.open(root, PLAIN))).containsOnly(Truth.NONE);
    }

    @Test
    void labelsOfAnotherNumberAreRefused() throws IOException {
        write("train-images-idx3-ubyte", idx(0x803, new int[] {3, 2, 4}, 24));
        write("train-labels-idx1-ubyte", idx(0x801, new int[] {4}, 4));
        refused(PLAIN, "train-labels-idx1-ubyte", "holds 4", "3 images");
    }

    @Test
    void damagedIdxFilesAreRefused() throws IOException {
        List<byte[]> wrong = List.of(
                new byte[0],
                new byte[16],
                idx(0x803, new int[] {3, 2, 4}, 23),
                idx(0x803, new int[] {3, 2, 4}, 25),
                idx(0x803, new int[] {-1, 2, 4}, 24),
                idx(0x803, new int[] {1, 0, 4}, 0),
                idx(0x803, new int[] {Integer.MAX_VALUE, 1 << 15, 1 << 15}, 24),
                idx(0xd03, new int[] {3, 2, 4}, 96));
        for (byte[] content : wrong) {
            Files.deleteIfExists(root.resolve("images-idx3-ubyte.gz"));
            write("images-idx3-ubyte", content);
            refused(PLAIN, "images-idx3-ubyte");
            Files.delete(root.resolve("images-idx3-ubyte"));
            write("images-idx3-ubyte.gz", TarWriter.gzip(content));
            refused(PLAIN, "images-idx3-ubyte.gz");
        }
        write("images-idx3-ubyte.gz", new byte[] {31, 1, 2});
        refused(PLAIN, "images-idx3-ubyte.gz", "cannot be expanded");
    }

    /** Everything below the root as an archive beside it. */
    private Path archive(String name, boolean compressed) throws IOException {
        TarWriter tar = new TarWriter();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tar.file("set/" + root.relativize(file), Files.readAllBytes(file));
            }
        }
        return Files.write(root.resolveSibling(name), compressed ? TarWriter.gzip(tar.bytes()) : tar.bytes());
    }

    @Test
    void anArchiveIsReadLikeItsFolder() throws IOException {
        writeImages("test/dog/b.png", "test/cat/a.png", "test/dog/a.png", "train/cat/x.png", "train/dog/y.png");
        DataSetOptions test = PLAIN.withPart("test");
        DataSet folder = DataSets.open(root, test);
        for (String name : List.of("set.tar", "set.tar.gz", "set.tgz")) {
            DataSet set = DataSets.open(archive(name, !name.endsWith("tar")), test.cachingIn(cache));
            assertThat(set.name()).as(name).isEqualTo("set/test");
            assertThat(set.digest()).as(name).isEqualTo(folder.digest());
            assertThat(marks(set)).as(name).isEqualTo(marks(folder));
            assertThat(truths(set)).as(name).isEqualTo(truths(folder));
        }
    }

    @Test
    void anArchiveIsExpandedOnce() throws IOException {
        writeImages("a.png", "b.png");
        Path archive = archive("set.tar.gz", true);
        DataSetOptions options = PLAIN.cachingIn(cache);
        DataSets.open(archive, options);
        List<Path> first = cached();
        assertThat(first).hasSize(1);
        Object before = Files.getLastModifiedTime(first.get(0));
        assertThat(DataSets.open(archive, options).size()).isEqualTo(2);
        assertThat(cached()).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(first.get(0))).isEqualTo(before);
        writeImages("a.png", "b.png", "c.png");
        archive("set.tar.gz", true);
        assertThat(DataSets.open(archive, options).size())
                .as("another archive of that name")
                .isEqualTo(3);
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aDamagedArchiveIsNamedAndLeavesNothingInTheCache() throws IOException {
        writeImages("a.png", "b.png");
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

    @Test
    void whatIsNoDataSetIsRefused() throws IOException {
        refused(PLAIN, "no image", root.toString());
        write("notes.txt", new byte[] {1});
        refused(PLAIN, "no image");
        assertThatThrownBy(() -> DataSets.open(root.resolve("notes.txt"), PLAIN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no data set");
        assertThatThrownBy(() -> DataSets.open(root.resolve("missing"), PLAIN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("not there");
    }

    @Test
    void imagesOfWhichNoneDecodesAreRefused() throws IOException {
        write("a.png", new byte[] {1, 2});
        write("b.jpg", new byte[0]);
        refused(PLAIN, "None of the 2 images", "a.png");
    }

    @Test
    void aCorruptImageAmongOthersIsNamedWhenItIsRead() throws IOException {
        writeImages("a.png", "c.png");
        write("b.png", Arrays.copyOf(png(1), 30));
        DataSet set = DataSets.open(root, PLAIN);
        assertThat(set.sample(2).image().width()).isEqualTo(2);
        assertThatThrownBy(() -> set.sample(1))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("b.png", root.toString(), "Maybe");
    }

    @Test
    void linksOfTheUsersOwnFolderAreFollowedAndCirclesAreRefused() throws IOException {
        writeImages("real/a.png");
        Files.move(root.resolve("real"), root.resolveSibling("elsewhere"));
        Files.createSymbolicLink(root.resolve("linked"), root.resolveSibling("elsewhere"));
        assertThat(DataSets.open(root, PLAIN).size()).isEqualTo(1);
        Files.createSymbolicLink(root.resolve("circle"), root);
        refused(PLAIN, root.toString());
    }
}
