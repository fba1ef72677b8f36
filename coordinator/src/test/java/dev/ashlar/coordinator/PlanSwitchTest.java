/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ashlar.core.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanSwitchTest {
    private final List<Long> retired = new ArrayList<>();
    private final PlanSwitch plans = new PlanSwitch(plan(0));

    @Test
    void leasesThePlanInForce() {
        plans.swap(plan(1));

        ActivePlan leased = plans.acquire();

        assertThat(leased.plan().revision()).isEqualTo(1);
        leased.release();
    }

    @Test
    void retiresAPlanAtOnceWhenNoFrameUsesIt() {
        plans.swap(plan(1));

        assertThat(retired).containsExactly(0L);
    }

    @Test
    void retiresAPlanOnlyWhenItsLastFrameHasEnded() {
        ActivePlan first = plans.acquire();
        ActivePlan second = plans.acquire();
        plans.swap(plan(1));
        assertThat(retired).as("I2").isEmpty();

        first.release();
        assertThat(retired).as("I2").isEmpty();
        second.release();
        assertThat(retired).containsExactly(0L);
    }

    @Test
    void leasesNoPlanThatHasRetired() {
        ActivePlan old = plans.acquire();
        plans.swap(plan(1));
        old.release();

        assertThat(old.retain()).isFalse();
        assertThatIllegalStateException().isThrownBy(old::release);
    }

    @Test
    void takesNoRevisionButTheNext() {
        plans.swap(plan(1));

        assertThatIllegalStateException().isThrownBy(() -> plans.swap(plan(1))).withMessageContaining("I3");
        assertThatIllegalStateException().isThrownBy(() -> plans.swap(plan(3)));
        assertThat(plans.plan().revision()).isEqualTo(1);
    }

    private ActivePlan plan(long revision) {
        return new ActivePlan(Plan.NONE.at(revision), Map.of(), () -> retired.add(revision));
    }
}
