/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.chain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Catalogs;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.SwapScores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network of three blocks whose middle one has a head polished behind a half; all halves drop 0.1. */
class MeasuredModelTest {
    private static final LatencyProfile LATENCY = new LatencyProfile(10, 20, 90, 5, 7);
    private static final Descendant HEAD = Catalogs.polished("polish-1", "p", "half", "half");
    private static final BlockCatalog NET = Catalogs.with(Catalogs.chain("net", 3), 1, HEAD);
    private static final BlockChain PLAIN = chain("net", "half", "half", "original");
    private static final BlockChain POLISHED = chain("net", "half", "polish-1", "original");

    private static BlockProfile entry(Block block, Descendant descendant, double quality, double agreement) {
        return new BlockProfile(
                block.id(), descendant.id(), descendant.digest(), LATENCY, 100, 11, 5, quality, agreement);
    }

    private static ProfileSnapshot profile() {
        List<BlockProfile> entries = new ArrayList<>();
        for (Block block : NET.blocks()) {
            for (Descendant descendant : block.choices()) {
                entries.add(entry(block, descendant, descendant.isOriginal() ? 0.8 : 0.7, 0.9));
            }
        }
        Provenance provenance =
                new Provenance(new Device("cpu", 1, 0, List.of()), "engine", "data", 1, 0, Instant.EPOCH);
        return new ProfileSnapshot(NET.model(), provenance, "top-1", 0.8, LATENCY, 13, 17, entries, List.of());
    }

    /** The head measured with drops of quality and shares of changed answers, of the composition with it and plain. */
    private static PlanModel measured(double fitted, double changed, double plain, double plainlyChanged) {
        BlockProfile head = entry(NET.blocks().get(1), HEAD, 0.8 - fitted, 1 - changed);
        return PlanModel.of(
                NET, profile().withPolished(List.of(new PolishProfile(head, 0.8 - plain, 1 - plainlyChanged))));
    }

    private static List<String> offered(PlanModel model) {
        return model.blocks().get(1).variants().stream()
                .map(variant -> variant.id().value())
                .toList();
    }

    @Test
    void offersNoHeadThatWasNotMeasured() {
        assertThat(offered(PlanModel.of(NET, profile()))).containsExactly("original", "half");
    }

    @Test
    void bindsAHeadToItsComposition() {
        PlanModel model = measured(0.05, 0, 0.2, 0);
        PlanModel.Variant head = model.blocks().get(1).variant(HEAD.id());
        assertThat(head.behind()).containsExactly(new DescendantId("half"));
        assertThat(head.nanos()).isEqualTo(20);
        assertThat(head.bytes()).isEqualTo(111);
        assertThat(head.digest()).isEqualTo(HEAD.digest());
        assertThat(model.blocks().get(0).id()).isEqualTo(new BlockId("b0"));
    }

    @ParameterizedTest(name = "{0} with the head and {1} without is charged {2}")
    @CsvSource({
        // The sum promises 0.2 and holds: what was measured counts.
        "0.05, 0.2, 0.05",
        // The sum promises less than was measured: the head's composition loses the same share less.
        "0.2, 0.4, 0.1",
        "0.3, 0.4, 0.15",
        "0.39, 0.4, 0.195",
        // The sum promises more: what was measured counts.
        "0.05, 0.1, 0.05",
        "0, 0.1, 0",
    })
    void chargesTheCompositionByWhatWasMeasuredAndByThePromiseOfItsParts(double fitted, double plain, double charged) {
        PlanModel model = measured(fitted, 0, plain, 0);
        assertThat(0.8 - model.accuracy(PLAIN)).isCloseTo(0.2, within(1e-12));
        assertThat(0.8 - model.accuracy(POLISHED)).isCloseTo(charged, within(1e-12));
    }

    @Test
    void takesHalfOfTheDisagreementOfTheWholeCompositionForLostAtLeast() {
        assertThat(0.8 - measured(0, 0.2, 0.2, 0).accuracy(POLISHED)).isCloseTo(0.1, within(1e-12));
        assertThat(0.8 - measured(-0.1, 0.2, 0.1, 0.8).accuracy(POLISHED)).isCloseTo(0.05, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0, 0.2, 0", "0.21, 0, 0.2, 0", "0.1, 0.5, 0.2, 0.1", "0.25, 0, 0.3, 1e-9"})
    void neverPrefersTheCompositionUnlessPolishHelpedIt(
            double fitted, double changed, double plain, double plainlyChanged) {
        PlanModel model = measured(fitted, changed, plain, plainlyChanged);
        boolean better = offered(model).contains("polish-1");
        assertThat(better).isEqualTo(Math.max(fitted, changed / 2) < Math.max(plain, plainlyChanged / 2));
        if (better) {
            assertThat(model.accuracy(POLISHED)).isGreaterThan(model.accuracy(PLAIN));
        }
    }

    @Test
    void offersNoHeadThatWasMadeAnewSinceItWasMeasured() {
        BlockProfile head = entry(NET.blocks().get(1), HEAD, 0.75, 1);
        ProfileSnapshot profile = profile().withPolished(List.of(new PolishProfile(head, 0.6, 1)));
        assertThat(offered(PlanModel.of(NET, profile))).contains("polish-1");
        BlockCatalog anew =
                Catalogs.with(Catalogs.chain("net", 3), 1, Catalogs.polished("polish-1", "q", "half", "half"));
        assertThat(offered(PlanModel.of(anew, profile))).containsExactly("original", "half");
        assertThat(offered(PlanModel.of(Catalogs.chain("net", 3), profile))).containsExactly("original", "half");
    }

    @Test
    void holdsTogetherWhereDropsAddUpBeyondAllAccuracy() {
        List<BlockProfile> entries = profile().blocks().stream()
                .map(entry -> new BlockProfile(
                        entry.block(),
                        entry.descendant(),
                        entry.digest(),
                        LATENCY,
                        1,
                        1,
                        1,
                        entry.descendant().equals(DescendantId.ORIGINAL) ? 1 : 0,
                        1))
                .toList();
        BlockCatalog net =
                Catalogs.with(Catalogs.chain("net", 3), 2, Catalogs.polished("polish-1", "p", "half", "half", "half"));
        BlockProfile head = new BlockProfile(
                new BlockId("b2"), new DescendantId("polish-1"), HEAD.digest(), LATENCY, 1, 1, 1, 1, 1);
        ProfileSnapshot profile = new ProfileSnapshot(
                NET.model(),
                profile().provenance(),
                "top-1",
                1,
                LATENCY,
                0,
                0,
                entries,
                List.of(new PolishProfile(head, 0, 0)));
        PlanModel model = PlanModel.of(net, profile);
        assertThat(model.accuracy(chain("net", "half", "half", "polish-1"))).isEqualTo(1);
    }

    private static final AccuracyLink LINK = new AccuracyLink(List.of(
            new AccuracyLink.Point(0, 0), new AccuracyLink.Point(0.1, 0.05), new AccuracyLink.Point(0.5, 0.45)));

    /** Every half does a damage of 0.1. */
    private static QualityPrediction prediction(MeasuredComposition... measured) {
        Scores scores = new Scores(0.7, 0.9, 0.01, 0.1, 0.1, 0.1);
        List<SwapScores> swaps = new ArrayList<>();
        for (Block block : NET.blocks()) {
            for (Descendant descendant : block.choices()) {
                if (!descendant.isOriginal()) {
                    swaps.add(new SwapScores(block.id(), descendant.id(), descendant.digest(), scores, 0.1));
                }
            }
        }
        return new QualityPrediction(
                swaps, LINK, new ErrorBand(0.01, 0.5), new PredictionCheck(0, 0, 0, 0, 0, 0), List.of(measured));
    }

    private static MeasuredComposition composition(double quality, String... choices) {
        return new MeasuredComposition(
                MeasuredComposition.Purpose.PLAN,
                Arrays.stream(choices).map(DescendantId::new).toList(),
                new Scores(quality, 0.9, 0.02, 0.1, 0.1, 0.1));
    }

    @Test
    void addsDamagesUpAndLosesWhatTheLinkSays() {
        PlanModel model = PlanModel.of(NET, profile().withPrediction(prediction()));
        assertThat(model.accuracy(PLAIN)).isCloseTo(0.8 - 0.15, within(1e-4));
        assertThat(model.accuracy(NET.originalChain())).isEqualTo(0.8);
        assertThat(model.variants(PLAIN).get(0).accuracyDrop()).isEqualTo(0.1);
    }

    @Test
    void whatWasMeasuredCountsButNeverAsBetterThanTheOriginal() {
        PlanModel model = PlanModel.of(
                NET,
                profile()
                        .withPrediction(prediction(
                                composition(0.73, "half", "half", "original"),
                                composition(0.83, "original", "half", "half"),
                                composition(0.5, "half", "gone", "half"))));
        assertThat(model.accuracy(PLAIN)).isCloseTo(0.73, within(1e-9));
        assertThat(model.accuracy(chain("net", "original", "half", "half"))).isCloseTo(0.8, within(1e-9));
        assertThat(model.measured()).hasSize(2);
    }

    @Test
    void promisesLessWithMoreConfidence() {
        ProfileSnapshot profile = profile().withPrediction(prediction(composition(0.73, "half", "half", "original")));
        PlanModel model = PlanModel.of(NET, profile, 0.975);
        assertThat(model.accuracy(PLAIN)).isCloseTo(0.73 - 0.02 * 1.96, within(1e-4));
        BlockChain other = chain("net", "original", "half", "half");
        assertThat(model.accuracy(other)).isCloseTo(0.8 - 0.15 - (0.01 + 0.5 * 0.15), within(0.01));
        assertThat(model.accuracy(NET.originalChain())).isEqualTo(0.8);
        assertThatThrownBy(() -> PlanModel.of(NET, profile, 0.4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(0.4)");
    }

    @ParameterizedTest
    @CsvSource({"0.05", "0.1", "0.2"})
    void chargesAPolishedHeadWhatTheLinkNeedsToComeToWhatWasMeasured(double fitted) {
        BlockProfile head = entry(NET.blocks().get(1), HEAD, 0.8 - fitted, 0.9);
        ProfileSnapshot profile = profile()
                .withPolished(List.of(new PolishProfile(head, 0.55, 0.7)))
                .withPrediction(prediction());
        PlanModel model = PlanModel.of(NET, profile);
        assertThat(model.accuracy(POLISHED)).isCloseTo(0.8 - fitted, within(1e-3));
        assertThat(model.accuracy(PLAIN)).isCloseTo(0.55, within(1e-9));
    }

    @Test
    void offersNoHeadThatDidNotHelpAndPassesByAPredictionOfOtherFiles() {
        BlockProfile head = entry(NET.blocks().get(1), HEAD, 0.6, 0.9);
        ProfileSnapshot profile = profile()
                .withPolished(List.of(new PolishProfile(head, 0.65, 0.7)))
                .withPrediction(prediction());
        assertThat(offered(PlanModel.of(NET, profile))).doesNotContain("polish-1");
        QualityPrediction none = new QualityPrediction(
                List.of(), LINK, new ErrorBand(0, 0), new PredictionCheck(0, 0, 0, 0, 0, 0), List.of());
        PlanModel model = PlanModel.of(NET, profile().withPrediction(none));
        assertThat(model).isEqualTo(PlanModel.of(NET, profile()));
    }
}
