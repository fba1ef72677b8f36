/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanRequestsTest {
    private final ExhaustivePlanner exhaustive = new ExhaustivePlanner();

    @Test
    void makeEqualProblemsOfEqualSeedsAndOthersOfOthers() {
        assertThat(PlanRequests.small(3)).isEqualTo(PlanRequests.small(3));
        assertThat(PlanRequests.small(3)).isNotEqualTo(PlanRequests.small(4));
        assertThat(PlanRequests.sized(3, 2, 4, 5, 6, PlanRequests.Tightness.TIGHT))
                .isEqualTo(PlanRequests.sized(3, 2, 4, 5, 6, PlanRequests.Tightness.TIGHT));
    }

    @Test
    void makeBothKindsOfSmallProblemsInNumbers() {
        Map<String, Integer> kinds = new HashMap<>();
        for (long seed = 0; seed < 200; seed++) {
            kinds.merge(exhaustive.plan(PlanRequests.small(seed)).getClass().getSimpleName(), 1, Integer::sum);
        }
        assertThat(kinds).hasSize(2).allSatisfy((kind, count) -> assertThat(count)
                .isGreaterThan(40));
    }

    @Test
    void shareDigestsBetweenPlacesAndDisagreeOnTheirSize() {
        int shared = 0;
        int disagreeing = 0;
        for (long seed = 0; seed < 200; seed++) {
            Map<Digest, Set<Long>> sizes = new HashMap<>();
            int named = 0;
            for (PlanModel model : PlanRequests.small(seed).models().values()) {
                for (PlanModel.PlanBlock block : model.blocks()) {
                    for (PlanModel.Variant variant : block.variants()) {
                        named++;
                        sizes.computeIfAbsent(variant.digest(), unseen -> new HashSet<>())
                                .add(variant.bytes());
                    }
                }
            }
            shared += sizes.size() < named ? 1 : 0;
            disagreeing += sizes.values().stream().anyMatch(all -> all.size() > 1) ? 1 : 0;
        }
        assertThat(shared).isGreaterThan(50);
        assertThat(disagreeing).isGreaterThan(10);
    }

    @Test
    void bindVariantsToOthersAndSomeOfTheseToOthersAgain() {
        int bound = 0;
        int twice = 0;
        for (long seed = 0; seed < 200; seed++) {
            for (PlanModel model : PlanRequests.small(seed).models().values()) {
                int most = model.chains().stream()
                        .mapToInt(part -> (int) part.blocks().stream()
                                .filter(variants ->
                                        variants.size() == 1 && !variants.get(0).isFree())
                                .count())
                        .max()
                        .orElse(0);
                bound += most > 0 ? 1 : 0;
                twice += most > 1 ? 1 : 0;
            }
        }
        assertThat(bound).isGreaterThan(50);
        assertThat(twice).isPositive();
    }

    @Test
    void looseOnesUsuallyHaveAPlanAndImpossibleOnesRarely() {
        assertThat(plans(PlanRequests.Tightness.LOOSE)).isGreaterThan(30);
        assertThat(plans(PlanRequests.Tightness.IMPOSSIBLE)).isLessThan(15);
    }

    private int plans(PlanRequests.Tightness tightness) {
        int plans = 0;
        for (long seed = 0; seed < 50; seed++) {
            PlanRequest request = PlanRequests.sized(seed, 1, 2, 2, 3, tightness);
            plans += exhaustive.plan(request) instanceof PlanOutcome.Feasible ? 1 : 0;
        }
        return plans;
    }

    @Test
    void exhaustiveSearchRefusesWhatItCannotFinish() {
        assertThatThrownBy(() -> exhaustive.plan(PlanRequests.sized(1, 1, 4, 8, 6, PlanRequests.Tightness.LOOSE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 200000 can be tried");
    }
}
