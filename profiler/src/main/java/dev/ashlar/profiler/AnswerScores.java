/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.AnswerDistance;
import dev.ashlar.core.quality.CrossEntropy;
import dev.ashlar.core.quality.Damage;
import dev.ashlar.core.quality.Divergence;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Truth;
import java.util.List;

/**
 * Everything that an answer to one image is scored by.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class AnswerScores {
    private final QualityMetric metric;
    private final Agreement agreement;
    private final Damage loss;
    private final Divergence divergence;
    private final AnswerDistance distance = new AnswerDistance();

    /**
     * @param metric of quality
     * @param truth what is known of the first image, and so of all of them
     */
    AnswerScores(BlockCatalog catalog, QualityMetric metric, Truth truth) {
        this.metric = metric;
        this.agreement = new Agreement(catalog.outputKind());
        this.divergence = new Divergence(catalog.outputKind());
        CrossEntropy ofClasses = new CrossEntropy();
        this.loss = catalog.outputKind() == OutputKind.CLASSES && ofClasses.judges(truth) ? ofClasses : divergence;
    }

    /** The scores of one image. */
    ScoreSums of(List<Tensor> answer, List<Tensor> original, Truth truth) {
        double quality = quality(answer, original, truth);
        double gained = quality - quality(original, original, truth);
        return new ScoreSums(
                1,
                quality,
                agreement.score(answer, original, truth),
                gained,
                gained * gained,
                loss.of(answer, original, truth) - loss.of(original, original, truth),
                divergence.of(answer, original, truth),
                distance.of(answer, original, truth));
    }

    /** The quality of an answer to one image. */
    double quality(List<Tensor> answer, List<Tensor> original, Truth truth) {
        if (!metric.judges(truth) || !loss.judges(truth)) {
            throw new ProfilerException(
                    "Some images of the data set have a known answer (%s) and some have none. Maybe keep the two apart."
                            .formatted(metric.name()));
        }
        return metric.score(answer, original, truth);
    }
}
