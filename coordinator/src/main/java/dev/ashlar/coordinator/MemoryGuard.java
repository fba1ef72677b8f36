/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.ProcessMemory;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the memory budget to what the process really occupies. Where that grows beyond the budget, what is warm goes
 * first; if that is not enough, plans are made for less.
 *
 * <p><b>Threading</b>: looks from time to time on a thread of its own; {@link #reading} may be called by all.
 */
final class MemoryGuard implements AutoCloseable {
    /*
     * What counts is what weights and native memory have grown by since before anything was open, less what the virtual
     * machine says it has taken for code and classes, and for buffers outside its heap: those are results, which live as
     * long as whoever received them wants, and if they are not closed then until the garbage collector looks. No smaller
     * plan would make it look sooner. The rest of the machine's own growth (compilers, stacks, free lists of the C
     * library) cannot be told from the engine's, so an allowance is made for it.
     *
     * A single look may meet the moment of a change of plans, where old and new are open together. So the first one over
     * the budget makes room without harm (warm chains, freed memory that the C library keeps), and only if the next one
     * is over it too is the difference between what is measured and what is accounted for taken off the budget.
     */
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGuard.class);
    private static final long LEAST_CHANGE = 1 << 20;

    private final BlockEngine engine;
    private final Alerts alerts;
    private final LongSupplier budget;
    private final LongSupplier accounted;
    private final LongConsumer makeRoom;
    private final Runnable replan;
    private final LongSupplier machine;
    private final long allowance;
    private final long atFirst;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private boolean closed;
    private boolean overBefore;
    private @Nullable Thread thread;
    private volatile long overhead;
    private volatile Reading reading;

    /**
     * What was measured last.
     *
     * @param grownBytes since the start
     * @param process all of it, or null where the system does not tell
     */
    record Reading(long grownBytes, @Nullable ProcessMemory process) {}

    /**
     * @param budget bytes that all blocks and chains may occupy
     * @param accounted bytes that they are thought to occupy
     * @param makeRoom closes so many bytes of what is warm, as far as there is some
     * @param replan asks for a plan that respects {@link #overheadBytes}
     * @param machine bytes that the virtual machine has taken for itself outside its heap
     * @param allowance bytes that the process may grow by beside the budget
     */
    MemoryGuard(
            BlockEngine engine,
            Alerts alerts,
            LongSupplier budget,
            LongSupplier accounted,
            LongConsumer makeRoom,
            Runnable replan,
            LongSupplier machine,
            long allowance) {
        this.engine = engine;
        this.alerts = alerts;
        this.budget = budget;
        this.accounted = accounted;
        this.makeRoom = makeRoom;
        this.replan = replan;
        this.machine = machine;
        this.allowance = allowance;
        ProcessMemory first = engine.memory();
        this.atFirst = first == null ? 0 : counted(first);
        this.reading = new Reading(0, first);
    }

    /** What the virtual machine has taken for code, classes and buffers outside its heap. */
    static long machineBytes() {
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return buffers
                + ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
    }

    /** What plans have to do with less. */
    long overheadBytes() {
        return overhead;
    }

    Reading reading() {
        return reading;
    }

    /** Looks from time to time; not at all where the system does not tell. */
    void start(ThreadFactory threads, long intervalNanos) {
        if (reading.process() != null) {
            Thread made = threads.newThread(() -> watch(intervalNanos));
            thread = made;
            made.start();
        }
    }

    private void watch(long intervalNanos) {
        while (sleep(intervalNanos)) {
            try {
                look();
            } catch (Throwable t) {
                LOG.warn("The memory of the process could not be judged.", t);
            }
        }
    }

    private boolean sleep(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed) {
                left = ended.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Measures and acts; called by one thread at a time. */
    void look() {
        ProcessMemory now = engine.memory();
        if (now == null) {
            return;
        }
        long grown = Math.max(0, counted(now) - atFirst);
        reading = new Reading(grown, now);
        long over = grown - allowance - budget.getAsLong();
        if (over <= 0) {
            overBefore = false;
        } else if (overBefore) {
            overBefore = false;
            takeOff(grown, over);
        } else {
            overBefore = true;
            makeRoom.accept(over);
            engine.trim();
        }
    }

    private void takeOff(long grown, long over) {
        long unaccounted = Math.max(0, grown - allowance - accounted.getAsLong());
        if (unaccounted < overhead + LEAST_CHANGE) {
            return;
        }
        overhead = unaccounted;
        alerts.raise(
                AlertCode.MEMORY_EXCEEDED,
                "memory",
                "The process has grown by %d MiB, %d MiB more than the budget of %d MiB allows; %d MiB more than what is open accounts for. Plans are made for that much less from now on."
                        .formatted(grown >> 20, over >> 20, budget.getAsLong() >> 20, unaccounted >> 20));
        replan.run();
    }

    private long counted(ProcessMemory memory) {
        return memory.weightBytes() + memory.nativeBytes() - machine.getAsLong();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null) {
            AshlarThreads.await(running);
        }
    }

    /** How often a guard looks. */
    static long interval() {
        return TimeUnit.SECONDS.toNanos(2);
    }
}
