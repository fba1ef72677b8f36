/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Strikes out variants that another of the same block can always replace without loss. */
final class Dominance {
    /*
     * u replaces v if it goes wherever v goes, is no slower, no larger and no less accurate, if v's digest is named by
     * no other variant of any network in use, and if fetching u costs no more than fetching v (u is resident, or v is
     * not, or fetching is free). Proof: take any plan that holds v, and put u in its place in every stream that does. No stream gets
     * slower or less accurate, so deadlines, floors, CPU and value hold. v's bytes leave memory, since nobody else
     * names them; u's, which are no more, come in unless they are there already; the same for fetching. So the new plan
     * is allowed, and no worse. The relation is transitive, so it does not matter if u is struck out as well: whatever
     * replaces u replaces v. Of equals the first stays. A digest that others name could cost nothing extra, so its
     * variant is never struck out. Nor is a variant that one left further behind is bound to: blocks are looked at from
     * the last to the first, so that bound variants that are struck out keep nothing alive.
     */
    private final PlanRequest request;
    private final Map<Digest, Integer> namings = new HashMap<>();

    Dominance(PlanRequest request, Collection<PlanModel> used) {
        this.request = request;
        for (PlanModel model : used) {
            for (PlanModel.PlanBlock block : model.blocks()) {
                block.variants().forEach(variant -> namings.merge(variant.digest(), 1, Integer::sum));
            }
        }
    }

    /** For each block of a network the variants that none other replaces, in their order. */
    List<List<PlanModel.Variant>> undominated(PlanModel model) {
        if (!isSafe(model)) {
            return model.blocks().stream().map(PlanModel.PlanBlock::variants).toList();
        }
        List<Set<DescendantId>> needed = new ArrayList<>();
        model.blocks().forEach(block -> needed.add(new HashSet<>()));
        List<List<PlanModel.Variant>> left = new ArrayList<>();
        for (int place = model.blocks().size() - 1; place >= 0; place--) {
            List<PlanModel.Variant> kept = undominated(model.blocks().get(place).variants(), needed.get(place));
            for (PlanModel.Variant variant : kept) {
                for (int i = 0; i < variant.behind().size(); i++) {
                    needed.get(i).add(variant.behind().get(i));
                }
            }
            left.add(0, kept);
        }
        return left;
    }

    /** Whether what a chain is worth follows from its variants alone, and any may be chosen. */
    private boolean isSafe(PlanModel model) {
        PlanRules rules = request.rules();
        return model.measured().isEmpty()
                && (rules.running() == null || rules.changeCostPerBlock() == 0)
                && rules.pins().stream().noneMatch(rule -> rule.model().equals(model.id()))
                && rules.exclusions().stream().noneMatch(rule -> rule.model().equals(model.id()));
    }

    private List<PlanModel.Variant> undominated(List<PlanModel.Variant> all, Set<DescendantId> needed) {
        List<PlanModel.Variant> left = new ArrayList<>();
        for (int v = 0; v < all.size(); v++) {
            boolean replaced = false;
            for (int u = 0; u < all.size() && !replaced; u++) {
                replaced = u != v && replaces(all.get(u), all.get(v)) && (u < v || !replaces(all.get(v), all.get(u)));
            }
            if (!replaced || needed.contains(all.get(v).id())) {
                left.add(all.get(v));
            }
        }
        return left;
    }

    private boolean replaces(PlanModel.Variant u, PlanModel.Variant v) {
        return (u.isFree() || u.behind().equals(v.behind()))
                && u.nanos() <= v.nanos()
                && u.bytes() <= v.bytes()
                && u.accuracyDrop() <= v.accuracyDrop()
                && u.privateBytes() <= v.privateBytes()
                && u.nanojoules() <= v.nanojoules()
                && namings.getOrDefault(v.digest(), 0) == 1
                && (request.switchingCostPerKiB() == 0 || isResident(u) || !isResident(v));
    }

    private boolean isResident(PlanModel.Variant variant) {
        return request.resident().contains(variant.digest());
    }
}
