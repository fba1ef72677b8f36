/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.Literal;
import dev.ashlar.core.plan.PlanModel.Variant;
import java.util.HashSet;
import java.util.Set;

/** Tells CP-SAT which literals are true in a plan that is known. */
final class PlanHint {
    private final CpModel model;
    private final Set<Literal> hinted = new HashSet<>();

    PlanHint(CpModel model) {
        this.model = model;
    }

    /** Whether a literal was hinted to be true. */
    boolean holds(Literal literal) {
        return hinted.contains(literal);
    }

    /** Hints at all literals of a part of a stream that the plan serves by a chain. */
    void add(PartLiterals literals, Column column) {
        boolean is = literals.hold(column);
        Literal taken = literals.taken();
        if (taken != null) {
            add(taken, is);
        }
        for (int b = 0; b < literals.blocks().size(); b++) {
            var wanted = column.part().variants[b][column.choices()[b]].id();
            Variant[] variants = literals.part().variants[b];
            for (int v = 0; v < variants.length && variants.length > 1; v++) {
                add(literals.blocks().get(b).get(v), is && variants[v].id().equals(wanted));
            }
        }
    }

    private void add(Literal literal, boolean is) {
        model.addHint(literal, is);
        if (is) {
            hinted.add(literal);
        }
    }
}
