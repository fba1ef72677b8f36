/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Digest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@link LinkedSessions} is linearizable: a session is open while it is leased (I2), and each once. A thread holds one
 * lease at a time and, as chains do, opens a session where it finds none.
 */
@Param(name = "piece", gen = IntGen.class, conf = "0:1")
public class LinkedSessionsLincheckTest {
    private static final long BYTES = 600;

    private final LinkedSessions<AtomicInteger> sessions = new LinkedSessions<>(AtomicInteger::incrementAndGet);
    private final LinkedSessions<AtomicInteger>.@Nullable Lease[] held = newLeases();

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
    private static LinkedSessions<AtomicInteger>.@Nullable Lease[] newLeases() {
        return (LinkedSessions<AtomicInteger>.Lease[]) new LinkedSessions.Lease[4];
    }

    private static LinkedSessions.Key key(int piece) {
        return new LinkedSessions.Key(List.of(new Digest("block-" + piece)), Set.of("in"), List.of("out"));
    }

    /** Whether an open session was found; false too if the thread holds a lease. */
    @Operation
    public boolean find(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "piece") int piece) {
        if (held[thread] == null) {
            held[thread] = sessions.find(key(piece));
            return held[thread] != null;
        }
        return false;
    }

    /** Whether the session that the thread has opened is the one that is leased; false too if it holds a lease. */
    @Operation
    public boolean share(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "piece") int piece) {
        if (held[thread] != null) {
            return false;
        }
        AtomicInteger mine = new AtomicInteger();
        LinkedSessions<AtomicInteger>.Lease lease = sessions.share(key(piece), mine, BYTES);
        held[thread] = lease;
        return lease.session() == mine;
    }

    /** How often the session that the thread holds a lease on was closed: never, or -1 without a lease. */
    @Operation
    public int look(@Param(gen = ThreadIdGen.class) int thread) {
        LinkedSessions<AtomicInteger>.Lease lease = held[thread];
        return lease == null ? -1 : lease.session().get();
    }

    /** The thread's part of a session; 0 without a lease. */
    @Operation
    public long bytes(@Param(gen = ThreadIdGen.class) int thread) {
        LinkedSessions<AtomicInteger>.Lease lease = held[thread];
        return lease == null ? 0 : lease.bytes();
    }

    /** Whether the thread held a lease; giving it up twice is giving it up once. */
    @Operation
    public boolean release(@Param(gen = ThreadIdGen.class) int thread) {
        LinkedSessions<AtomicInteger>.Lease lease = held[thread];
        if (lease == null) {
            return false;
        }
        held[thread] = null;
        lease.close();
        lease.close();
        return true;
    }

    @Test
    void isLinearizableInEveryInterleavingTried() {
        new ModelCheckingOptions()
                .iterations(6)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(4)
                .check(LinkedSessionsLincheckTest.class);
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(8)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .check(LinkedSessionsLincheckTest.class);
    }
}
