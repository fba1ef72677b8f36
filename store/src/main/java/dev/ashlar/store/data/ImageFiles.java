/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import java.util.List;
import java.util.function.Supplier;

/** Images in a file each. */
final class ImageFiles implements Samples {
    private static final int MAX_BYTES = 256 << 20;

    private final FileTree tree;
    private final List<Labelled> images;

    /**
     * A file and what is known of it.
     *
     * @param file the image
     * @param truth read when asked for
     */
    record Labelled(FileTree.Entry file, Supplier<Truth> truth) {}

    ImageFiles(FileTree tree, List<Labelled> images) {
        this.tree = tree;
        this.images = List.copyOf(images);
        requireOne();
    }

    /** Throws unless an image can be read; one that can usually is the first. */
    private void requireOne() {
        StoreException first = null;
        for (Labelled image : images) {
            try {
                decode(image.file());
                return;
            } catch (StoreException e) {
                first = first == null ? e : first;
            }
        }
        throw new StoreException(
                "None of the %d images in %s can be read. The first: %s"
                        .formatted(
                                images.size(), tree.location(), first == null ? "there is none." : first.getMessage()),
                first);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public ImageSet.Sample sample(int index) {
        Labelled image = images.get(index);
        return new ImageSet.Sample(decode(image.file()), image.truth().get());
    }

    @Override
    public String place(int index) {
        return named(images.get(index).file());
    }

    private String named(FileTree.Entry file) {
        return file.path() + " in " + tree.location();
    }

    private PackedImage decode(FileTree.Entry file) {
        String what = named(file);
        if (file.size() > MAX_BYTES) {
            throw new StoreException("The image (%s) has %d bytes and must have at most %d. Maybe it is none."
                    .formatted(what, file.size(), MAX_BYTES));
        }
        return ImageDecoder.decode(what, tree.read(file, 0, (int) file.size()));
    }
}
