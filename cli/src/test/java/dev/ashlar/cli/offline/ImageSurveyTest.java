/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSurveyTest {
    private static final PackedImage FITTING = image(16, 16, PixelFormat.RGB, 3);

    private final BlockCatalog colour;
    private final BlockCatalog gray;

    ImageSurveyTest(@TempDir Path folder) {
        this.colour = RealNets.write(FileStore.open(folder), "net", 1);
        this.gray = new BlockCatalog(
                colour.model(),
                colour.source(),
                colour.input(),
                Preprocessing.unit(PixelFormat.GRAY),
                colour.outputs(),
                colour.outputKind(),
                List.of(),
                List.of());
    }

    /** Images, of which those that are null cannot be read. */
    private record Some(List<@Nullable PackedImage> images) implements ImageSet {
        @Override
        public String name() {
            return "some";
        }

        @Override
        public int size() {
            return images.size();
        }

        @Override
        public Sample sample(int index) {
            PackedImage image = images.get(index);
            if (image == null) {
                throw new StoreException("damaged");
            }
            return new Sample(image, Truth.NONE);
        }
    }

    /** An image whose bytes rise by a step from one to the next. */
    private static PackedImage image(int width, int height, PixelFormat format, int step) {
        byte[] data = new byte[width * height * format.channels()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * step);
        }
        return PackedImage.of(data, width, height, format);
    }

    private static @Nullable String survey(BlockCatalog catalog, List<@Nullable PackedImage> images) {
        return ImageSurvey.of(catalog, new Some(images));
    }

    @Test
    void saysNothingOfImagesThatAreUsedAsTheyAre() {
        assertThat(survey(colour, List.of(FITTING, FITTING))).isNull();
        assertThat(survey(gray, List.of(image(16, 16, PixelFormat.GRAY, 1), image(16, 16, PixelFormat.RGB, 0))))
                .as("a file in gray has equal channels")
                .isNull();
    }

    @Test
    void saysHowManyAreScaledAndFromWhatSizeMostOfThem() {
        List<@Nullable PackedImage> images = new ArrayList<>(Collections.nCopies(5, image(40, 30, PixelFormat.RGB, 1)));
        images.addAll(Collections.nCopies(2, image(30, 40, PixelFormat.RGB, 1)));
        images.add(FITTING);
        images.add(null);
        assertThat(survey(colour, images))
                .isEqualTo("8 of 9 images of some were looked at: 7 are scaled to 16 x 16 pixels (width x height),"
                        + " 5 of them from 40 x 30.");
    }

    @Test
    void saysWhatBecomesOfColours() {
        assertThat(survey(colour, List.of(image(16, 16, PixelFormat.GRAY, 1), FITTING)))
                .isEqualTo("2 of 2 images of some were looked at: 1 is gray and made colour.");
        assertThat(survey(gray, List.of(FITTING)))
                .isEqualTo("1 of 1 images of some were looked at: 1 is in colour and made gray.");
    }

    @Test
    void aFewGrayPhotosAreNotWorthAWord() {
        List<@Nullable PackedImage> images = new ArrayList<>(Collections.nCopies(30, FITTING));
        images.addAll(Collections.nCopies(2, image(16, 16, PixelFormat.RGB, 0)));
        assertThat(survey(colour, images)).isNull();
        images.add(image(16, 16, PixelFormat.RGB, 0));
        assertThat(survey(colour, images)).as("3 of 33").isNull();
        images.add(image(16, 16, PixelFormat.RGB, 0));
        assertThat(survey(colour, images)).endsWith("4 are gray and made colour.");
    }

    @Test
    void looksAtSomeOfMany() {
        assertThat(survey(colour, Collections.nCopies(5000, image(8, 8, PixelFormat.RGB, 1))))
                .startsWith("64 of 5000 images of some were looked at: 64 are scaled");
    }
}
