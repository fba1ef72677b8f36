/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.workload.StreamSpec;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what was measured of a composition in the place of what was predicted: in the store, in what planners are told, and in
 * the forecast of the plan in force.
 *
 * <p><b>Threading</b>: belongs to the solver thread.
 */
final class Learner {
    /*
     * Another plan is asked for only where the measurement is news that a plan was not made for: a floor that does not hold,
     * or a loss beyond the interval of its prediction. Else the next wish is early enough; a plan for every measurement
     * would exchange blocks for differences that the prediction has already allowed for.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);
    private static final double TOLERANCE = 1e-9;

    private final ModelShelf shelf;
    private final Alerts alerts;
    private final PlanListener listener;
    private final Consumer<String> replan;

    /** @param replan asks for a plan, for a reason that people can read */
    Learner(ModelShelf shelf, Alerts alerts, PlanListener listener, Consumer<String> replan) {
        this.shelf = shelf;
        this.alerts = alerts;
        this.listener = listener;
        this.replan = replan;
    }

    /** What is asked and in force, with the forecast that follows from what was measured. */
    Situation learn(Situation before, MeasuringTarget.Wanted judged, MeasuredComposition measured) {
        keep(judged.profile(), measured);
        ModelShelf.Shelved known = shelf.learn(judged.catalog(), judged.profile(), measured);
        QualityPrediction prediction = judged.profile().prediction();
        if (known == null || prediction == null) {
            return before;
        }
        QualityPrediction.Loss predicted = prediction.loss(judged.catalog(), judged.chain());
        boolean replanned = isWorse(judged.profile(), predicted, measured, before, judged.chain())
                || breaksAFloor(known.model(), before, judged.chain());
        MeasuredPlan news = new MeasuredPlan(
                before.plan().revision(),
                judged.chain(),
                judged.profile().metric(),
                judged.profile().baseQuality(),
                predicted,
                measured,
                judged.profile().provenance().images(),
                replanned);
        Replanner.tell(() -> listener.measured(news));
        if (replanned) {
            replan.accept("heed what was measured of " + judged.chain().model());
        }
        return before.with(known.model());
    }

    private void keep(ProfileSnapshot judged, MeasuredComposition measured) {
        try {
            shelf.keep(judged, measured);
        } catch (RuntimeException e) {
            LOG.warn("What was measured of {} cannot be kept.", judged.model(), e);
            alerts.raise(
                    AlertCode.MEASURING_FAILED,
                    judged.model().value(),
                    "What was measured of a plan of %s cannot be kept in the store: %s It counts as long as this process runs."
                            .formatted(judged.model(), CoordinatorException.words(e)));
        }
    }

    private static boolean isWorse(
            ProfileSnapshot profile,
            QualityPrediction.Loss predicted,
            MeasuredComposition measured,
            Situation situation,
            BlockChain chain) {
        double loss = profile.baseQuality() - measured.scores().quality();
        return loss > predicted.high() && situation.plan().plan().chains().containsValue(chain);
    }

    private static boolean breaksAFloor(PlanModel model, Situation situation, BlockChain chain) {
        double accuracy = model.accuracy(chain);
        for (StreamSpec stream : situation.state().workload().streams()) {
            boolean served = chain.equals(situation.plan().plan().chains().get(stream.id()));
            if (served && accuracy < stream.accuracyFloor() - TOLERANCE) {
                return true;
            }
        }
        return false;
    }
}
