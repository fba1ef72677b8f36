/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** How far answers are from the original's; needs no truth, and is 0 for the original itself. */
public final class Divergence implements Damage {
    /*
     * For classes the Kullback-Leibler divergence of the original's probabilities from the answer's, in nats; for a map
     * of probabilities the mean over its places of the same; for other values the squared relative error, at most 4:
     * twice as far off as an answer of nothing but zeros.
     */
    private static final double MOST = 4;

    private final OutputKind kind;

    public Divergence(OutputKind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return "divergence";
    }

    @Override
    public boolean judges(Truth truth) {
        return true;
    }

    @Override
    public double of(List<Tensor> answer, List<Tensor> original, Truth truth) {
        return switch (kind) {
            case CLASSES -> ofClasses(Probabilities.of(answer.get(0)), Probabilities.of(original.get(0)));
            case PROBABILITY_MAP ->
                ofPlaces(answer.get(0).floats(), original.get(0).floats());
            case VALUES -> ofValues(answer, original);
        };
    }

    private static double ofClasses(double[] answer, double[] original) {
        double sum = 0;
        for (int i = 0; i < original.length; i++) {
            sum += original[i] * Math.log(original[i] / answer[i]);
        }
        return Math.max(0, sum);
    }

    private static double ofPlaces(FloatBuffer answer, FloatBuffer original) {
        double sum = 0;
        for (int i = 0; i < original.limit(); i++) {
            double theirs = within(original.get(i));
            double mine = within(answer.get(i));
            sum += theirs * Math.log(theirs / mine) + (1 - theirs) * Math.log((1 - theirs) / (1 - mine));
        }
        return original.limit() == 0 ? 0 : Math.max(0, sum / original.limit());
    }

    private static double within(float probability) {
        double least = Probabilities.LEAST;
        return probability >= least ? Math.min(probability, 1 - least) : least;
    }

    private static double ofValues(List<Tensor> answer, List<Tensor> original) {
        double sum = 0;
        for (int i = 0; i < original.size(); i++) {
            double error = Agreement.relativeError(
                    answer.get(i).floats(), original.get(i).floats());
            sum += Math.min(MOST, error * error);
        }
        return sum / original.size();
    }
}
