/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.benchmarks.predict.PredictResults.Network;
import dev.ashlar.benchmarks.predict.PredictResults.Plans;
import dev.ashlar.benchmarks.predict.PredictResults.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds what came out against what is wanted. */
final class PredictTargets {
    private static final int ENOUGH_IMAGES = 4000;
    private static final int MOST_BESIDE = 3;
    private static final long MEBI = 1 << 20;

    private PredictTargets() {}

    /**
     * One target of one network.
     *
     * @param target what is wanted
     * @param measured what came out
     * @param met whether that is enough
     */
    record Target(String target, String measured, boolean met) {}

    /**
     * The targets of our predictor. With fewer than 4,000 test images the sampling floor is added in squares to what is
     * wanted of mean errors.
     */
    static List<Target> of(Network network) {
        if (network.scores().isEmpty()) {
            List<Target> costs = new ArrayList<>();
            costs(network, costs);
            return costs;
        }
        Score ours = score(network, Predictors.OURS);
        Plans plans = plans(network, Predictors.OURS);
        boolean many = network.testImages() >= ENOUGH_IMAGES;
        double mild = 100 * network.floor().mild();
        double all = 100 * network.floor().all();
        List<Target> targets = new ArrayList<>();
        targets.add(most(
                "mean absolute error of compositions that lose up to 15 points",
                100 * ours.mildError(),
                many ? 1 : Math.hypot(1, mild),
                " over %d; sampling alone leaves %.2f".formatted(ours.mildCount(), mild)));
        targets.add(most(
                "mean absolute error of all",
                100 * ours.error(),
                many ? 1.3 : Math.hypot(1.3, all),
                " over %d; sampling alone leaves %.2f"
                        .formatted(network.compositions().size(), all)));
        double mean = 100 * network.floor().mean();
        targets.add(most(
                "absolute bias",
                Math.abs(100 * ours.bias()),
                many ? 0.3 : Math.hypot(0.3, mean),
                "; sampling alone leaves %.2f, for all are judged by the same images".formatted(mean)));
        targets.add(least("Spearman's rank correlation", ours.rank(), 0.95));
        targets.add(least("compositions within their 95 % interval, %", 100 * ours.covered(), 90));
        targets.add(most(
                "promised too much at the plans chosen, before they are measured",
                100 * plans.before(),
                many ? 1 : Math.hypot(1, all),
                " over %d plans, at most %.2f".formatted(plans.count(), 100 * plans.worstBefore())));
        targets.add(most(
                "promised too much at the plans chosen, once measured",
                100 * plans.after(),
                many ? 0.3 : Math.hypot(0.3, all),
                " over %d plans, at most %.2f".formatted(plans.count(), 100 * plans.worstAfter())));
        costs(network, targets);
        return targets;
    }

    private static void costs(Network network, List<Target> targets) {
        for (int beside = 0; beside <= MOST_BESIDE && !network.times().isEmpty(); beside++) {
            int others = beside;
            double limit = beside == 0 ? 5 : 10;
            double[] errors = errors(network, others, false);
            double[] drifted = errors(network, others, true);
            targets.add(most(
                    "median latency of 90 %% of linked compositions, %s, off by %%"
                            .formatted(beside == 0 ? "alone" : "beside %d more".formatted(beside)),
                    ninetieth(errors),
                    limit,
                    " over %d; median %.2f; %.2f where the drift of the original since the profile is taken out"
                            .formatted(errors.length, errors[errors.length / 2], ninetieth(drifted))));
        }
        if (!network.memory().isEmpty()) {
            double worst = 0;
            for (PredictResults.Growth growth : network.memory()) {
                double off = Math.abs(growth.predictedBytes() - growth.measuredBytes()) / (double) MEBI;
                worst = Math.max(worst, off / Math.max(2, 0.05 * growth.measuredBytes() / MEBI));
            }
            targets.add(most(
                    "memory of linked compositions, off by so many times 5 % or 2 MiB, at the worst",
                    worst, 1, " over %d".formatted(network.memory().size())));
        }
    }

    private static double ninetieth(double[] errors) {
        return errors[(int) Math.ceil(0.9 * errors.length) - 1];
    }

    /** By how many percent predictions are off, ascending. */
    private static double[] errors(Network network, int beside, boolean withoutDrift) {
        return network.times().stream()
                .filter(cost -> cost.beside() == beside)
                .mapToDouble(cost -> {
                    double drift = withoutDrift ? (double) cost.originalNanos() / network.originalNanos() : 1;
                    return 100 * Math.abs(drift * cost.predictedNanos() - cost.measuredNanos()) / cost.measuredNanos();
                })
                .sorted()
                .toArray();
    }

    private static Target most(String what, double value, double limit, String more) {
        return new Target("%s: at most %s".formatted(what, number(limit)), number(value) + more, value <= limit);
    }

    private static Target least(String what, double value, double limit) {
        return new Target(
                "%s: at least %s".formatted(what, number(limit)),
                String.format(Locale.ROOT, "%.3f", value),
                value >= limit);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static Score score(Network network, String predictor) {
        return network.scores().stream()
                .filter(each -> each.predictor().equals(predictor))
                .findFirst()
                .orElseThrow();
    }

    static Plans plans(Network network, String predictor) {
        return network.plans().stream()
                .filter(each -> each.predictor().equals(predictor))
                .findFirst()
                .orElseThrow();
    }
}
