/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordSetsTest {
    private static final DataSetOptions PLAIN = DataSetOptions.plain();

    private final SetFolder set;

    RecordSetsTest(@TempDir Path folder) throws IOException {
        this.set = new SetFolder(Files.createDirectory(folder.resolve("set")));
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
    void readsCifarRecords() throws IOException {
        set.write("cifar-10-batches-bin/data_batch_2.bin", records(3));
        set.write("cifar-10-batches-bin/data_batch_1.bin", records(1, 2));
        set.write("cifar-10-batches-bin/test_batch.bin", records(200));
        set.write("cifar-10-batches-bin/batches.meta.txt", "airplane\nbird\n\n".getBytes(StandardCharsets.UTF_8));
        DataSet train = DataSets.open(set.root(), PLAIN.withPart("train"));
        assertThat(SetFolder.truths(train)).isEqualTo(SetFolder.labels(1, 2, 3));
        assertThat(train.classes()).containsExactly("airplane", "bird");
        assertThat(train.describe(2))
                .isEqualTo(
                        "image 2 of set/train (record 0 of cifar-10-batches-bin/data_batch_2.bin in %s)", set.root());
        DataSet test = DataSets.open(set.root(), PLAIN.withPart("test"));
        assertThat(SetFolder.truths(test)).isEqualTo(SetFolder.labels(200));
        ImageSet.Sample sample = train.sample(2);
        assertThat(sample.image().data().array())
                .startsWith(3, 53, 103, 3, 53, 103)
                .hasSize(3072);
        set.refused(PLAIN, "test, train");
        DataSet file = DataSets.open(set.root().resolve("cifar-10-batches-bin/test_batch.bin"), PLAIN);
        assertThat(file.name()).isEqualTo("test_batch");
        assertThat(SetFolder.truths(file)).isEqualTo(SetFolder.labels(200));
        assertThat(file.digest()).isEqualTo(test.digest());
    }

    @Test
    void recordsThatWereCutOffAreRefused() throws IOException {
        set.write("train.bin", Arrays.copyOf(records(1, 2), 5000));
        set.refused(PLAIN, "train.bin", "5000 bytes", "3073");
        set.write("train.bin", new byte[0]);
        set.refused(PLAIN, "train.bin", "0 bytes");
    }

    @Test
    void readsIdxFilesPlainAndCompressed() throws IOException {
        set.write("train-images-idx3-ubyte", idx(0x803, new int[] {3, 2, 4}, 24));
        set.write("train-labels-idx1-ubyte", idx(0x801, new int[] {3}, 3));
        set.write("t10k-images.idx3-ubyte.gz", TarWriter.gzip(idx(0x803, new int[] {2, 2, 4}, 16)));
        set.write("t10k-labels.idx1-ubyte.gz", TarWriter.gzip(idx(0x801, new int[] {2}, 2)));
        DataSet train = DataSets.open(set.root(), PLAIN.withPart("train"));
        assertThat(SetFolder.truths(train)).isEqualTo(SetFolder.labels(0, 1, 2));
        assertThat(train.sample(1).image().format()).isEqualTo(PixelFormat.GRAY);
        assertThat(train.sample(1).image().width()).isEqualTo(4);
        assertThat(train.sample(1).image().data().array()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(train.describe(1))
                .isEqualTo("image 1 of set/train (number 1 in train-images-idx3-ubyte in %s)", set.root());
        DataSet test = DataSets.open(set.root(), PLAIN.withPart("test"));
        assertThat(test.name()).isEqualTo("set/t10k");
        assertThat(SetFolder.truths(test)).isEqualTo(SetFolder.labels(0, 1));
        assertThat(test.sample(1).image().data().array()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        DataSet file = DataSets.open(set.root().resolve("train-images-idx3-ubyte"), PLAIN);
        assertThat(SetFolder.truths(file)).isEqualTo(SetFolder.labels(0, 1, 2));
    }

    @Test
    void idxFilesWithoutLabelsAreImagesOfWhichNothingIsKnown() throws IOException {
        set.write("images-idx3-ubyte", idx(0x803, new int[] {3, 2, 4}, 24));
        assertThat(SetFolder.truths(DataSets.open(set.root(), PLAIN))).containsOnly(Truth.NONE);
    }

    @Test
    void labelsOfAnotherNumberAreRefused() throws IOException {
        set.write("train-images-idx3-ubyte", idx(0x803, new int[] {3, 2, 4}, 24));
        set.write("train-labels-idx1-ubyte", idx(0x801, new int[] {4}, 4));
        set.refused(PLAIN, "train-labels-idx1-ubyte", "holds 4", "3 images");
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
            Files.deleteIfExists(set.root().resolve("images-idx3-ubyte.gz"));
            set.write("images-idx3-ubyte", content);
            set.refused(PLAIN, "images-idx3-ubyte");
            Files.delete(set.root().resolve("images-idx3-ubyte"));
            set.write("images-idx3-ubyte.gz", TarWriter.gzip(content));
            set.refused(PLAIN, "images-idx3-ubyte.gz");
        }
        set.write("images-idx3-ubyte.gz", new byte[] {31, 1, 2});
        set.refused(PLAIN, "images-idx3-ubyte.gz", "cannot be expanded");
    }
}
