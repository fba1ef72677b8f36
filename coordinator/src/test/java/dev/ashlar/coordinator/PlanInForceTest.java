/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails once a plan is in force does not make the coordinator speak of another one. */
@Timeout(120)
class PlanInForceTest {
    private static final ResourceBudget SMALL = new ResourceBudget(Bytes.of(World.bytesAt(1)), 2);

    private final World world = new World();

    @AfterEach
    void close() {
        world.engine.onClose(digest -> {});
        world.close();
    }

    private void requireInForce(AdoptedPlan granted, StreamLane lane, int revision) {
        assertThat(granted.revision()).isEqualTo(revision);
        assertThat(world.coordinator().situation().plan()).isEqualTo(granted);
        assertThat(world.coordinator().situation().state().budget()).isEqualTo(granted.budget());
        assertThat(World.result(world.submit(lane, 1)).revision()).isEqualTo(revision);
        assertThat(world.refused).isEmpty();
    }

    @Test
    void goesOnWhereTheBlocksOfTheLastPlanDoNotClose() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.engine.onClose(digest -> {
            throw new LinkageError("broken on purpose");
        });
        requireInForce(world.budget(SMALL), lane, 2);
        requireInForce(world.budget(World.PLENTY), lane, 3);
    }

    @Test
    void goesOnWhereWarmBlocksDoNotClose() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.budget(SMALL);
        world.budget(World.PLENTY);
        world.engine.onClose(digest -> {
            throw new LinkageError("broken on purpose");
        });
        requireInForce(world.budget(new ResourceBudget(Bytes.of(World.bytesAt(0)), 2)), lane, 4);
    }

    @Test
    void goesOnWhereAListenerFails() {
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.onAdopted(plan -> {
            throw new LinkageError("broken on purpose");
        });
        requireInForce(world.budget(SMALL), lane, 2);
    }
}
