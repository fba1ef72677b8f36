/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResamplerTest {
    /** Bytes are off by at most this much because places and weights are floats. */
    private static final double TOLERANCE = 5e-3;

    private static final List<PixelFormat> FORMATS = List.of(PixelFormat.values());

    private static PackedImage image(Random random) {
        PixelFormat format = FORMATS.get(random.nextInt(3));
        int width = 1 + random.nextInt(40);
        int height = 1 + random.nextInt(40);
        int stride = width * format.channels() + random.nextInt(7);
        byte[] bytes = new byte[stride * height];
        random.nextBytes(bytes);
        ByteBuffer data = random.nextBoolean() ? ByteBuffer.wrap(bytes) : direct(bytes);
        return new PackedImage(data, width, height, stride, format);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }

    private static Preprocessing preprocessing(Random random) {
        PixelFormat order = FORMATS.get(random.nextInt(3));
        List<Double> mean = random.doubles(order.channels()).boxed().toList();
        List<Double> std = random.doubles(order.channels(), 0.1, 2).boxed().toList();
        return new Preprocessing(order, random.nextBoolean() ? 1 / 255.0 : 1, mean, std);
    }

    /** One number of the network's input, written down as the definition says it. */
    private static double expected(
            PackedImage image, Preprocessing wanted, int width, int height, int c, int y, int x) {
        double sourceX = clamp((x + 0.5) * image.width() / width - 0.5, image.width() - 1);
        double sourceY = clamp((y + 0.5) * image.height() / height - 0.5, image.height() - 1);
        double sum = 0;
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                double share = Math.max(0, 1 - Math.abs(sourceX - column)) * Math.max(0, 1 - Math.abs(sourceY - row));
                if (share > 0) {
                    sum += share * pixel(image, wanted.order(), c, row, column);
                }
            }
        }
        return (sum * wanted.scale() - wanted.mean().get(c)) / wanted.std().get(c);
    }

    private static double clamp(double place, int last) {
        return Math.max(0, Math.min(place, last));
    }

    private static double pixel(PackedImage image, PixelFormat order, int c, int row, int column) {
        int start = row * image.stride() + column * image.format().channels();
        double[] rgb = new double[3];
        for (int i = 0; i < 3; i++) {
            int at =
                    switch (image.format()) {
                        case GRAY -> 0;
                        case RGB -> i;
                        case BGR -> 2 - i;
                    };
            rgb[i] = image.data().get(start + at) & 0xff;
        }
        return switch (order) {
            case RGB -> rgb[c];
            case BGR -> rgb[2 - c];
            case GRAY -> image.format() == PixelFormat.GRAY ? rgb[0] : 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
        };
    }

    private static void assertResampled(
            long seed, PackedImage image, Preprocessing wanted, int width, int height, FloatBuffer target, int offset) {
        for (int c = 0; c < wanted.order().channels(); c++) {
            double tolerance =
                    TOLERANCE * Math.abs(wanted.scale() / wanted.std().get(c)) + 1e-5;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    assertThat((double) target.get(offset + (c * height + y) * width + x))
                            .as("seed %d, channel %d, row %d, column %d", seed, c, y, x)
                            .isCloseTo(expected(image, wanted, width, height, c, y, x), within(tolerance));
                }
            }
        }
    }

    @Test
    void agreesWithTheDefinitionForAnySizeFormatStrideAndOrder() {
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            Preprocessing wanted = preprocessing(random);
            int width = 1 + random.nextInt(24);
            int height = 1 + random.nextInt(24);
            Resampler resampler = new Resampler(wanted, width, height);
            int offset = random.nextInt(3) * resampler.elements();
            FloatBuffer target = FloatBuffer.allocate(offset + resampler.elements());
            for (int i = 0; i < 2; i++) {
                PackedImage image = image(random);
                resampler.resample(image, target, offset);
                assertResampled(seed, image, wanted, width, height, target, offset);
            }
        }
    }

    @Test
    void copiesBytesExactlyWhereNothingHasToChange() {
        byte[] bytes = new byte[3 * 7 * 5];
        new Random(1).nextBytes(bytes);
        Resampler resampler = new Resampler(Preprocessing.raw(PixelFormat.RGB), 7, 5);
        FloatBuffer target = FloatBuffer.allocate(resampler.elements());
        resampler.resample(PackedImage.of(bytes, 7, 5, PixelFormat.RGB), target, 0);
        for (int i = 0; i < bytes.length; i++) {
            int place = i / 3;
            assertThat(target.get(i % 3 * 35 + place)).isEqualTo(bytes[i] & 0xff);
        }
    }

    @Test
    void ignoresPositionAndLimitOfBothBuffersAndLeavesThem() {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
        data.position(2).limit(3);
        FloatBuffer target = FloatBuffer.allocate(6);
        target.position(1).limit(2);
        Resampler resampler = new Resampler(Preprocessing.raw(PixelFormat.GRAY), 2, 2);
        resampler.resample(PackedImage.of(data, 2, 2, PixelFormat.GRAY), target, 2);
        assertThat(target.array()).containsExactly(0, 0, 1, 2, 3, 4);
        assertThat(target.position()).isEqualTo(1);
        assertThat(target.limit()).isEqualTo(2);
        assertThat(data.position()).isEqualTo(2);
        assertThat(data.limit()).isEqualTo(3);
    }

    @Test
    void writesNothingOutsideItsPlace() {
        Resampler resampler = new Resampler(Preprocessing.raw(PixelFormat.GRAY), 3, 3);
        FloatBuffer target = FloatBuffer.allocate(11);
        resampler.resample(PackedImage.of(new byte[] {9}, 1, 1, PixelFormat.GRAY), target, 1);
        assertThat(target.get(0)).isZero();
        assertThat(target.get(10)).isZero();
        assertThat(target.array()).contains(9, 9, 9);
    }

    @Test
    void refusesATargetThatIsTooSmallAndSizesThatAreNone() {
        Resampler resampler = new Resampler(Preprocessing.raw(PixelFormat.GRAY), 2, 2);
        PackedImage image = PackedImage.of(new byte[1], 1, 1, PixelFormat.GRAY);
        assertThatThrownBy(() -> resampler.resample(image, FloatBuffer.allocate(4), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The target must hold 4 floats and holds 3.");
        assertThatThrownBy(() -> new Resampler(Preprocessing.raw(PixelFormat.GRAY), 0, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
