/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks of three blocks of a millisecond each, joined in as few pieces as those who wait can bear. */
@Timeout(60)
class PieceSizesTest {
    private static final BlockChain CAM = FakeNets.chain("cam", 3, 0);
    private static final BlockChain SIGN = FakeNets.chain("sign", 3, 0);
    private static final List<Integer> WHOLE = List.of();
    private static final List<Integer> CUT = List.of(2);

    private record Joined(BlockChain chain, List<Integer> bounds) {}

    private final World world = new World();
    private final List<Joined> joined = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void listen() {
        world.engine.onPieces((chain, bounds) -> joined.add(new Joined(chain, bounds)));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static StreamSpec urgent(String id, String model, int deadlineMillis) {
        return StreamSpec.of(id, model, Duration.ofMillis(100), Duration.ofMillis(deadlineMillis))
                .withPriority(5);
    }

    @Test
    void joinsInOnePieceWhatNobodyMoreUrgentWaitsFor() {
        world.open(World.spec("door", "cam"));
        world.open(World.spec("gate", "sign"));

        assertThat(joined).containsExactly(new Joined(CAM, WHOLE), new Joined(SIGN, WHOLE));
    }

    @Test
    void joinsInOnePieceWhatTheMoreUrgentCanBearToWaitFor() {
        world.open(World.spec("door", "cam"));
        world.open(urgent("gate", "sign", 50));

        assertThat(joined).containsExactly(new Joined(CAM, WHOLE), new Joined(SIGN, WHOLE));
    }

    @Test
    void cutsWhatAHigherPriorityCannotBearToWaitFor() {
        world.open(World.spec("door", "cam"));
        world.open(urgent("gate", "sign", 5));

        assertThat(joined).containsExactly(new Joined(CAM, WHOLE), new Joined(CAM, CUT), new Joined(SIGN, WHOLE));
    }

    @Test
    void cutsWhatAShorterDeadlineCannotBearToWaitForAmongEqualPriorities() {
        world.open(World.spec("door", "cam"));
        world.open(urgent("gate", "sign", 5).withPriority(0));

        assertThat(joined).contains(new Joined(CAM, CUT), new Joined(SIGN, WHOLE));
    }

    @Test
    void countsWhatGoesBeforeTheOneThatWaits() {
        // 12 ms less 3 of its own leave 9, of which a half bears a network of 3 ms; what goes before takes 3 more.
        world.open(World.spec("door", "cam"));
        world.open(urgent("gate", "sign", 12));
        assertThat(joined).doesNotContain(new Joined(CAM, CUT));
        world.open(urgent("exit", "sign", 12).withPriority(7));
        world.open(urgent("hall", "sign", 12).withPriority(6));

        assertThat(joined).contains(new Joined(CAM, CUT));
    }

    @Test
    void sharesOneChainInThePiecesOfThoseWhoNeedMost() {
        world.open(World.spec("door", "cam"));
        world.open(urgent("gate", "cam", 5));

        assertThat(joined).containsExactly(new Joined(CAM, WHOLE), new Joined(CAM, CUT));
        assertThat(world.engine.joined()).isEqualTo(2);
    }

    @Test
    void goesBackToOnePieceThatIsStillWarm() {
        world.open(World.spec("door", "cam"));
        world.open(urgent("gate", "sign", 5));
        world.close("gate");

        assertThat(joined).hasSize(3);
        assertThat(world.coordinator().situation().plan().plan().chains()).hasSize(1);
    }
}
