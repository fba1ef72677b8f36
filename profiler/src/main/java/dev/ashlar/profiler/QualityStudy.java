/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.BoxF1;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.MapBoxes;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Top1;
import dev.ashlar.core.quality.Truth;
import java.util.ArrayList;
import java.util.List;

/** Judges the network with one descendant swapped in at a time. */
final class QualityStudy {
    private final BlockCatalog catalog;
    private final QualityMetric metric;
    private final Agreement agreement;
    private final double[][] quality;
    private final double[][] agreed;
    private double baseSum;
    private int images;

    QualityStudy(BlockCatalog catalog, ImageSet data) {
        this.catalog = catalog;
        this.metric = metricFor(catalog.outputKind(), data.sample(0).truth());
        this.agreement = new Agreement(catalog.outputKind());
        this.quality = zeros(catalog);
        this.agreed = zeros(catalog);
    }

    private static double[][] zeros(BlockCatalog catalog) {
        return catalog.blocks().stream()
                .map(block -> new double[block.descendants().size()])
                .toArray(double[][]::new);
    }

    private static QualityMetric metricFor(OutputKind kind, Truth truth) {
        List<QualityMetric> candidates =
                switch (kind) {
                    case CLASSES -> List.of(new Top1());
                    case PROBABILITY_MAP -> List.of(new BoxF1(MapBoxes.text()));
                    case VALUES -> List.of();
                };
        return candidates.stream()
                .filter(candidate -> candidate.judges(truth))
                .findFirst()
                .orElse(new Agreement(kind));
    }

    /** Runs the original and every single swap over all images. */
    void run(OpenBlocks blocks, ImageSet data, ProfileProgress progress) {
        List<LoadedChain> swaps = new ArrayList<>();
        Shape shape = catalog.input().nominal();
        Resampler resampler =
                new Resampler(catalog.preprocessing(), Math.toIntExact(shape.dim(3)), Math.toIntExact(shape.dim(2)));
        Tensor input = Tensor.allocate(catalog.input().type(), shape);
        try (LoadedChain original = blocks.join(catalog.originalChain())) {
            for (int b = 0; b < catalog.blocks().size(); b++) {
                for (Descendant descendant : catalog.blocks().get(b).descendants()) {
                    swaps.add(blocks.join(catalog.originalChain().with(b, descendant.id())));
                }
            }
            for (int i = 0; i < data.size(); i++) {
                ImageSet.Sample sample = data.sample(i);
                resampler.resample(sample.image(), input.floats(), 0);
                judge(original, swaps, input, sample.truth());
                progress.at("quality", i + 1, data.size());
            }
        } finally {
            swaps.forEach(LoadedChain::close);
        }
    }

    private void judge(LoadedChain original, List<LoadedChain> swaps, Tensor input, Truth truth) {
        if (!metric.judges(truth)) {
            throw new ProfilerException(
                    "Some images of the data set have a known answer (%s) and some have none. Maybe keep the two apart."
                            .formatted(metric.name()));
        }
        List<Tensor> expected = original.run(input);
        baseSum += metric.score(expected, expected, truth);
        images++;
        int swap = 0;
        for (int b = 0; b < catalog.blocks().size(); b++) {
            for (int d = 0; d < catalog.blocks().get(b).descendants().size(); d++) {
                LoadedChain chain = swaps.get(swap++);
                boolean same = catalog.blocks().get(b).descendants().get(d).isOriginal();
                List<Tensor> answer = same ? expected : chain.run(input);
                quality[b][d] += metric.score(answer, expected, truth);
                agreed[b][d] += agreement.score(answer, expected, truth);
            }
        }
    }

    String metric() {
        return metric.name();
    }

    double base() {
        return baseSum / images;
    }

    /** Mean quality with this descendant swapped in. */
    double of(int block, Descendant descendant) {
        return quality[block][index(block, descendant)] / images;
    }

    /** Mean agreement with the original's answers with this descendant swapped in. */
    double agreementOf(int block, Descendant descendant) {
        return agreed[block][index(block, descendant)] / images;
    }

    private int index(int block, Descendant descendant) {
        return catalog.blocks().get(block).descendants().indexOf(descendant);
    }

    /** Throws if the original itself is useless on this data: then nothing that is measured here means anything. */
    void requireUsefulOriginal(int classes) {
        double chance = metric instanceof Top1 && classes > 1 ? 1.5 / classes : 0.02;
        if (base() < chance) {
            throw new ProfilerException(
                    "The original of %s reaches a %s of %.3f on this data, no better than chance. Maybe its preprocessing or the order of the labels is not the one it was trained with."
                            .formatted(catalog.model(), metric.name(), base()));
        }
    }
}
