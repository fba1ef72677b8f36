/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.B;
import static dev.ashlar.core.plan.Plans.NET;
import static dev.ashlar.core.plan.Plans.chain;
import static dev.ashlar.core.plan.Plans.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Catalogs;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanModelTest {
    private static ProfileSnapshot profile(BlockCatalog catalog, int entries) {
        return profile(catalog, entries, 0.7, 0.9);
    }

    private static ProfileSnapshot profile(BlockCatalog catalog, int entries, double quality, double agreement) {
        List<BlockProfile> measured = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                LatencyProfile latency = new LatencyProfile(10, 20 + measured.size(), 90, 5, 7);
                measured.add(new BlockProfile(
                        block.id(),
                        descendant.id(),
                        descendant.digest(),
                        latency,
                        100,
                        11,
                        5,
                        descendant.isOriginal() ? 0.99 : quality,
                        descendant.isOriginal() ? 0.95 : agreement));
            }
        }
        Provenance provenance =
                new Provenance(new Device("cpu", 1, 0, List.of()), "engine", "data", 1, 0, Instant.EPOCH);
        LatencyProfile whole = new LatencyProfile(50, 60, 70, 50, 7);
        return new ProfileSnapshot(
                catalog.model(), provenance, "top-1", 0.8, whole, 13, 17, measured.subList(0, entries), List.of());
    }

    @Test
    void isMadeOfWhatWasMeasured() {
        BlockCatalog catalog = Catalogs.chain("net", 2);
        PlanModel model = PlanModel.of(catalog, profile(catalog, 4));
        assertThat(model.id()).isEqualTo(catalog.model());
        assertThat(model.baseAccuracy()).isEqualTo(0.8);
        assertThat(model.fixedNanos()).isEqualTo(13);
        assertThat(model.fixedBytes()).isEqualTo(17);
        PlanModel.Variant half = model.blocks().get(1).variant(new DescendantId("half"));
        assertThat(half.nanos()).isEqualTo(23);
        assertThat(half.bytes()).isEqualTo(111);
        assertThat(half.accuracyDrop()).isCloseTo(0.1, within(1e-12));
        assertThat(half.digest().value()).isEqualTo("net-b1-half");
    }

    @Test
    void chargesTheOriginalNoDropWhateverItMeasured() {
        BlockCatalog catalog = Catalogs.chain("net", 1);
        PlanModel model = PlanModel.of(catalog, profile(catalog, 2));
        assertThat(model.blocks().get(0).variants().get(0).accuracyDrop()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0.9, 0.1", "0.7, 0.7, 0.15", "0.8, 0.98, 0.01", "0.9, 0.9, 0.05", "0.9, 1, 0", "0.8, 1, 0"})
    void takesHalfOfTheDisagreementForLostAtLeast(double quality, double agreement, double drop) {
        BlockCatalog catalog = Catalogs.chain("net", 1);
        PlanModel model = PlanModel.of(catalog, profile(catalog, 2, quality, agreement));
        assertThat(model.blocks().get(0).variant(new DescendantId("half")).accuracyDrop())
                .isCloseTo(drop, within(1e-12));
    }

    @Test
    void saysWhatTheProfileLacks() {
        BlockCatalog catalog = Catalogs.chain("net", 2);
        assertThatThrownBy(() -> PlanModel.of(catalog, profile(catalog, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The profile of net lacks b1/half. Maybe run `ashlar profile` again.");
    }

    @Test
    void addsUpAChain() {
        assertThat(NET.nanos(chain("net", "half", "original"))).isEqualTo(35);
        assertThat(NET.accuracy(chain("net", "half", "original"))).isEqualTo(0.625);
        assertThat(NET.variants(chain("net", "half", "original")))
                .extracting(chosen -> chosen.digest().value())
                .containsExactly("net-b0-half", "shared");
    }

    @Test
    void refusesChainsThatAreNotItsOwn() {
        assertThatThrownBy(() -> NET.nanos(chain("other", "half", "original")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NET.accuracy(chain("net", "half"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NET.variants(chain("net", "half", "half")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The block b1 has no descendant named half.");
    }

    @Test
    void refusesTwoOfOneNameAndNoneAtAll() {
        PlanModel.PlanBlock block = NET.blocks().get(0);
        assertThatThrownBy(() -> new PlanModel(NET.id(), 1, 0, 0, List.of(block, block)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The network net has two blocks named b0.");
        assertThatThrownBy(() -> new PlanModel(NET.id(), 1, 0, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PlanModel.PlanBlock(new BlockId("b"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PlanModel.PlanBlock(
                        new BlockId("b"), List.of(variant("x", 0, 1, 1, "d"), variant("x", 0, 2, 2, "e"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The block b has two descendants named x.");
    }

    @Test
    void refusesCostsWhoseSumsCouldWrap() {
        long day = Duration.ofDays(1).toNanos();
        assertThat(variant("x", 0, day, 1L << 48, "d").nanos()).isEqualTo(day);
        for (long[] costs : new long[][] {{-1, 0}, {0, -1}, {day + 1, 0}, {0, (1L << 48) + 1}}) {
            assertThatThrownBy(() -> variant("x", 0, costs[0], costs[1], "d"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of descendant x must lie between 0 and");
            assertThatThrownBy(() -> Plans.model(
                            "net", costs[0], costs[1], NET.blocks().get(0).variants()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of network net must lie between 0 and");
        }
    }

    @Test
    void refusesBoundVariantsThatNoChainCouldHold() {
        List<PlanModel.Variant> first = NET.blocks().get(0).variants();
        PlanModel.Variant only = variant("original", 0, 1, 1, "d");
        for (String[] behind : new String[][] {{"half", "half"}, {"third"}}) {
            assertThatThrownBy(() ->
                            Plans.model("net", 0, 0, first, List.of(only, Plans.bound("p", 0, 1, 1, "p", behind))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Plans.model("net", 0, 0, List.of(only, Plans.bound("p", 0, 1, 1, "p", "half")), first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "p of block b0 must be bound to one of each of the 0 blocks before, not to [half]");
        assertThatThrownBy(() -> Plans.model("net", 0, 0, first, List.of(Plans.bound("p", 0, 1, 1, "p", "half"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The block b1 must have a descendant that goes with any others.");
    }

    @Test
    void refusesToAddUpAChainWithABoundVariantBehindOthers() {
        PlanModel model = Plans.model(
                "net",
                0,
                0,
                NET.blocks().get(0).variants(),
                List.of(variant("original", 0, 20, 50, "shared"), Plans.bound("p", -0.125, 20, 50, "head", "half")));
        assertThat(model.accuracy(chain("net", "half", "p"))).isEqualTo(0.75);
        assertThatThrownBy(() -> model.accuracy(chain("net", "original", "p")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The descendant p of block b1 goes behind [half] alone, not in the chain (net[original,p]).");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1.01, 1.01, Double.NaN})
    void refusesDropsThatAreNoShare(double drop) {
        assertThatThrownBy(() -> variant("x", drop, 0, 0, "d")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void predictsThroughTheLinkAndPrefersWhatWasMeasured() {
        AccuracyLink link =
                new AccuracyLink(List.of(new AccuracyLink.Point(0, 0), new AccuracyLink.Point(0.125, 0.25)));
        PlanModel linked = NET.withLink(link);
        assertThat(linked.accuracy(chain("net", "half", "original"))).isEqualTo(0.5);
        PlanModel known =
                linked.withMeasured(Map.of(chain("net", "half", "original").choices(), 0.7));
        assertThat(known.accuracy(chain("net", "half", "original"))).isEqualTo(0.7);
        assertThat(known.accuracy(chain("net", "original", "original"))).isEqualTo(0.75);
        PlanRequest request = PlanRequest.of(
                Workload.of(List.of(B.withAccuracyFloor(0.6))),
                Map.of(NET.id(), linked),
                new ResourceBudget(Bytes.of(200), 1));
        Plan half = Plans.plan(Map.of("b", chain("net", "half", "original")));
        assertThat(PlanAudit.violations(request, half))
                .containsExactly("Stream b is predicted an accuracy of 0.5, below its floor of 0.6.");
    }

    @Test
    void refusesCompositionsItDoesNotHave() {
        assertThatThrownBy(() -> NET.withMeasured(Map.of(List.of(new DescendantId("half")), 0.5)))
                .hasMessage(
                        "The measured composition [half] of net must name one descendant for each of the 2 blocks.");
        assertThatThrownBy(() ->
                        NET.withMeasured(Map.of(chain("net", "half", "half").choices(), 0.5)))
                .hasMessage("The block b1 has no descendant named half.");
        assertThatThrownBy(() ->
                        NET.withMeasured(Map.of(chain("net", "half", "original").choices(), 1.5)))
                .hasMessage("The measured accuracy of net[half, original] (1.5) must lie between 0.0 and 1.0.");
    }
}
