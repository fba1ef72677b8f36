/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.store.StoreException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes JPEG, PNG, BMP and GIF to packed RGB. */
final class ImageDecoder {
    /*
     * As the loaders do that networks are trained with: colour profiles and gamma of gray images are ignored, alpha is
     * dropped, 16 bits are cut to the upper 8, of an animation the first frame counts. (BufferedImage.getRGB would
     * take gray for linear light and brighten it.)
     */
    private static final long MAX_PIXELS = 1L << 26;

    private ImageDecoder() {}

    /**
     * The image in {@code content}.
     *
     * @param what names the file, for messages
     */
    static PackedImage decode(String what, byte[] content) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw fault(what, "it is neither JPEG nor PNG, BMP or GIF", null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return pack(read(what, reader));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // The readers of the JDK answer damaged files with exceptions of many kinds.
            throw e instanceof StoreException refusal ? refusal : fault(what, String.valueOf(e.getMessage()), e);
        }
    }

    private static StoreException fault(String what, String reason, @Nullable Exception cause) {
        return new StoreException(
                "The image (%s) cannot be read: %s. Maybe it is damaged; replace or remove it.".formatted(what, reason),
                cause);
    }

    private static BufferedImage read(String what, ImageReader reader) throws IOException {
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width * height > MAX_PIXELS) {
            throw new StoreException("The image (%s) has %d x %d pixels and must have at most %d. Maybe scale it down."
                    .formatted(what, width, height, MAX_PIXELS));
        }
        if (!reader.getImageTypes(0).hasNext()) {
            throw new StoreException(
                    "The image (%s) has a colour space that cannot be read, such as CMYK. Maybe convert it to RGB."
                            .formatted(what));
        }
        return reader.read(0);
    }

    private static PackedImage pack(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] packed = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        if (model instanceof ComponentColorModel && isOf(model, ColorSpace.TYPE_GRAY)) {
            packGray(raster, shift, packed);
        } else if (model instanceof ComponentColorModel && isOf(model, ColorSpace.TYPE_RGB)) {
            packRgb(raster, shift, packed);
        } else {
            packAny(image, packed);
        }
        return PackedImage.of(packed, width, height, PixelFormat.RGB);
    }

    private static boolean isOf(ColorModel model, int type) {
        return model.getColorSpace().getType() == type && model.getComponentSize(0) % 8 == 0;
    }

    private static void packGray(Raster raster, int shift, byte[] packed) {
        int[] row = new int[raster.getWidth()];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int gray : row) {
                packed[at++] = (byte) (gray >> shift);
                packed[at++] = (byte) (gray >> shift);
                packed[at++] = (byte) (gray >> shift);
            }
        }
    }

    private static void packRgb(Raster raster, int shift, byte[] packed) {
        int bands = raster.getNumBands();
        int width = raster.getWidth();
        int[] row = new int[bands * width];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < row.length; x += bands) {
                packed[at++] = (byte) (row[x] >> shift);
                packed[at++] = (byte) (row[x + 1] >> shift);
                packed[at++] = (byte) (row[x + 2] >> shift);
            }
        }
    }

    /** Palettes and packed pixels, whose colours are sRGB. */
    private static void packAny(BufferedImage image, byte[] packed) {
        int[] row = new int[image.getWidth()];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int argb : row) {
                packed[at++] = (byte) (argb >> 16);
                packed[at++] = (byte) (argb >> 8);
                packed[at++] = (byte) argb;
            }
        }
    }
}
