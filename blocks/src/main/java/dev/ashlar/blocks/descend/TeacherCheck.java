/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.quality.Top1;
import dev.ashlar.core.quality.Truth;
import java.util.List;
import java.util.Map;

/** Refuses a network that is not worth imitating, before any work is done. */
final class TeacherCheck {
    private static final int IMAGES = 200;

    /** Fewer labels tell too little. */
    private static final int LEAST_LABELS = 50;

    /** Answers whose spread over the images is below this share of their size do not depend on the image. */
    private static final double LEAST_SPREAD = 1e-6;

    private static final double DEVIATIONS = 3;

    private final GraphRunner runner;
    private final CatalogStore store;

    TeacherCheck(GraphRunner runner, CatalogStore store) {
        this.runner = runner;
        this.store = store;
    }

    /** Runs the original network on some of the images. */
    void check(BlockCatalog catalog, ImageSet images) {
        ImageSet some = SpreadImages.of(images, IMAGES);
        Shape shape = catalog.input().nominal().with(0, 1);
        Resampler resampler =
                new Resampler(catalog.preprocessing(), Math.toIntExact(shape.dim(3)), Math.toIntExact(shape.dim(2)));
        List<String> outputs = catalog.outputs().stream().map(TensorSpec::name).toList();
        Tally tally = new Tally();
        try (GraphRunner.LoadedGraph whole = runner.load(OnnxReader.read(
                        store.original(catalog.model(), catalog.source()).path())
                .toBytes())) {
            Tensor input = Tensor.allocate(catalog.input().type(), shape);
            for (int i = 0; i < some.size(); i++) {
                ImageSet.Sample sample = some.sample(i);
                resampler.resample(sample.image(), input.floats(), 0);
                Map<String, Tensor> answer = whole.run(Map.of(catalog.input().name(), input), outputs);
                Tensor first = Lookup.in(answer, outputs.get(0));
                if (catalog.outputKind() == OutputKind.CLASSES) {
                    requireKnown(catalog, some, i, sample.truth(), first.shape().elements());
                }
                tally.add(first, sample.truth());
            }
        }
        tally.requireVaried(catalog, images);
        if (catalog.outputKind() == OutputKind.CLASSES) {
            tally.requireSkilled(catalog, images);
        }
    }

    private static void requireKnown(BlockCatalog catalog, ImageSet set, int index, Truth truth, long classes) {
        if (truth instanceof Truth.Label label && label.index() >= classes) {
            throw new BlocksException(
                    "The class of %s is %d, but the network %s knows %d classes, numbered from 0. Maybe its folders are those of another network: number them as the network does, or give the images in one folder, without labels."
                            .formatted(set.describe(index), label.index(), catalog.model(), classes));
        }
    }

    /** What is known of the answers so far. */
    private static final class Tally {
        private final Top1 metric = new Top1();
        private float[] low = {};
        private float[] high = {};
        private int images;
        private int labelled;
        private double right;

        void add(Tensor answer, Truth truth) {
            float[] values = answer.toFloats();
            if (images++ == 0) {
                low = values.clone();
                high = values.clone();
            }
            for (int i = 0; i < Math.min(values.length, low.length); i++) {
                low[i] = Math.min(low[i], values[i]);
                high[i] = Math.max(high[i], values[i]);
            }
            if (metric.judges(truth)) {
                labelled++;
                right += metric.score(List.of(answer), List.of(answer), truth);
            }
        }

        void requireVaried(BlockCatalog catalog, ImageSet set) {
            double spread = 0;
            double size = 0;
            for (int i = 0; i < low.length; i++) {
                spread = Math.max(spread, high[i] - low[i]);
                size = Math.max(size, Math.max(Math.abs(low[i]), Math.abs(high[i])));
            }
            if (images > 1 && spread <= LEAST_SPREAD * size) {
                throw new BlocksException(
                        "The network %s answers all of %d images of %s alike, so there is nothing that smaller blocks could imitate. Maybe its preprocessing (--mean, --std, --scale, --order) is not the one it was trained with, or all images are the same."
                                .formatted(catalog.model(), images, set.name()));
            }
        }

        void requireSkilled(BlockCatalog catalog, ImageSet set) {
            double chance = 1.0 / Math.max(2, low.length);
            double limit = chance + DEVIATIONS * Math.sqrt(chance * (1 - chance) / Math.max(1, labelled));
            if (labelled >= LEAST_LABELS && right / labelled <= limit) {
                throw new BlocksException(
                        "The network %s is right for %.0f of %d labelled images of %s, which is no better than chance (%.1f %%). Maybe its preprocessing is not the one it was trained with, or the labels are those of other classes: number them as the network does, or give the images in one folder, without labels."
                                .formatted(catalog.model(), right, labelled, set.name(), 100 * chance));
            }
        }
    }
}
