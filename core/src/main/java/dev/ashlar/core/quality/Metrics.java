/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The metrics there are for each kind of answer. */
public final class Metrics {
    private Metrics() {}

    /** Metrics for answers of a kind, the usual ones first; the last needs no truth. */
    public static List<QualityMetric> of(OutputKind kind) {
        Agreement agreement = new Agreement(kind);
        return switch (kind) {
            case CLASSES -> List.of(new Top1(), new TopK(5), agreement);
            case PROBABILITY_MAP -> List.of(new BoxF1(MapBoxes.text()), new MaskIou(), agreement);
            case VALUES -> List.of(new Psnr(), new Ssim(), agreement);
        };
    }

    /**
     * The metric to judge answers by: the one of this name, or if none is named the usual one where the truth is known
     * and agreement with the original otherwise.
     *
     * @param truth what is known of an image
     */
    public static QualityMetric choose(OutputKind kind, Truth truth, @Nullable String name) {
        List<QualityMetric> all = of(kind);
        if (name == null) {
            QualityMetric usual = all.get(0);
            boolean useful = kind != OutputKind.VALUES && usual.judges(truth);
            return useful ? usual : all.get(all.size() - 1);
        }
        for (QualityMetric metric : all) {
            if (metric.name().equals(name)) {
                Argument.require(
                        metric.judges(truth),
                        "The metric (%s) needs images whose true answers are known. Maybe agreement.",
                        name);
                return metric;
            }
        }
        throw new IllegalArgumentException("The metric (%s) is none for answers of kind %s. Maybe one of %s."
                .formatted(name, kind, all.stream().map(QualityMetric::name).toList()));
    }
}
