/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A folder in which tests lay out data sets of tiny images, each told from the others by its mark. */
record SetFolder(Path root) {
    /** Writes a file below the root and makes its folders. */
    void write(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** A PNG whose first red value is {@code mark}. */
    static byte[] png(int mark) throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff000000 | mark << 16);
        return ImageDecoderTest.encode(image, "png");
    }

    void writeImages(String... paths) throws IOException {
        for (int i = 0; i < paths.length; i++) {
            write(paths[i], png(i));
        }
    }

    static List<Integer> marks(ImageSet set) {
        return IntStream.range(0, set.size())
                .map(i -> set.sample(i).image().data().get(0) & 0xff)
                .boxed()
                .toList();
    }

    static List<Truth> truths(ImageSet set) {
        return IntStream.range(0, set.size())
                .mapToObj(i -> set.sample(i).truth())
                .toList();
    }

    static List<Truth> labels(int... classes) {
        return Arrays.stream(classes).<Truth>mapToObj(Truth.Label::new).toList();
    }

    void refused(DataSetOptions options, String... parts) {
        assertThatThrownBy(() -> DataSets.open(root, options))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Maybe")
                .hasMessageContainingAll(parts);
    }
}
