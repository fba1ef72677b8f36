/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.profile.AccuracyLink;
import java.util.ArrayList;
import java.util.List;

/** A loss of quality as a saturating function of damages that add up over blocks, fitted to what was measured. */
final class DamageModel {
    /*
     * A swap in block b has several measures of damage, each relative to what compositions have on average: by how much
     * it raises the loss against the truth, how far it moves the answers (which needs no truth and is never below 0), and
     * its own loss of quality on the scale of the law below. Its damage is a mixture of them to the power of q, since the
     * measures bend where much is lost, times a weight of the block, near 1: later blocks make up for what earlier ones
     * lost, or amplify it. The sum x over blocks comes to a loss of L (1 - exp(-(a x)^p)): nothing is lost at first,
     * errors amplify each other where p is above 1, and L is left to lose at most, about what lies between the original
     * and chance. This is monotone, so a planner may add damages up.
     *
     * All is fitted at once by least squares, each residual over the error that is expected of it; mixture, weights of
     * blocks, q and L are held near their usual values by residuals of their own (a ridge), or twenty compositions could
     * not determine them.
     */
    private static final double BLOCKS_NEAR = 0.2;
    private static final double MIXTURE_NEAR = 1;
    private static final double MOST_NEAR = 0.1;
    private static final double SHAPE_NEAR = 1;
    private static final double BEND_NEAR = 0.5;
    private static final int LAWS = 4;
    private static final double LEAST_ERROR = 0.005;
    private static final double ERROR_PER_LOSS = 0.05;
    private static final int POINTS = 96;

    private final Sample sample;
    private final double most;
    private final double[] scales;
    private final double[] fitted;

    private DamageModel(Sample sample, double most, double[] scales, double[] fitted) {
        this.sample = sample;
        this.most = most;
        this.scales = scales;
        this.fitted = fitted;
    }

    /**
     * Compositions and what they lose.
     *
     * @param damages for each composition, each block: the measures of what stands in it, all 0 for the original
     * @param losses what each was measured to lose
     * @param errors standard error of each from the images it was measured on
     */
    record Sample(List<double[][]> damages, List<Double> losses, List<Double> errors) {
        Sample {
            damages = List.copyOf(damages);
            losses = List.copyOf(losses);
            errors = List.copyOf(errors);
        }

        int size() {
            return losses.size();
        }
    }

    /**
     * Fits a model.
     *
     * @param sample not empty
     * @param most what can be lost: the quality of the original less that of guessing, above 0
     */
    static DamageModel fit(Sample sample, double most) {
        int blocks = sample.damages().get(0).length;
        int measures = sample.damages().get(0)[0].length;
        double[] scales = new double[measures];
        for (double[][] composition : sample.damages()) {
            for (double[] block : composition) {
                for (int k = 0; k < measures; k++) {
                    scales[k] += Math.max(0, block[k]) / sample.size();
                }
            }
        }
        for (int k = 0; k < measures; k++) {
            scales[k] = Math.max(scales[k], 1e-9);
        }
        double[] start = new double[measures + blocks + LAWS];
        DamageModel model = new DamageModel(sample, most, scales, start);
        return new DamageModel(sample, most, scales, LeastSquares.fit(start, model::residuals));
    }

    private double[] residuals(double[] parameters) {
        DamageModel model = new DamageModel(sample, most, scales, parameters);
        int measures = scales.length;
        double[] residuals = new double[sample.size() + parameters.length - 1];
        int next = 0;
        for (int i = 0; i < sample.size(); i++) {
            double loss = sample.losses().get(i);
            double error =
                    Math.hypot(Math.hypot(LEAST_ERROR, sample.errors().get(i)), ERROR_PER_LOSS * Math.max(0, loss));
            residuals[next++] = (model.lossOf(model.damage(sample.damages().get(i))) - loss) / error;
        }
        double mean = 0;
        for (int k = 0; k < measures; k++) {
            mean += parameters[k] / measures;
        }
        for (int k = 0; k < measures; k++) {
            residuals[next++] = (parameters[k] - mean) / MIXTURE_NEAR;
        }
        int law = parameters.length - LAWS;
        for (int k = measures; k < law; k++) {
            residuals[next++] = parameters[k] / BLOCKS_NEAR;
        }
        residuals[next++] = parameters[law + 1] / SHAPE_NEAR;
        residuals[next++] = parameters[law + 2] / MOST_NEAR;
        residuals[next] = parameters[law + 3] / BEND_NEAR;
        return residuals;
    }

    /** What stands in a block adds so much. */
    private double damage(int block, double[] measures) {
        double weights = 0;
        double sum = 0;
        for (int k = 0; k < scales.length; k++) {
            double weight = Math.exp(fitted[k]);
            weights += weight;
            sum += weight * measures[k] / scales[k];
        }
        return Math.pow(Math.max(0, sum / weights), bend()) * Math.exp(fitted[scales.length + block]);
    }

    private double damage(double[][] composition) {
        double sum = 0;
        for (int b = 0; b < composition.length; b++) {
            sum += damage(b, composition[b]);
        }
        return sum;
    }

    /** The law: scale, shape, and the most that is lost; and how measures bend. */
    private double scale() {
        return Math.exp(fitted[fitted.length - LAWS]);
    }

    private double shape() {
        return Math.exp(fitted[fitted.length - LAWS + 1]);
    }

    private double greatest() {
        return most * Math.exp(fitted[fitted.length - LAWS + 2]);
    }

    private double bend() {
        return Math.exp(fitted[fitted.length - LAWS + 3]);
    }

    private double lossOf(double damage) {
        return greatest() * -Math.expm1(-Math.pow(scale() * damage, shape()));
    }

    /** What a composition is predicted to lose. */
    double loss(double[][] composition) {
        return lossOf(damage(composition));
    }

    /**
     * What a unit of damage is worth: damage and loss are alike where five points are lost, unless a block's damage would
     * come to more than 1.
     */
    private double unit() {
        double wanted = Math.min(0.05, greatest() / 2);
        double power = -Math.log1p(-wanted / greatest());
        double worst = 0;
        for (double[][] composition : sample.damages()) {
            for (int b = 0; b < composition.length; b++) {
                worst = Math.max(worst, damage(b, composition[b]));
            }
        }
        double alike = wanted * scale() / Math.pow(power, 1 / shape());
        return worst * alike > 1 ? 1 / worst : alike;
    }

    /** The damage of a descendant as profiles have it, 0..1. */
    double scaledDamage(int block, double[] measures) {
        return Math.min(1, unit() * damage(block, measures));
    }

    /** The link for damages as profiles have them, up to this sum. */
    AccuracyLink link(double greatest) {
        List<AccuracyLink.Point> points = new ArrayList<>();
        double end = Math.max(greatest, 1e-6);
        double unit = unit();
        double least = 0;
        for (int i = 0; i < POINTS; i++) {
            double share = (double) i / (POINTS - 1);
            double damage = end * share * share;
            least = Math.max(least, lossOf(damage / unit));
            points.add(new AccuracyLink.Point(damage, least));
        }
        return new AccuracyLink(points);
    }
}
