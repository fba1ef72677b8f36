/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryGuardTest {
    private static final long MIB = 1 << 20;

    private final World world = new World();
    private final AtomicLong weights = new AtomicLong(5 * MIB);
    private final AtomicLong heap = new AtomicLong(100 * MIB);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void tellsWhatTheProcessOccupiesByKind() {
        measure();
        world.open(World.spec("door", "cam"));
        weights.addAndGet(2 * MIB);
        world.coordinator().guard().look();

        MemoryStats memory = world.coordinator().stats().memory();
        assertThat(memory.grownBytes()).isBetween(MIB, 2 * MIB);
        assertThat(memory.process()).isEqualTo(new ProcessMemory(7 * MIB, 100 * MIB, 1000 * MIB, 10 * MIB));
        assertThat(memory.usedBytes()).isEqualTo(World.BLOCKS * FakeNets.BLOCK_BYTES);
        assertThat(memory.budgetBytes()).isEqualTo(World.PLENTY.memory().count());
        assertThat(memory.peakBytes()).isGreaterThanOrEqualTo(memory.usedBytes() + memory.warmBytes());
    }

    /** Once plans were made smaller for good because results waited for the garbage collector. */
    @Test
    void doesNothingBecauseOfResultsThatSomebodyHolds() {
        measure();
        world.open(World.spec("door", "cam"));
        ByteBuffer results = ByteBuffer.allocateDirect(Math.toIntExact(1000 * MIB));
        weights.addAndGet(1000 * MIB);
        for (int i = 0; i < 5; i++) {
            world.coordinator().guard().look();
        }

        assertThat(results.capacity()).isEqualTo(1000 * MIB);
        assertThat(world.alerts).isEmpty();
        assertThat(world.coordinator().situation().plan().revision()).isEqualTo(1);
    }

    @Test
    void doesNothingWithinTheBudgetHoweverLargeTheHeap() {
        measure();
        world.open(World.spec("door", "cam"));
        heap.set(10_000 * MIB);
        weights.addAndGet(60 * MIB);
        for (int i = 0; i < 5; i++) {
            world.coordinator().guard().look();
        }

        assertThat(world.engine.trimmed()).isZero();
        assertThat(world.alerts).isEmpty();
        assertThat(world.coordinator().situation().plan().revision()).isEqualTo(1);
    }

    @Test
    void letsWhatIsWarmGoFirst() {
        measure();
        StreamLane lane = world.open(World.spec("door", "cam"));
        world.open(World.spec("gate", "sign"));
        world.close("gate");
        assertThat(world.engine.openChains()).isEqualTo(2);
        weights.addAndGet(65 * MIB);

        world.coordinator().guard().look();
        weights.addAndGet(-4 * MIB);
        world.coordinator().guard().look();
        world.coordinator().guard().look();
        World.result(world.submit(lane, 1));
        world.close("door");

        assertThat(world.engine.trimmed()).isEqualTo(1);
        assertThat(world.alerts).isEmpty();
        assertThat(world.engine.openChains()).as("the warm one is closed").isLessThanOrEqualTo(1);
    }

    @Test
    void plansForLessWhenThatIsNotEnough() {
        measure();
        StreamLane lane = world.open(World.spec("door", "cam"));
        CountDownLatch again = new CountDownLatch(1);
        world.onAdopted(plan -> again.countDown());
        // Of 64 MiB; so that the original of 1.2 MiB does no longer fit into what is left, but half of it does.
        weights.addAndGet(64 * MIB + MIB / 2);
        world.coordinator().guard().look();
        world.coordinator().guard().look();
        Latch.await(again);

        assertThat(World.result(world.submit(lane, 1)).chain()).isEqualTo(FakeNets.chain("cam", World.BLOCKS, 1));
        assertThat(world.coordinator().stats().memory().overheadBytes()).isGreaterThan(63 * MIB);
        assertThat(world.coordinator().situation().plan().budget()).isEqualTo(World.PLENTY);
        assertThat(world.alerts).extracting(Alert::code).containsExactly(AlertCode.MEMORY_EXCEEDED);
    }

    @Test
    void plansForTheWholeBudgetWhereNothingFitsIntoWhatIsLeft() {
        measure();
        StreamLane lane = world.open(World.spec("door", "cam"));
        weights.addAndGet(900 * MIB);
        world.coordinator().guard().look();
        world.coordinator().guard().look();
        StreamLane other = world.open(World.spec("gate", "sign"));

        assertThat(World.result(world.submit(lane, 1)).chain()).isEqualTo(FakeNets.chain("cam", World.BLOCKS, 0));
        assertThat(World.result(world.submit(other, 1)).chain()).isEqualTo(FakeNets.chain("sign", World.BLOCKS, 0));
        assertThat(world.alerts).extracting(Alert::code).containsExactly(AlertCode.MEMORY_EXCEEDED);
    }

    @Test
    void countsWhatChainsHoldOfTheirOwn() {
        world.engine.ownBytes(chain -> 100 << 10);
        world.open(World.spec("door", "cam"));
        MemoryStats one = world.coordinator().stats().memory();
        assertThat(one.usedBytes()).isEqualTo(World.BLOCKS * FakeNets.BLOCK_BYTES + (100 << 10));
        world.open(World.spec("gate", "cam"));

        assertThat(world.coordinator().stats().memory().usedBytes())
                .as("streams of one chain share it")
                .isEqualTo(one.usedBytes());
    }

    @Test
    void returnsToAWarmChainWithoutOpeningAnything() {
        world.open(World.spec("door", "cam"));
        world.budget(new ResourceBudget(Bytes.of(World.bytesAt(2)), 2));
        world.budget(World.PLENTY);
        world.budget(World.PLENTY.withCpuCores(1));
        long joined = world.engine.joined();
        world.open(World.spec("gate", "sign"));
        world.close("gate");
        StreamLane sign = world.open(World.spec("gate", "sign"));

        assertThat(World.result(world.submit(sign, 1)).chain()).isEqualTo(FakeNets.chain("sign", World.BLOCKS, 0));
        assertThat(world.engine.joined()).isEqualTo(joined + 1);
        assertThat(world.coordinator().situation().plan().bytesFetched()).isZero();
    }

    @Test
    void holdsNoMoreThanTheBudgetWhateverHappens() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            try (World own = new World()) {
                own.engine.ownBytes(chain -> 20 << 10);
                List<String> open = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    int what = random.nextInt(4);
                    if (what == 0 && open.size() < 4) {
                        String id = "s" + i;
                        if (granted(
                                own,
                                new ControlEvent.Open(World.spec(id, random.nextBoolean() ? "cam" : "sign"), null))) {
                            open.add(id);
                        }
                    } else if (what == 1 && !open.isEmpty()) {
                        own.close(open.remove(random.nextInt(open.size())));
                    } else {
                        long bytes = World.bytesAt(random.nextInt(3)) + random.nextInt(2_000_000);
                        granted(
                                own,
                                new ControlEvent.SetBudget(before -> new ResourceBudget(Bytes.of(bytes), 2), null));
                    }
                    MemoryStats memory = own.coordinator().stats().memory();
                    if (memory.warmBytes() > 0) {
                        assertThat(memory.usedBytes() + memory.warmBytes())
                                .as("seed %d, step %d: %s", seed, i, memory)
                                .isLessThanOrEqualTo(memory.budgetBytes());
                    }
                }
            }
        }
    }

    private static boolean granted(World world, ControlEvent event) {
        return world.coordinator()
                .ask(event)
                .handle((granted, cause) -> cause == null)
                .join();
    }

    private void measure() {
        world.engine.memory(this::reading);
    }

    private @Nullable ProcessMemory reading() {
        return new ProcessMemory(weights.get(), heap.get(), 1000 * MIB, 10 * MIB);
    }
}
