/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Strikes out variants that another of the same block can always replace without loss. */
final class Dominance {
    /*
     * u replaces v if it is no slower, no larger and no less accurate, if v's digest is named by no other variant of
     * any network in use, and if fetching u costs no more than fetching v (u is resident, or v is not, or fetching is
     * free). Proof: take any plan that holds v, and put u in its place in every stream that does. No stream gets
     * slower or less accurate, so deadlines, floors, CPU and value hold. v's bytes leave memory, since nobody else
     * names them; u's, which are no more, come in unless they are there already; the same for fetching. So the new plan
     * is allowed, and no worse. The relation is transitive, so it does not matter if u is struck out as well: whatever
     * replaces u replaces v. Of equals the first stays. A digest that others name could cost nothing extra, so its
     * variant is never struck out.
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

    /** The variants of a block that none other replaces, in their order. */
    List<PlanModel.Variant> undominated(PlanModel.PlanBlock block) {
        List<PlanModel.Variant> all = block.variants();
        List<PlanModel.Variant> left = new ArrayList<>();
        for (int v = 0; v < all.size(); v++) {
            boolean replaced = false;
            for (int u = 0; u < all.size() && !replaced; u++) {
                replaced = u != v && replaces(all.get(u), all.get(v)) && (u < v || !replaces(all.get(v), all.get(u)));
            }
            if (!replaced) {
                left.add(all.get(v));
            }
        }
        return left;
    }

    private boolean replaces(PlanModel.Variant u, PlanModel.Variant v) {
        return u.nanos() <= v.nanos()
                && u.bytes() <= v.bytes()
                && u.accuracyDrop() <= v.accuracyDrop()
                && namings.getOrDefault(v.digest(), 0) == 1
                && (request.switchingCostPerKiB() == 0 || isResident(u) || !isResident(v));
    }

    private boolean isResident(PlanModel.Variant variant) {
        return request.resident().contains(variant.digest());
    }
}
