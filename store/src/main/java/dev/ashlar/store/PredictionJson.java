/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.SwapScores;

/** The part of a profile that predicts what compositions are worth. */
final class PredictionJson {
    private PredictionJson() {}

    static ObjectNode encode(QualityPrediction prediction) {
        ObjectNode node = BlockJson.newNode();
        ArrayNode swaps = node.putArray("swaps");
        prediction.swaps().forEach(swap -> swaps.add(encode(swap)));
        ArrayNode link = node.putArray("link");
        prediction.link().points().forEach(point -> link.add(encode(point)));
        node.set("band", encode(prediction.band()));
        node.set("check", encode(prediction.check()));
        ArrayNode measured = node.putArray("measured");
        prediction.measured().forEach(composition -> measured.add(encode(composition)));
        return node;
    }

    private static ObjectNode encode(SwapScores swap) {
        ObjectNode node = BlockJson.newNode();
        node.put("block", swap.block().value());
        node.put("descendant", swap.descendant().value());
        node.put("digest", swap.digest().value());
        node.set("scores", encode(swap.scores()));
        node.put("damage", swap.damage());
        return node;
    }

    private static ObjectNode encode(Scores scores) {
        ObjectNode node = BlockJson.newNode();
        node.put("quality", scores.quality());
        node.put("agreement", scores.agreement());
        node.put("dropError", scores.dropError());
        node.put("loss", scores.loss());
        node.put("divergence", scores.divergence());
        node.put("distance", scores.distance());
        return node;
    }

    private static ObjectNode encode(AccuracyLink.Point point) {
        ObjectNode node = BlockJson.newNode();
        node.put("damage", point.damage());
        node.put("loss", point.loss());
        return node;
    }

    private static ObjectNode encode(ErrorBand band) {
        ObjectNode node = BlockJson.newNode();
        node.put("floor", band.floor());
        node.put("slope", band.slope());
        return node;
    }

    private static ObjectNode encode(PredictionCheck check) {
        ObjectNode node = BlockJson.newNode();
        node.put("compositions", check.compositions());
        node.put("meanError", check.meanError());
        node.put("bias", check.bias());
        node.put("worstError", check.worstError());
        node.put("covered", check.covered());
        node.put("rankCorrelation", check.rankCorrelation());
        return node;
    }

    private static ObjectNode encode(MeasuredComposition composition) {
        ObjectNode node = BlockJson.newNode();
        node.put("purpose", JsonFields.nameOf(composition.purpose()));
        ArrayNode choices = node.putArray("choices");
        composition.choices().forEach(choice -> choices.add(choice.value()));
        node.set("scores", encode(composition.scores()));
        return node;
    }

    static QualityPrediction decode(JsonFields fields) {
        return new QualityPrediction(
                fields.objects("swaps", PredictionJson::swap),
                new AccuracyLink(fields.objects("link", PredictionJson::point)),
                fields.object("band", PredictionJson::band),
                fields.object("check", PredictionJson::check),
                fields.objects("measured", PredictionJson::composition));
    }

    private static SwapScores swap(JsonFields fields) {
        return new SwapScores(
                fields.text("block", BlockId::new),
                fields.text("descendant", DescendantId::new),
                fields.text("digest", Digest::new),
                fields.object("scores", PredictionJson::scores),
                fields.number("damage"));
    }

    private static Scores scores(JsonFields fields) {
        return new Scores(
                fields.number("quality"),
                fields.number("agreement"),
                fields.number("dropError"),
                fields.number("loss"),
                fields.number("divergence"),
                fields.number("distance"));
    }

    private static AccuracyLink.Point point(JsonFields fields) {
        return new AccuracyLink.Point(fields.number("damage"), fields.number("loss"));
    }

    private static ErrorBand band(JsonFields fields) {
        return new ErrorBand(fields.number("floor"), fields.number("slope"));
    }

    private static PredictionCheck check(JsonFields fields) {
        return new PredictionCheck(
                fields.smallInteger("compositions"),
                fields.number("meanError"),
                fields.number("bias"),
                fields.number("worstError"),
                fields.number("covered"),
                fields.number("rankCorrelation"));
    }

    private static MeasuredComposition composition(JsonFields fields) {
        return new MeasuredComposition(
                fields.constant("purpose", MeasuredComposition.Purpose.class),
                fields.texts("choices").stream().map(DescendantId::new).toList(),
                fields.object("scores", PredictionJson::scores));
    }
}
