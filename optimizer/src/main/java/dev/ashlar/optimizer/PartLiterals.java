/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.Literal;
import dev.ashlar.core.plan.PlanModel.Variant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What CP-SAT decides about one part.
 *
 * @param taken true if the part serves its stream; null if nothing else can
 * @param blocks for each block a literal for each choice
 */
record PartLiterals(Mode mode, Part part, @Nullable Literal taken, List<List<Literal>> blocks) {

    /** Whether a chain is one of this part. */
    boolean hold(Column column) {
        if (!mode.model().id().equals(column.mode().model().id())
                || !mode.period().equals(column.mode().period())
                || Double.isNaN(part.measured) != Double.isNaN(column.part().measured)) {
            return false;
        }
        for (int b = 0; b < column.choices().length; b++) {
            var wanted = column.part().variants[b][column.choices()[b]].id();
            boolean found = false;
            for (Variant variant : part.variants[b]) {
                found |= variant.id().equals(wanted);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    /** Whether the solver's answer takes this part. */
    boolean isTaken(CpSolver solver) {
        return taken == null || solver.booleanValue(taken);
    }

    /** The chain that the solver's answer makes of it. */
    Column column(CpSolver solver) {
        int[] choices = new int[blocks.size()];
        for (int b = 0; b < choices.length; b++) {
            List<Literal> block = blocks.get(b);
            for (int v = 0; v < block.size() && block.size() > 1; v++) {
                choices[b] = solver.booleanValue(block.get(v)) ? v : choices[b];
            }
        }
        return Column.of(mode, part, choices);
    }
}
