/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.core.AshlarException;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to images so that a network can read them: scaling, gray made colour, colour made gray. */
final class ImageSurvey {
    /*
     * Told before the work begins, which may take hours, so it goes by some of the images: every one that is looked at
     * is decoded once more.
     */
    private static final int MOST = 64;

    /** A few photos in every set are gray: a smaller share of other colours than one in so many is not worth a word. */
    private static final int FEW = 10;

    private record Size(int width, int height) {
        @Override
        public String toString() {
            return width + " x " + height;
        }
    }

    private final Size wanted;
    private final boolean wantsGray;
    private final Map<Size, Integer> sizes = new HashMap<>();
    private int seen;
    private int recoloured;

    private ImageSurvey(BlockCatalog catalog) {
        Shape shape = catalog.input().nominal();
        this.wanted = new Size(Math.toIntExact(shape.dim(3)), Math.toIntExact(shape.dim(2)));
        this.wantsGray = catalog.preprocessing().order() == PixelFormat.GRAY;
    }

    /** Says in one line what is done to images of a set; nothing if they are used as they are. */
    static void tell(BlockCatalog catalog, ImageSet images, PrintWriter err) {
        String note = of(catalog, images);
        if (note != null) {
            err.println("ashlar: note: " + note);
            err.flush();
        }
    }

    /** What is done to images of a set, in words; null if they are used as they are. */
    static @Nullable String of(BlockCatalog catalog, ImageSet images) {
        ImageSurvey survey = new ImageSurvey(catalog);
        ImageSet some = SpreadImages.of(images, MOST);
        for (int i = 0; i < some.size(); i++) {
            try {
                survey.add(some.sample(i).image());
            } catch (AshlarException unreadable) {
                // Whoever needs it refuses it by name.
            }
        }
        List<String> done = survey.findings();
        return done.isEmpty()
                ? null
                : "%d of %d images of %s were looked at: %s."
                        .formatted(survey.seen, images.size(), images.name(), String.join(", ", done));
    }

    private void add(PackedImage image) {
        seen++;
        sizes.merge(new Size(image.width(), image.height()), 1, Integer::sum);
        if (isGray(image) != wantsGray) {
            recoloured++;
        }
    }

    /** Whether no pixel has a colour: the readers of image files make gray files colour. */
    private static boolean isGray(PackedImage image) {
        int channels = image.format().channels();
        for (int y = 0; y < image.height() && channels > 1; y++) {
            for (int at = y * image.stride(); at < y * image.stride() + image.width() * channels; at += channels) {
                byte first = image.data().get(at);
                if (image.data().get(at + 1) != first || image.data().get(at + 2) != first) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<String> findings() {
        List<String> findings = new ArrayList<>();
        int scaled = seen - sizes.getOrDefault(wanted, 0);
        if (scaled > 0) {
            sizes.remove(wanted);
            Map.Entry<Size, Integer> usual =
                    sizes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            findings.add("%s scaled to %s pixels (width x height), %d of them from %s"
                    .formatted(are(scaled), wanted, usual.getValue(), usual.getKey()));
        }
        if (recoloured > 0 && recoloured * FEW >= seen) {
            findings.add(
                    (wantsGray ? "%s in colour and made gray" : "%s gray and made colour").formatted(are(recoloured)));
        }
        return findings;
    }

    private static String are(int count) {
        return count + (count == 1 ? " is" : " are");
    }
}
