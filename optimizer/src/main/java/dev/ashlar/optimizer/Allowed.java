/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.ChoiceRule;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.List;

/** Strikes out the variants that a stream cannot have: ruled out, or breaking a limit by themselves. */
final class Allowed {
    private final PlanRequest request;
    private final StreamSpec stream;
    private final PlanModel model;

    private final Demands demands;

    Allowed(PlanRequest request, StreamSpec stream, PlanModel model, Demands demands) {
        this.demands = demands;
        this.request = request;
        this.stream = stream;
        this.model = model;
    }

    /** For each block the variants left; none where no chain is left. */
    List<List<Variant>> of(List<List<Variant>> blocks) {
        List<List<Variant>> ruled = new ArrayList<>();
        long fastest = model.fixedNanos();
        for (int b = 0; b < blocks.size(); b++) {
            List<Variant> left = ruled(b, blocks.get(b));
            ruled.add(left);
            fastest += least(left);
        }
        long slack = model.tails().longest(stream.deadlinePercentile(), stream.deadline()) - fastest;
        long free = request.budget().memory().count();
        double longest = request.budget().cpuCores() * longestPeriod() * (1 + 1e-9) + 1;
        List<List<Variant>> possible = new ArrayList<>();
        for (List<Variant> variants : ruled) {
            long latest = Math.min(slack + least(variants), demands.longestBlock());
            List<Variant> left = new ArrayList<>(variants.size());
            for (Variant variant : variants) {
                if (variant.nanos() <= latest
                        && variant.nanos() <= longest
                        && variant.bytes() <= free
                        && variant.privateBytes() <= free
                        && isBoundToSome(variant, possible)) {
                    left.add(variant);
                }
            }
            possible.add(left.size() == variants.size() ? variants : List.copyOf(left));
        }
        return possible;
    }

    private double longestPeriod() {
        double longest = stream.period().toNanos();
        for (var step : stream.rateSteps()) {
            longest = step.utility() == null
                    ? longest
                    : Math.max(longest, (double) step.period().toNanos());
        }
        return longest;
    }

    private List<Variant> ruled(int block, List<Variant> variants) {
        if (request.rules().pins().isEmpty() && request.rules().exclusions().isEmpty()) {
            return variants;
        }
        var id = model.blocks().get(block).id();
        List<DescendantId> pins = request.rules().pins().stream()
                .filter(pin -> pin.stream().equals(stream.id())
                        && pin.model().equals(model.id())
                        && pin.block().equals(id))
                .map(ChoiceRule::descendant)
                .toList();
        return variants.stream()
                .filter(variant -> pins.stream().allMatch(variant.id()::equals))
                .filter(variant -> !request.rules()
                        .exclusions()
                        .contains(new ChoiceRule(stream.id(), model.id(), id, variant.id())))
                .toList();
    }

    private static boolean isBoundToSome(Variant variant, List<List<Variant>> before) {
        for (int i = 0; i < variant.behind().size(); i++) {
            DescendantId wanted = variant.behind().get(i);
            if (before.get(i).stream().noneMatch(left -> left.id().equals(wanted))) {
                return false;
            }
        }
        return true;
    }

    private static long least(List<Variant> variants) {
        long least = Long.MAX_VALUE;
        for (Variant variant : variants) {
            least = Math.min(least, variant.nanos());
        }
        return variants.isEmpty() ? 0 : least;
    }
}
