/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static dev.ashlar.optimizer.Problems.block;
import static dev.ashlar.optimizer.Problems.bound;
import static dev.ashlar.optimizer.Problems.model;
import static dev.ashlar.optimizer.Problems.request;
import static dev.ashlar.optimizer.Problems.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DominanceTest {
    private static final PlanModel.Variant GOOD = variant("good", 0.1, 10, 100, "g");
    private static final PlanModel.Variant WORSE = variant("worse", 0.2, 10, 100, "w");

    private static List<String> left(PlanRequest request, PlanModel... used) {
        Dominance dominance = new Dominance(request, List.of(used));
        return dominance.undominated(used[0]).get(0).stream()
                .map(variant -> variant.id().value())
                .toList();
    }

    private static List<String> left(PlanModel... used) {
        return left(request(List.of(), 1, 1, used), used);
    }

    @Test
    void strikesOutWhatIsWorseInOneAndBetterInNothing() {
        assertThat(left(model("net", block(WORSE, GOOD)))).containsExactly("good");
        assertThat(left(model("net", block(variant("slow", 0.1, 11, 100, "w"), GOOD))))
                .containsExactly("good");
        assertThat(left(model("net", block(variant("big", 0.1, 10, 101, "w"), GOOD))))
                .containsExactly("good");
    }

    @Test
    void keepsWhatIsBetterInOne() {
        assertThat(left(model("net", block(variant("fast", 0.2, 9, 100, "w"), GOOD))))
                .hasSize(2);
        assertThat(left(model("net", block(variant("small", 0.2, 10, 99, "w"), GOOD))))
                .hasSize(2);
        assertThat(left(model("net", block(variant("exact", 0.0, 11, 101, "w"), GOOD))))
                .hasSize(2);
    }

    @Test
    void keepsTheFirstOfEquals() {
        assertThat(left(model(
                        "net", block(GOOD, variant("same", 0.1, 10, 100, "s"), variant("too", 0.1, 10, 100, "t")))))
                .containsExactly("good");
    }

    @Test
    void keepsADigestThatAnotherVariantNamesSinceItMayCostNothing() {
        assertThat(left(model("net", block(WORSE, GOOD)), model("other", block(WORSE))))
                .hasSize(2);
        assertThat(left(model("net", block(WORSE, GOOD), block(WORSE)))).hasSize(2);
    }

    @Test
    void strikesOutWhateverIsReplacedByASharedDigest() {
        assertThat(left(model("net", block(WORSE, GOOD)), model("other", block(GOOD))))
                .containsExactly("good");
    }

    @Test
    void keepsWhatIsResidentAgainstWhatMustBeFetchedAtAPrice() {
        PlanModel model = model("net", block(WORSE, GOOD));
        PlanRequest request = request(List.of(), 1, 1, model);
        Set<Digest> worse = Set.of(new Digest("w"));
        assertThat(left(request.withResident(worse, 1e-6), model)).hasSize(2);
        assertThat(left(request.withResident(worse, 0), model)).containsExactly("good");
        assertThat(left(request.withResident(Set.of(new Digest("g")), 1e-6), model))
                .containsExactly("good");
    }

    /** What is left of each block of a network. */
    private static List<List<String>> all(PlanModel model) {
        return new Dominance(request(List.of(), 1, 1, model), List.of(model))
                .undominated(model).stream()
                        .map(variants -> variants.stream()
                                .map(variant -> variant.id().value())
                                .toList())
                        .toList();
    }

    @Test
    void keepsWhatAVariantFurtherBehindIsBoundTo() {
        PlanModel.Variant plain = variant("plain", 0.1, 10, 100, "h");
        assertThat(all(model("net", block(GOOD, WORSE), block(plain))))
                .containsExactly(List.of("good"), List.of("plain"));
        assertThat(all(model("net", block(GOOD, WORSE), block(plain, bound("p", -0.3, 10, 100, "p", "worse")))))
                .containsExactly(List.of("good", "worse"), List.of("plain", "p"));
    }

    @Test
    void keepsNothingAliveForABoundVariantThatIsStruckOutItself() {
        PlanModel.Variant plain = variant("plain", 0.1, 10, 100, "h");
        assertThat(all(model("net", block(GOOD, WORSE), block(plain, bound("p", 0.2, 10, 100, "p", "worse")))))
                .containsExactly(List.of("good"), List.of("plain"));
    }

    @Test
    void replacesWithABoundVariantOnlyWhatIsBoundToTheSame() {
        PlanModel.Variant plain = variant("plain", 0.1, 10, 100, "h");
        PlanModel.Variant best = bound("p", 0, 9, 90, "p", "worse");
        assertThat(all(model("net", block(GOOD, WORSE), block(plain, best))).get(1))
                .containsExactly("plain", "p");
        assertThat(all(model("net", block(GOOD, WORSE), block(plain, best, bound("q", 0.01, 9, 90, "q", "good"))))
                        .get(1))
                .containsExactly("plain", "p", "q");
        assertThat(all(model("net", block(GOOD, WORSE), block(plain, best, bound("q", 0.01, 9, 90, "q", "worse"))))
                        .get(1))
                .containsExactly("plain", "p");
    }
}
