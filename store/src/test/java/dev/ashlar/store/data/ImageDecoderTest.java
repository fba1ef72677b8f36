/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.store.StoreException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageDecoderTest {
    private static final int RED = 0xff0a64c8;
    private static final int MUTANTS = 400;

    static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).as(format).isTrue();
        return out.toByteArray();
    }

    private static BufferedImage image(int type) {
        BufferedImage image = new BufferedImage(3, 2, type);
        image.setRGB(0, 0, RED);
        image.setRGB(2, 1, 0xffffffff);
        return image;
    }

    private static int[] pixel(PackedImage image, int x, int y) {
        int at = y * image.stride() + 3 * x;
        ByteBuffer data = image.data();
        return new int[] {data.get(at) & 0xff, data.get(at + 1) & 0xff, data.get(at + 2) & 0xff};
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void keepsTheColoursOfLosslessImages(String format) throws IOException {
        PackedImage image = ImageDecoder.decode("a", encode(image(BufferedImage.TYPE_INT_RGB), format));
        assertThat(image.format()).isEqualTo(PixelFormat.RGB);
        assertThat(image.width()).isEqualTo(3);
        assertThat(image.height()).isEqualTo(2);
        assertThat(pixel(image, 0, 0)).containsExactly(0x0a, 0x64, 0xc8);
        assertThat(pixel(image, 1, 0)).containsExactly(0, 0, 0);
        assertThat(pixel(image, 2, 1)).containsExactly(255, 255, 255);
    }

    @Test
    void readsPalettes() throws IOException {
        for (String format : List.of("gif", "png")) {
            BufferedImage image = image(BufferedImage.TYPE_BYTE_INDEXED);
            PackedImage decoded = ImageDecoder.decode("a", encode(image, format));
            int rgb = image.getRGB(0, 0);
            assertThat(pixel(decoded, 0, 0)).containsExactly(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
        }
    }

    @Test
    void dropsAlpha() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x100a64c8);
        assertThat(pixel(ImageDecoder.decode("a", encode(image, "png")), 0, 0)).containsExactly(0x0a, 0x64, 0xc8);
    }

    @Test
    void takesGrayAsItIs() throws IOException {
        BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setSample(0, 0, 0, 100);
        assertThat(pixel(ImageDecoder.decode("a", encode(gray, "png")), 0, 0)).containsExactly(100, 100, 100);
        int[] lossy = pixel(ImageDecoder.decode("a", encode(gray, "jpg")), 0, 0);
        assertThat(lossy[0]).isBetween(90, 110);
        BufferedImage binary = image(BufferedImage.TYPE_BYTE_BINARY);
        assertThat(pixel(ImageDecoder.decode("a", encode(binary, "png")), 2, 1)).containsExactly(255, 255, 255);
    }

    @Test
    void cutsSixteenBitsToEight() throws IOException {
        BufferedImage gray = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        gray.getRaster().setSample(0, 0, 0, 0x64ff);
        assertThat(pixel(ImageDecoder.decode("a", encode(gray, "png")), 0, 0)).containsExactly(100, 100, 100);
        ComponentColorModel deep = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
        WritableRaster raster = deep.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {0x0aff, 0x6400, 0xc810});
        BufferedImage colour = new BufferedImage(deep, raster, false, null);
        assertThat(pixel(ImageDecoder.decode("a", encode(colour, "png")), 0, 0)).containsExactly(10, 100, 200);
    }

    @Test
    void readsJpeg() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, RED);
        }
        int[] pixel = pixel(ImageDecoder.decode("a", encode(image, "jpg")), 8, 8);
        assertThat(pixel[0]).isBetween(0, 25);
        assertThat(pixel[1]).isBetween(90, 110);
        assertThat(pixel[2]).isBetween(185, 215);
    }

    /** The marker with which programs say that their CMYK is stored the other way round. */
    private static byte[] withAdobeMarker(byte[] jpeg) {
        byte[] marker = HexFormat.of().parseHex("ffee000e41646f626500640000000000");
        return ByteBuffer.allocate(jpeg.length + marker.length)
                .put(jpeg, 0, 2)
                .put(marker)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    @Test
    void convertsCmykOrSaysThatThisPlatformDoesNot() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
        for (int i = 0; i < 64; i++) {
            raster.setPixel(i % 8, i / 8, new int[] {255, 0, 0, 255});
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        try {
            int[] pixel = pixel(ImageDecoder.decode("four.jpg", withAdobeMarker(out.toByteArray())), 4, 4);
            assertThat(pixel[0]).isGreaterThan(240);
            assertThat(pixel[1]).isLessThan(15);
        } catch (StoreException e) {
            assertThat(e).hasMessageContainingAll("four.jpg", "CMYK", "Maybe");
        }
    }

    @Test
    void refusesAnImageThatUnpacksToAbsurdSize() throws IOException {
        byte[] bomb = encode(image(BufferedImage.TYPE_INT_RGB), "png");
        ByteBuffer.wrap(bomb).putInt(16, 30_000).putInt(20, 30_000);
        assertThatThrownBy(() -> ImageDecoder.decode("bomb.png", bomb))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("bomb.png", "30000 x 30000", "Maybe");
    }

    @Test
    void refusesWhatIsNoImage() {
        for (byte[] content : List.of(new byte[0], new byte[] {1}, "GIF89a".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> ImageDecoder.decode("x.png", content))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("x.png", "Maybe");
        }
    }

    @Test
    void aMutatedImageIsRefusedOrReadable() throws IOException {
        List<byte[]> valid = new ArrayList<>();
        for (String format : List.of("png", "jpg", "bmp", "gif")) {
            valid.add(encode(image(BufferedImage.TYPE_INT_RGB), format));
            valid.add(encode(image(BufferedImage.TYPE_BYTE_GRAY), format));
        }
        for (long seed = 0; seed < MUTANTS * 8L; seed++) {
            Random random = new Random(seed);
            byte[] mutant = valid.get((int) (seed % valid.size())).clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            try {
                ImageDecoder.decode("fuzzed", mutant);
            } catch (StoreException e) {
                assertThat(e).as("seed %d", seed).hasMessageContainingAll("fuzzed", "Maybe");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
