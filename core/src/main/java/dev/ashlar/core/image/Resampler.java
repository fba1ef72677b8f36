/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.image;

import dev.ashlar.core.unit.Argument;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Turns images into network inputs in one pass: bilinear resampling, order of channels, normalisation and layout
 * {@code (channel, height, width)} together, without allocation per image.
 *
 * <p><b>Threading</b>: an instance keeps scratch rows and belongs to one thread.
 */
public final class Resampler {
    /*
     * Pixel centres lie at half integers, as in OpenCV's INTER_LINEAR and ONNX's half_pixel: output x reads input
     * (x + 0.5) * scale - 0.5, clamped to the image. Column offsets and weights depend on the two widths alone and are
     * kept from image to image. The affine map of each channel is folded into one multiplication and one addition.
     */
    private final int width;
    private final int height;
    private final PixelFormat order;
    private final float[] gain;
    private final float[] bias;
    private final int[] leftColumn;
    private final int[] rightColumn;
    private final float[] rightWeight;
    private int sourceWidth = -1;
    private int sourceChannels = -1;

    /**
     * @param preprocessing what the network wants
     * @param width columns of the network's input
     * @param height rows of the network's input
     */
    public Resampler(Preprocessing preprocessing, int width, int height) {
        Argument.require(width > 0 && height > 0, "The input size (%d x %d) must be positive.", width, height);
        this.width = width;
        this.height = height;
        this.order = preprocessing.order();
        int channels = order.channels();
        this.gain = new float[channels];
        this.bias = new float[channels];
        for (int c = 0; c < channels; c++) {
            gain[c] = (float) (preprocessing.scale() / preprocessing.std().get(c));
            bias[c] =
                    (float) (-preprocessing.mean().get(c) / preprocessing.std().get(c));
        }
        this.leftColumn = new int[width];
        this.rightColumn = new int[width];
        this.rightWeight = new float[width];
    }

    /** Floats that one image becomes. */
    public int elements() {
        return order.channels() * height * width;
    }

    /** Writes {@code image} to {@code target} from index {@code offset} on, whatever its position and limit. */
    public void resample(PackedImage image, FloatBuffer target, int offset) {
        FloatBuffer whole = target.duplicate().clear();
        Argument.require(
                target.capacity() - offset >= elements(),
                "The target must hold %d floats and holds %d.",
                elements(),
                target.capacity() - offset);
        if (image.width() != sourceWidth || image.format().channels() != sourceChannels) {
            placeColumns(image.width(), image.format().channels());
        }
        float step = (float) image.height() / height;
        for (int y = 0; y < height; y++) {
            float place = Math.min(Math.max((y + 0.5f) * step - 0.5f, 0), image.height() - 1);
            int top = (int) place;
            int bottom = Math.min(top + 1, image.height() - 1);
            row(image, top * image.stride(), bottom * image.stride(), place - top, whole, offset + y * width);
        }
    }

    private void placeColumns(int from, int channels) {
        float step = (float) from / width;
        for (int x = 0; x < width; x++) {
            float place = Math.min(Math.max((x + 0.5f) * step - 0.5f, 0), from - 1);
            int left = (int) place;
            leftColumn[x] = left * channels;
            rightColumn[x] = Math.min(left + 1, from - 1) * channels;
            rightWeight[x] = place - left;
        }
        sourceWidth = from;
        sourceChannels = channels;
    }

    private void row(PackedImage image, int top, int bottom, float lower, FloatBuffer target, int start) {
        PixelFormat format = image.format();
        for (int c = 0; c < order.channels(); c++) {
            int plane = start + c * height * width;
            if (format == PixelFormat.GRAY || order != PixelFormat.GRAY) {
                channel(image.data(), top + source(format, c), bottom + source(format, c), lower, target, plane, c);
            } else {
                luma(image.data(), format, top, bottom, lower, target, plane);
            }
        }
    }

    /** The byte within a packed pixel that holds channel {@code c} of the network's order. */
    private int source(PixelFormat format, int c) {
        if (format == PixelFormat.GRAY) {
            return 0;
        }
        return format == order ? c : 2 - c;
    }

    private void channel(ByteBuffer data, int top, int bottom, float lower, FloatBuffer target, int start, int c) {
        float upper = 1 - lower;
        for (int x = 0; x < width; x++) {
            float right = rightWeight[x];
            float left = 1 - right;
            float value = upper * (left * at(data, top + leftColumn[x]) + right * at(data, top + rightColumn[x]))
                    + lower * (left * at(data, bottom + leftColumn[x]) + right * at(data, bottom + rightColumn[x]));
            target.put(start + x, value * gain[c] + bias[c]);
        }
    }

    private void luma(
            ByteBuffer data, PixelFormat format, int top, int bottom, float lower, FloatBuffer target, int start) {
        float upper = 1 - lower;
        for (int x = 0; x < width; x++) {
            float right = rightWeight[x];
            float left = 1 - right;
            float value = upper
                            * (left * luma(data, format, top + leftColumn[x])
                                    + right * luma(data, format, top + rightColumn[x]))
                    + lower
                            * (left * luma(data, format, bottom + leftColumn[x])
                                    + right * luma(data, format, bottom + rightColumn[x]));
            target.put(start + x, value * gain[0] + bias[0]);
        }
    }

    /** ITU-R BT.601 luma of the pixel that begins at {@code index}. */
    private static float luma(ByteBuffer data, PixelFormat format, int index) {
        int red = at(data, format == PixelFormat.RGB ? index : index + 2);
        int blue = at(data, format == PixelFormat.RGB ? index + 2 : index);
        return 0.299f * red + 0.587f * at(data, index + 1) + 0.114f * blue;
    }

    private static int at(ByteBuffer data, int index) {
        return data.get(index) & 0xff;
    }
}
