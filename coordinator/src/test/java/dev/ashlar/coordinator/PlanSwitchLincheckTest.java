/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Plan;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * {@link PlanSwitch} and {@link ActivePlan} are linearizable, and a leased plan has not retired (I2). Each thread may
 * hold one lease at a time.
 */
public class PlanSwitchLincheckTest {
    private final AtomicLong retired = new AtomicLong();
    private final PlanSwitch plans = new PlanSwitch(plan(0));

    /** A whole frame: what it saw must be in force at one moment while it ran, and alive all the time. */
    @Operation
    public long frame() {
        ActivePlan leased = plans.acquire();
        long seen = leased.plan().revision();
        boolean alive = (retired.get() & (1L << seen)) == 0;
        leased.release();
        return alive ? seen : -1;
    }

    @Operation
    public boolean swapToOne() {
        return swapTo(1);
    }

    @Operation
    public boolean swapToTwo() {
        return swapTo(2);
    }

    @Operation
    public long inForce() {
        return plans.plan().revision();
    }

    private boolean swapTo(long revision) {
        try {
            plans.swap(plan(revision));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Retiring twice would carry into the bit of the next revision and be seen as a plan that is not alive. */
    private ActivePlan plan(long revision) {
        return new ActivePlan(Plan.NONE.at(revision), Map.of(), () -> retired.addAndGet(1L << revision));
    }

    @Test
    void isLinearizableUnderModelChecking() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .check(PlanSwitchLincheckTest.class);
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .check(PlanSwitchLincheckTest.class);
    }
}
