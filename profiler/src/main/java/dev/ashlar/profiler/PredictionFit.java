/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.SwapScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a prediction of what compositions are worth, of single swaps and compositions that were measured. */
final class PredictionFit {
    /*
     * Single swaps are compositions too, and say how the link begins. The interval comes from compositions that were left
     * out one fold after the other: their errors, each over a size that grows with the loss, have a root mean square that
     * is taken for the scale of Student's t, wider for a few compositions. Both the prediction and what it is compared
     * with are of the same images, so what the images themselves leave open is added in squares.
     */
    private static final int FOLDS = 5;
    private static final double LEAST_SIZE = 0.005;
    private static final double SHARE_OF_LOSS = 0.08;
    private static final double NORMAL_95 = 1.959964;
    private static final double CAUTIOUS_FLOOR = 0.02;
    private static final double CAUTIOUS_SLOPE = 0.5;
    private static final int FEW = 8;
    private static final double MOST_SHARE = 0.98;

    private final BlockCatalog catalog;
    private final Map<BlockChain, Scores> swaps;
    private final double base;
    private final double most;

    /**
     * @param swaps scores of every single swap, and of the original
     * @param chance quality of guessing, 0..1
     */
    PredictionFit(BlockCatalog catalog, Map<BlockChain, Scores> swaps, double chance) {
        this.catalog = catalog;
        this.swaps = Map.copyOf(swaps);
        this.base = scores(catalog.originalChain()).quality();
        this.most = Math.max(0.01, base - chance);
    }

    private Scores scores(BlockChain swap) {
        Scores scores = swaps.get(swap);
        if (scores == null) {
            throw new IllegalStateException("Impossible state: %s was not measured.".formatted(swap));
        }
        return scores;
    }

    /** The prediction that is fitted to those measured compositions that are not for its check. */
    QualityPrediction fit(List<MeasuredComposition> measured) {
        List<MeasuredComposition> learnt = measured.stream()
                .filter(composition -> composition.purpose() != MeasuredComposition.Purpose.CHECK)
                .toList();
        List<MeasuredComposition> checked = measured.stream()
                .filter(composition -> composition.purpose() == MeasuredComposition.Purpose.CHECK)
                .toList();
        DamageModel model = DamageModel.fit(sample(learnt), most);
        ErrorBand band = band(learnt);
        return prediction(model, band, check(model, band, checked), measured);
    }

    private QualityPrediction prediction(
            DamageModel model, ErrorBand band, PredictionCheck check, List<MeasuredComposition> measured) {
        List<SwapScores> entries = new ArrayList<>();
        double greatest = 0;
        for (int b = 0; b < catalog.blocks().size(); b++) {
            Block block = catalog.blocks().get(b);
            double worst = 0;
            for (Descendant descendant : block.choices()) {
                if (!descendant.isOriginal()) {
                    Scores scores = scores(catalog.originalChain().with(b, descendant.id()));
                    double damage = model.scaledDamage(b, measures(scores));
                    worst = Math.max(worst, damage);
                    entries.add(new SwapScores(block.id(), descendant.id(), descendant.digest(), scores, damage));
                }
            }
            greatest += worst;
        }
        return new QualityPrediction(entries, model.link(greatest), band, check, measured);
    }

    private double[] measures(Scores scores) {
        double share = Math.max(0, base - scores.quality()) / most;
        return new double[] {scores.loss(), scores.divergence(), -Math.log1p(-Math.min(MOST_SHARE, share))};
    }

    private double[][] damages(BlockChain chain) {
        double[][] damages = new double[catalog.blocks().size()][];
        for (int b = 0; b < damages.length; b++) {
            damages[b] = measures(
                    scores(catalog.originalChain().with(b, chain.choices().get(b))));
        }
        return damages;
    }

    private DamageModel.Sample sample(List<MeasuredComposition> compositions) {
        List<double[][]> damages = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (MeasuredComposition composition : compositions) {
            damages.add(damages(chain(composition)));
            losses.add(base - composition.scores().quality());
            errors.add(composition.scores().dropError());
        }
        for (Map.Entry<BlockChain, Scores> swap : swapsInOrder()) {
            damages.add(damages(swap.getKey()));
            losses.add(base - swap.getValue().quality());
            errors.add(swap.getValue().dropError());
        }
        return new DamageModel.Sample(damages, losses, errors);
    }

    private List<Map.Entry<BlockChain, Scores>> swapsInOrder() {
        return QualityStudy.swaps(catalog).stream()
                .distinct()
                .map(swap -> Map.entry(swap, scores(swap)))
                .toList();
    }

    private BlockChain chain(MeasuredComposition composition) {
        return new BlockChain(catalog.model(), composition.choices());
    }

    private ErrorBand band(List<MeasuredComposition> compositions) {
        if (compositions.size() < FEW) {
            return new ErrorBand(CAUTIOUS_FLOOR, CAUTIOUS_SLOPE);
        }
        DamageModel.Sample all = sample(compositions);
        int count = compositions.size();
        double squares = 0;
        double sampling = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            DamageModel model = DamageModel.fit(sample(without(compositions, fold)), most);
            for (int i = fold; i < count; i += FOLDS) {
                double predicted = model.loss(all.damages().get(i));
                double error = (predicted - all.losses().get(i)) / size(predicted);
                squares += error * error / count;
                sampling += Math.pow(all.errors().get(i) / size(predicted), 2) / count;
            }
        }
        double t = NORMAL_95 * (1 + 1.2 / count + 2.4 / ((double) count * count));
        double half = Math.sqrt(t * t * squares * (1 + 1.0 / count) + NORMAL_95 * NORMAL_95 * sampling);
        double floor = LEAST_SIZE * half;
        return new ErrorBand(Math.min(1, floor), Math.min(10, SHARE_OF_LOSS * half));
    }

    /** How an error grows with the loss. */
    private static double size(double loss) {
        return LEAST_SIZE + SHARE_OF_LOSS * Math.max(0, loss);
    }

    private static List<MeasuredComposition> without(List<MeasuredComposition> compositions, int fold) {
        List<MeasuredComposition> others = new ArrayList<>();
        for (int i = 0; i < compositions.size(); i++) {
            if (i % FOLDS != fold) {
                others.add(compositions.get(i));
            }
        }
        return others;
    }

    private PredictionCheck check(DamageModel model, ErrorBand band, List<MeasuredComposition> compositions) {
        List<Double> predicted = new ArrayList<>();
        List<Double> halves = new ArrayList<>();
        List<Double> measured = new ArrayList<>();
        for (MeasuredComposition composition : compositions) {
            double loss = model.loss(damages(chain(composition)));
            predicted.add(loss);
            halves.add(band.half(loss));
            measured.add(base - composition.scores().quality());
        }
        return PredictionCheck.of(predicted, halves, measured);
    }
}
