/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import java.util.List;

/** Records of CIFAR-10's binary form: one byte for the class, then 32 x 32 bytes each of red, green and blue. */
final class CifarRecords implements Samples {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PLANE;

    private final FileTree tree;
    private final List<FileTree.Entry> files;
    private final int size;

    CifarRecords(FileTree tree, List<FileTree.Entry> files) {
        this.tree = tree;
        this.files = List.copyOf(files);
        long records = 0;
        for (FileTree.Entry file : files) {
            requireRecords(file);
            records += file.size() / RECORD;
        }
        if (records > Integer.MAX_VALUE) {
            throw new StoreException("The record files in %s hold %d images. Maybe name one of them."
                    .formatted(tree.location(), records));
        }
        this.size = (int) records;
    }

    private void requireRecords(FileTree.Entry file) {
        if (file.size() == 0 || file.size() % RECORD != 0) {
            throw new StoreException(
                    ("The record file (%s in %s) has %d bytes, which is no multiple of %d: one byte for"
                                    + " the class and 32 x 32 x 3 for the image. Maybe it was cut off or is of another"
                                    + " kind.")
                            .formatted(file.path(), tree.location(), file.size(), RECORD));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public ImageSet.Sample sample(int index) {
        Place place = find(index);
        return decode(tree.read(place.file(), place.record() * RECORD, RECORD));
    }

    @Override
    public String place(int index) {
        Place place = find(index);
        return "record %d of %s in %s".formatted(place.record(), place.file().path(), tree.location());
    }

    /** Where a record lies: its number within a file. */
    private record Place(FileTree.Entry file, long record) {}

    private Place find(int index) {
        long left = index;
        for (FileTree.Entry file : files) {
            long records = file.size() / RECORD;
            if (left < records) {
                return new Place(file, left);
            }
            left -= records;
        }
        throw new IllegalArgumentException("The index (%d) of a record must be below %d.".formatted(index, size));
    }

    private static ImageSet.Sample decode(byte[] record) {
        byte[] packed = new byte[3 * PLANE];
        for (int i = 0; i < PLANE; i++) {
            packed[3 * i] = record[1 + i];
            packed[3 * i + 1] = record[1 + PLANE + i];
            packed[3 * i + 2] = record[1 + 2 * PLANE + i];
        }
        return new ImageSet.Sample(
                PackedImage.of(packed, SIDE, SIDE, PixelFormat.RGB), new Truth.Label(record[0] & 0xff));
    }
}
