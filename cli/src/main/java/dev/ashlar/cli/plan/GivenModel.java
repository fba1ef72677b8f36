/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.QualityPrediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network of a problem file.
 *
 * @param model what is most likely
 * @param band how far its link is off, or null where the file does not say
 * @param errors standard errors of the accuracies that compositions were measured to have, of those that have one
 */
record GivenModel(PlanModel model, @Nullable ErrorBand band, Map<List<DescendantId>, Double> errors) {
    GivenModel {
        errors = Map.copyOf(errors);
    }

    /** With the accuracy that compositions have at least with this confidence; needs a band above 0.5. */
    PlanModel at(double confidence) {
        ErrorBand known = band;
        if (confidence <= 0.5 || known == null) {
            return model;
        }
        Map<List<DescendantId>, Double> measured = new HashMap<>();
        model.measured()
                .forEach((choices, accuracy) -> measured.put(
                        choices,
                        Math.max(
                                0,
                                model.baseAccuracy()
                                        - QualityPrediction.conservative(
                                                model.baseAccuracy() - accuracy,
                                                errors.getOrDefault(choices, 0.0),
                                                confidence))));
        return model.withLink(known.conservative(model.link(), confidence)).withMeasured(measured);
    }
}
