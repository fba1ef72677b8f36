/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.profile.CompositionJudge.Judging;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compositions whose judgement was begun and is not done, each with what was judged of it so far, and those that are not
 * to be judged any more.
 *
 * <p><b>Threading</b>: guarded by its owner.
 */
final class Judgements {
    private static final int MOST_BEGUN = 8;
    private static final int MOST_SETTLED = 1000;

    private final List<Begun> begun = new ArrayList<>();
    private final List<MeasuringTarget.Wanted> settled = new ArrayList<>();

    private record Begun(MeasuringTarget.Wanted wanted, Judging judging) {}

    /** Whether there is nothing to judge: no composition, or one that is settled. */
    boolean isSettled(MeasuringTarget.@Nullable Wanted wanted) {
        return wanted == null || settled.stream().anyMatch(wanted::isLike);
    }

    /** Keeps what is judged of a composition; of more than a few, what was begun first is given up. */
    void keep(MeasuringTarget.Wanted wanted, Judging judging) {
        begun.add(new Begun(wanted, judging));
        if (begun.size() > MOST_BEGUN) {
            begun.remove(0);
        }
    }

    /** What was judged of a composition so far, which is kept no longer; null if nothing was. */
    @Nullable
    Judging take(MeasuringTarget.Wanted wanted) {
        for (Iterator<Begun> each = begun.iterator(); each.hasNext(); ) {
            Begun one = each.next();
            if (one.wanted().isLike(wanted)) {
                each.remove();
                return one.judging();
            }
        }
        return null;
    }

    /** The composition is not to be judged any more, until it is reopened. */
    void settle(MeasuringTarget.Wanted wanted) {
        take(wanted);
        settled.add(wanted);
        if (settled.size() > MOST_SETTLED) {
            settled.remove(0);
        }
    }

    void reopen(MeasuringTarget.Wanted wanted) {
        settled.removeIf(wanted::isLike);
    }
}
