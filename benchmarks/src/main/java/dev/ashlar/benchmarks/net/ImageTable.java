/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Images as a network reads them, all in memory.
 *
 * @param input the name of the tensor that they are fed as
 * @param shape of one image, batch 1
 * @param pixels of every image, preprocessed
 * @param labels the class of every image; -1 where it is not known
 */
public record ImageTable(String input, Shape shape, List<float[]> pixels, List<Integer> labels) implements Rows {
    public ImageTable {
        pixels = List.copyOf(pixels);
        labels = List.copyOf(labels);
    }

    /** All images of a set for a network. */
    public static ImageTable of(ImageSet images, BlockCatalog catalog) {
        return of(images, catalog.input().name(), catalog.input().nominal(), catalog.preprocessing());
    }

    /** All images of a set, preprocessed. */
    public static ImageTable of(ImageSet images, String input, Shape shape, Preprocessing preprocessing) {
        Resampler resampler =
                new Resampler(preprocessing, Math.toIntExact(shape.dim(3)), Math.toIntExact(shape.dim(2)));
        List<float[]> pixels = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            ImageSet.Sample sample = images.sample(i);
            float[] row = new float[resampler.elements()];
            resampler.resample(sample.image(), FloatBuffer.wrap(row), 0);
            pixels.add(row);
            labels.add(sample.truth().fold(() -> -1, Truth.Label::index, boxes -> -1));
        }
        return new ImageTable(input, shape.with(0, 1), pixels, labels);
    }

    @Override
    public int size() {
        return pixels.size();
    }

    /** Whether the class of every image is known. */
    public boolean isLabelled() {
        return !labels.contains(-1);
    }

    @Override
    public Map<String, Shape> shapes() {
        return Map.of(input, shape);
    }

    @Override
    public float[] row(String tensor, int image) {
        return pixels.get(image);
    }

    /** The classes of some images, as {@link Loss#crossEntropy} wants them. */
    public Batch truth(List<Integer> images, int classes) {
        float[] ones = new float[images.size() * classes];
        for (int i = 0; i < images.size(); i++) {
            ones[i * classes + labels.get(images.get(i))] = 1;
        }
        return new Batch(images.size(), Map.of(Loss.LABELS, Shape.of(1, classes)), Map.of(Loss.LABELS, ones));
    }
}
