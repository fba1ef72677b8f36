/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * How far an answer agrees with the original's, for images of which nothing is known. For classes: the same class wins.
 * For probability maps: overlap (F1) of the places above one half. For values: 1 less the relative error, at least 0.
 */
public final class Agreement implements QualityMetric {
    private static final float THRESHOLD = 0.5f;

    private final OutputKind kind;

    public Agreement(OutputKind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return "agreement";
    }

    @Override
    public boolean judges(Truth truth) {
        return true;
    }

    @Override
    public double score(List<Tensor> answer, List<Tensor> original, Truth truth) {
        return switch (kind) {
            case CLASSES -> sameClass(answer.get(0).argMax(), original.get(0).argMax());
            case PROBABILITY_MAP ->
                overlap(answer.get(0).floats(), original.get(0).floats());
            case VALUES -> closeness(answer, original);
        };
    }

    private static double sameClass(int answer, int original) {
        return answer >= 0 && answer == original ? 1 : 0;
    }

    private static double overlap(FloatBuffer answer, FloatBuffer original) {
        long common = 0;
        long all = 0;
        for (int i = 0; i < original.limit(); i++) {
            boolean mine = answer.get(i) > THRESHOLD;
            boolean theirs = original.get(i) > THRESHOLD;
            common += mine && theirs ? 2 : 0;
            all += (mine ? 1 : 0) + (theirs ? 1 : 0);
        }
        return all == 0 ? 1 : (double) common / all;
    }

    private static double closeness(List<Tensor> answer, List<Tensor> original) {
        double sum = 0;
        for (int i = 0; i < original.size(); i++) {
            sum += Math.max(
                    0, 1 - relativeError(answer.get(i).floats(), original.get(i).floats()));
        }
        return sum / original.size();
    }

    /** Root of the squared difference over root of the squares of {@code original}; infinite for NaN. */
    static double relativeError(FloatBuffer answer, FloatBuffer original) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < original.limit(); i++) {
            double apart = answer.get(i) - original.get(i);
            difference += apart * apart;
            norm += (double) original.get(i) * original.get(i);
        }
        double error = difference == 0 ? 0 : Math.sqrt(difference / norm);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    @Override
    public double chance(long classes) {
        return kind == OutputKind.CLASSES ? 1.0 / classes : 0;
    }
}
