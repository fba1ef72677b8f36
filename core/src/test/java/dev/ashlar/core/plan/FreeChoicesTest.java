/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.bound;
import static dev.ashlar.core.plan.Plans.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.testing.PlanRequests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreeChoicesTest {
    private static final Variant A = variant("a", 0, 5, 1, "a");
    private static final Variant B = variant("b", 0.1, 4, 1, "b");

    private static List<List<Variant>> product(List<List<Variant>> blocks) {
        List<List<Variant>> chains = List.of(List.of());
        for (List<Variant> variants : blocks) {
            List<List<Variant>> longer = new ArrayList<>();
            for (List<Variant> chain : chains) {
                for (Variant variant : variants) {
                    List<Variant> next = new ArrayList<>(chain);
                    next.add(variant);
                    longer.add(next);
                }
            }
            chains = longer;
        }
        return chains;
    }

    /** Whether every bound variant stands behind what it is bound to. */
    private static boolean isAllowed(List<Variant> chain) {
        List<DescendantId> ids = chain.stream().map(Variant::id).toList();
        boolean allowed = true;
        for (int i = 0; i < chain.size(); i++) {
            List<DescendantId> behind = chain.get(i).behind();
            allowed &= behind.isEmpty() || behind.equals(ids.subList(0, i));
        }
        return allowed;
    }

    @Test
    void togetherHoldEveryAllowedChainOnceAndNoOther() {
        for (long seed = 0; seed < 300; seed++) {
            for (PlanModel model : PlanRequests.small(seed).models().values()) {
                List<List<Variant>> blocks = model.blocks().stream()
                        .map(PlanModel.PlanBlock::variants)
                        .toList();
                List<List<Variant>> allowed = product(blocks).stream()
                        .filter(FreeChoicesTest::isAllowed)
                        .toList();
                assertThat(model.chains().stream().flatMap(part -> product(part.blocks()).stream()))
                        .as("seed %d", seed)
                        .containsExactlyInAnyOrderElementsOf(allowed);
            }
        }
    }

    @Test
    void leaveOutWhatCannotBeChosen() {
        Variant bound = bound("p", -0.3, 3, 1, "p", "b");
        assertThat(FreeChoices.of(List.of(List.of(A), List.of(bound)))).isEmpty();
        assertThat(FreeChoices.of(List.of(List.of(A, B), List.of(bound))))
                .containsExactly(new FreeChoices(List.of(List.of(B), List.of(bound))));
        Variant second = bound("q", 0, 3, 1, "q", "a", "p");
        assertThat(FreeChoices.of(List.of(List.of(A, B), List.of(A, bound), List.of(second))))
                .isEmpty();
    }

    @Test
    void costWhatTheirCheapestChainCosts() {
        Variant bound = bound("p", -0.3, 3, 1, "p", "b");
        List<FreeChoices> parts = FreeChoices.of(List.of(List.of(A, B), List.of(A, bound)));
        assertThat(FreeChoices.least(parts, Variant::accuracyDrop)).isCloseTo(-0.2, within(1e-12));
        assertThat(FreeChoices.leastWhole(parts, Variant::nanos)).isEqualTo(7);
        assertThat(FreeChoices.leastWhole(List.of(), Variant::nanos)).isZero();
    }
}
