/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.QualityPrediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** What was predicted of compositions against what was measured of them. */
final class PredictScores {
    private static final double MILD = 0.15;
    private static final double ABSOLUTE = Math.sqrt(2 / Math.PI);

    private PredictScores() {}

    static List<BlockChain> mild(List<BlockChain> chains, MeasuredLosses measured) {
        return chains.stream()
                .filter(chain -> measured.of(chain).loss() <= MILD)
                .toList();
    }

    /** Expected absolute difference of two measurements, the other one on so many times fewer images. */
    static double floor(List<BlockChain> chains, MeasuredLosses measured, double more) {
        return mean(chains.stream()
                .mapToDouble(chain -> ABSOLUTE * measured.of(chain).error() * Math.sqrt(1 + more)));
    }

    /** The same of the mean over the compositions, which err together. */
    static double floorOfMean(List<BlockChain> chains, MeasuredLosses measured, double more) {
        return ABSOLUTE * measured.mean(chains).error() * Math.sqrt(1 + more);
    }

    private static double mean(DoubleStream values) {
        return values.average().orElse(0);
    }

    static PredictResults.Score score(
            LossPredictor predictor, ErrorBand band, List<BlockChain> chains, MeasuredLosses measured) {
        PredictionCheck all = check(predictor, band, chains, measured);
        PredictionCheck mild = check(predictor, band, mild(chains, measured), measured);
        return new PredictResults.Score(
                predictor.name(),
                predictor.title(),
                mild.compositions(),
                mild.meanError(),
                all.meanError(),
                all.bias(),
                all.worstError(),
                all.rankCorrelation(),
                all.covered());
    }

    private static PredictionCheck check(
            LossPredictor predictor, ErrorBand band, List<BlockChain> chains, MeasuredLosses measured) {
        List<Double> predicted = chains.stream()
                .map(chain -> predictor.loss().applyAsDouble(chain))
                .toList();
        return PredictionCheck.of(
                predicted,
                predicted.stream().map(band::half).toList(),
                chains.stream().map(chain -> measured.of(chain).loss()).toList());
    }

    static PredictResults.Plans planned(
            LossPredictor predictor, List<BlockChain> plans, MeasuredLosses again, MeasuredLosses measured) {
        List<Double> before = plans.stream()
                .map(chain -> measured.of(chain).loss() - predictor.loss().applyAsDouble(chain))
                .toList();
        List<Double> after = plans.stream()
                .map(chain -> measured.of(chain).loss() - again.of(chain).loss())
                .toList();
        return new PredictResults.Plans(
                predictor.name(),
                plans.size(),
                mean(before.stream().mapToDouble(Double::doubleValue)),
                greatest(before),
                mean(after.stream().mapToDouble(Double::doubleValue)),
                greatest(after),
                mean(plans.stream().mapToDouble(chain -> measured.of(chain).loss())));
    }

    private static double greatest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    static List<PredictResults.Composition> compositions(
            Map<BlockChain, String> drawn,
            List<LossPredictor> predictors,
            QualityPrediction prediction,
            MeasuredLosses measured) {
        List<PredictResults.Composition> compositions = new ArrayList<>();
        drawn.forEach((chain, kind) -> {
            Map<String, Double> predicted = new LinkedHashMap<>();
            double ours = 0;
            for (LossPredictor predictor : predictors) {
                double loss = predictor.loss().applyAsDouble(chain);
                predicted.put(predictor.name(), loss);
                ours = predictor.name().equals(Predictors.OURS) ? loss : ours;
            }
            compositions.add(new PredictResults.Composition(
                    kind,
                    chain.choices().toString(),
                    measured.of(chain).loss(),
                    prediction.band().half(ours),
                    predicted));
        });
        return compositions;
    }
}
