/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.image;

import dev.ashlar.core.unit.Argument;
import java.util.Collections;
import java.util.List;

/**
 * From an image to the numbers a network wants: stretch to its input size, take the channels in the asked order, and
 * map each byte {@code x} to {@code (x * scale - mean) / std}. Offline and online use the same.
 *
 * @param order the channels of the network's input; {@code GRAY} for a network of one channel
 * @param scale what a byte is multiplied with, such as 1/255
 * @param mean subtracted from each scaled channel, in the network's order
 * @param std each channel is divided by it
 */
public record Preprocessing(PixelFormat order, double scale, List<Double> mean, List<Double> std) {
    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        Argument.require(
                mean.size() == order.channels() && std.size() == order.channels(),
                "The mean (%s) and deviation (%s) must have one number for each of the %d channels of %s.",
                mean,
                std,
                order.channels(),
                order);
        Argument.require(Double.isFinite(scale) && scale != 0, "The scale (%s) must be a number other than 0.", scale);
        for (double value : mean) {
            Argument.require(Double.isFinite(value), "The mean (%s) must be finite.", value);
        }
        for (double value : std) {
            Argument.require(
                    Double.isFinite(value) && value > 0, "The deviation (%s) must be a number above 0.", value);
        }
    }

    /** Bytes divided by 255, in this order of channels. */
    public static Preprocessing unit(PixelFormat order) {
        return new Preprocessing(order, 1 / 255.0, same(order, 0), same(order, 1));
    }

    /** Bytes as they are, in this order of channels. */
    public static Preprocessing raw(PixelFormat order) {
        return new Preprocessing(order, 1, same(order, 0), same(order, 1));
    }

    private static List<Double> same(PixelFormat order, double value) {
        return Collections.nCopies(order.channels(), value);
    }
}
