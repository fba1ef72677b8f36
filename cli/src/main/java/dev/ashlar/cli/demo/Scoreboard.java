/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.BoxF1;
import dev.ashlar.core.quality.MapBoxes;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Top1;
import dev.ashlar.core.quality.Truth;
import java.util.List;

/**
 * Judges the results of one camera against what is known of its pictures.
 *
 * <p><b>Threading</b>: results are judged on one thread; the sums may be read on any.
 */
final class Scoreboard {
    private final QualityMetric metric;
    private final List<Picture> pictures;
    private double sum;
    private double usefulSum;
    private long judged;

    /**
     * A picture that the camera shows.
     *
     * @param truth what is known of it
     * @param original what the original network answers; empty where the truth is known
     */
    record Picture(Truth truth, List<Tensor> original) {}

    Scoreboard(OutputKind kind, List<Picture> pictures) {
        this.metric = metric(kind, pictures.get(0).truth());
        this.pictures = List.copyOf(pictures);
    }

    private static QualityMetric metric(OutputKind kind, Truth truth) {
        return truth.fold(() -> new Agreement(kind), label -> new Top1(), boxes -> new BoxF1(MapBoxes.text()));
    }

    /** Judges the result for a picture. */
    synchronized void judge(int picture, FrameOutcome.FrameResult result) {
        Picture shown = pictures.get(picture);
        double quality = metric.score(result.outputs(), shown.original(), shown.truth());
        sum += quality;
        usefulSum += result.inDeadline() ? quality : 0;
        judged++;
    }

    String metric() {
        return metric.name();
    }

    /** Mean quality of the frames that were served, NaN if none was. */
    synchronized double accuracy() {
        return judged == 0 ? Double.NaN : sum / judged;
    }

    /** Quality of the frames served in time, over all frames offered: a frame that was not served in time is worth 0. */
    synchronized double useful(long offered) {
        return offered == 0 ? Double.NaN : usefulSum / offered;
    }
}
