/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Gray images of one size in an IDX file, and their classes in another if there is one. */
final class IdxImages implements Samples {
    private final IdxFile images;
    private final @Nullable IdxFile labels;

    IdxImages(FileTree tree, FileTree.Entry images, FileTree.@Nullable Entry labels) {
        this.images = new IdxFile(tree, images, 3);
        this.labels = labels == null ? null : new IdxFile(tree, labels, 1);
        if (this.labels != null && this.labels.extent(0) != this.images.extent(0)) {
            throw new StoreException(("The file of labels (%s in %s) holds %d and there are %d images in %s. Maybe it"
                            + " belongs to other images.")
                    .formatted(
                            labels == null ? "" : labels.path(),
                            tree.location(),
                            this.labels.extent(0),
                            this.images.extent(0),
                            images.path()));
        }
    }

    @Override
    public int size() {
        return images.extent(0);
    }

    @Override
    public String place(int index) {
        return "number %d in %s".formatted(index, images.place());
    }

    @Override
    public ImageSet.Sample sample(int index) {
        int height = images.extent(1);
        int width = images.extent(2);
        byte[] gray = images.read((long) index * height * width, height * width);
        Truth truth = labels == null ? Truth.NONE : new Truth.Label(labels.read(index, 1)[0] & 0xff);
        return new ImageSet.Sample(PackedImage.of(gray, width, height, PixelFormat.GRAY), truth);
    }
}
