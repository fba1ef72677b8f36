/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.BorderCost;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.profile.SwapScores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Profiles of this format and of the one before. */
class ProfileFormatTest {
    private static final Path FILE = Path.of("profile.json");

    private static final String FORMAT_1 =
            """
            {
              "formatVersion": 1,
              "model": "net",
              "provenance": {
                "device": {"cpu": "Toy CPU", "cores": 2, "memoryBytes": 4294967296, "features": ["avx2"]},
                "engine": "engine 1.0",
                "data": "toy",
                "images": 8,
                "seed": 42,
                "measuredAt": "2026-01-01T00:00:00Z"
              },
              "metric": "top-1",
              "baseQuality": 0.9,
              "whole": {"p50Nanos": 5, "p95Nanos": 5, "p99Nanos": 5, "cpuNanos": 5, "runs": 10},
              "fixedNanos": 5,
              "activationBytes": 6,
              "blocks": [
                {
                  "block": "b00",
                  "descendant": "original",
                  "digest": "%1$s",
                  "latency": {"p50Nanos": 5, "p95Nanos": 5, "p99Nanos": 5, "cpuNanos": 5, "runs": 10},
                  "mappedBytes": 4,
                  "privateBytes": 1,
                  "openNanos": 1000,
                  "quality": 0.5,
                  "agreement": 0.75
                },
                {
                  "block": "b00",
                  "descendant": "keep-50-int8",
                  "digest": "%1$s",
                  "latency": {"p50Nanos": 5, "p95Nanos": 5, "p99Nanos": 5, "cpuNanos": 5, "runs": 10},
                  "mappedBytes": 4,
                  "privateBytes": 1,
                  "openNanos": 1000,
                  "quality": 0.5,
                  "agreement": 0.75
                }
              ]
            }
            """
                    .formatted(Catalogs.DIGEST);

    private static ProfileSnapshot decoded(String text) {
        return ProfileJson.decode(FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(ProfileSnapshot profile) {
        return new String(ProfileJson.encode(profile), StandardCharsets.UTF_8);
    }

    private static ProfileSnapshot plain() {
        return Catalogs.profile(Catalogs.tiny(new ModelId("net")), 5);
    }

    private static ProfileSnapshot polished() {
        BlockProfile head = new BlockProfile(
                Catalogs.BLOCK,
                new DescendantId("polish-1"),
                new Digest("d"),
                new LatencyProfile(1, 2, 3, 4, 5),
                6,
                7,
                8,
                0.75,
                0.875);
        return plain().withPolished(List.of(new PolishProfile(head, 0.5, 0.625)));
    }

    @Test
    void readsAProfileOfTheFormatBefore() {
        assertThat(decoded(FORMAT_1)).isEqualTo(plain());
    }

    @Test
    void writesPolishedHeadsBesideTheOthers() {
        assertThat(decoded(encoded(polished()))).isEqualTo(polished());
        assertThat(encoded(polished()))
                .contains("\"formatVersion\": 6")
                .contains("\"plainQuality\": 0.5")
                .contains("\"plainAgreement\": 0.625");
    }

    @Test
    void refusesPolishedHeadsInTheFormatBeforeAndTheirAbsenceInThisOne() {
        assertThatThrownBy(() -> decoded(older(polished(), 1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.polished");
        assertThatThrownBy(() -> decoded(FORMAT_1.replace("Version\": 1", "Version\": 2")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.polished");
        assertThatThrownBy(() -> decoded(FORMAT_1.replace("Version\": 1", "Version\": 7")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void refusesSharesBeyondOne() {
        assertThatThrownBy(() -> decoded(encoded(polished()).replace("Agreement\": 0.625", "Agreement\": 1.5")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.polished[0]");
    }

    private static ProfileSnapshot predicted() {
        Scores scores = new Scores(0.5, 0.75, 0.0625, -0.25, 0.125, 1.5);
        return plain().withPrediction(new QualityPrediction(
                List.of(new SwapScores(
                        Catalogs.BLOCK, new DescendantId("keep-50-int8"), new Digest("d"), scores, 0.375)),
                new AccuracyLink(List.of(new AccuracyLink.Point(0, 0), new AccuracyLink.Point(1, 0.5))),
                new ErrorBand(0.0078125, 0.5),
                new PredictionCheck(4, 0.25, -0.125, 0.5, 0.75, 1),
                List.of(new MeasuredComposition(
                        MeasuredComposition.Purpose.PLAN, List.of(new DescendantId("keep-50-int8")), scores))));
    }

    @Test
    void writesWhatIsPredictedOfCompositions() {
        assertThat(decoded(encoded(predicted()))).isEqualTo(predicted());
        assertThat(encoded(predicted()))
                .contains("\"purpose\": \"plan\"")
                .contains("\"damage\": 0.375")
                .contains("\"slope\": 0.5");
        assertThat(decoded(encoded(plain())).prediction()).isNull();
    }

    @Test
    void readsAProfileOfTheSecondFormatAsOneWithoutPrediction() {
        String second = older(polished(), 2).replaceAll(",\\s*\"predictions\": \\[\\s*\\]", "");
        assertThat(second).doesNotContain("predictions");
        assertThat(decoded(second)).isEqualTo(polished());
        assertThatThrownBy(() -> decoded(older(predicted(), 2)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.predictions");
        assertThatThrownBy(() -> decoded(second.replace("Version\": 2", "Version\": 3")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.predictions");
    }

    /** A document as the fourth version would have written it, which knew nothing of serving. */
    private static String fourth(ProfileSnapshot profile) {
        String document =
                encoded(profile).replace("Version\": 6", "Version\": 4").replaceAll(",\\s*\"serving\": \\[\\s*\\]", "");
        assertThat(document).doesNotContain("serving");
        return document;
    }

    @Test
    void writesWhatServingCostsAndReadsTheFourthFormatAsOneThatDoesNotTell() {
        ProfileSnapshot served = plain().withServing(new ServingCosts(
                List.of(1.0, 1.25),
                List.of(new LatencyProfile(1, 2, 3, 4, 5)),
                List.of(new DescendantCosts(
                        Catalogs.BLOCK, new DescendantId("keep-50-int8"), new Digest("d"), 6, 7, 8)),
                new LinkCosts(List.of(new BorderCost(Catalogs.BLOCK, new BlockId("b01"), 9)), 10, 0.25, 0.5)));

        assertThat(decoded(encoded(served))).isEqualTo(served);
        assertThat(encoded(served))
                .contains("1.25", "\"coldNanos\": 6", "\"linkNanos\": 7", "\"nanojoules\": 8", "\"nanos\": 9");
        String fifth = encoded(served)
                .replace("Version\": 6", "Version\": 5")
                .replaceAll("(?s),\\s*\"linking\": \\[.*\\](?=\\s*\\}\\s*\\]\\s*\\}\\s*$)", "");
        assertThat(fifth).doesNotContain("linking");
        assertThat(decoded(fifth))
                .isEqualTo(served.withServing(new ServingCosts(
                        requireNonNull(served.serving()).slowdowns(),
                        requireNonNull(served.serving()).threads(),
                        requireNonNull(served.serving()).descendants())));
        assertThatThrownBy(() -> decoded(fifth.replace("Version\": 5", "Version\": 6")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.serving[0].linking");
        assertThat(decoded(fourth(predicted()))).isEqualTo(predicted());
        assertThatThrownBy(() -> decoded(encoded(served).replace("1.25", "0.5")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.serving[0]")
                .hasMessageContaining("slow-downs");
        assertThatThrownBy(() -> decoded(fourth(predicted()).replace("Version\": 4", "Version\": 5")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.serving");
    }

    /** A document as a version before the fourth would have written it, which knew nothing of conditions. */
    private static String older(ProfileSnapshot profile, int version) {
        String document = fourth(profile)
                .replace("Version\": 4", "Version\": " + version)
                .replaceAll(",\\s*\"conditions\": \\[\\s*\\]", "");
        assertThat(document).doesNotContain("conditions");
        return document;
    }

    @Test
    void readsAProfileOfTheThirdFormatAsOneOfAMachineThatWasNotLookedAt() {
        assertThat(decoded(older(predicted(), 3))).isEqualTo(predicted());
        assertThatThrownBy(() -> decoded(older(predicted(), 3).replace("Version\": 3", "Version\": 4")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.provenance.conditions");
        assertThatThrownBy(() -> decoded(fourth(predicted()).replace("Version\": 4", "Version\": 3")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.provenance.conditions");
    }

    @Test
    void refusesALinkThatFallsAndAnUnknownPurpose() {
        assertThatThrownBy(() -> decoded(encoded(predicted()).replace("\"loss\": 0.5", "\"loss\": -0.5")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("$.predictions[0]")
                .hasMessageContaining("must rise");
        assertThatThrownBy(() -> decoded(encoded(predicted()).replace("\"plan\"", "\"guess\"")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("measured[0].purpose");
    }
}
