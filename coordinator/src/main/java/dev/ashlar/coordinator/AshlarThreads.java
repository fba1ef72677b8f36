/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one {@link Ashlar}, which can be told from all others.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class AshlarThreads {

    /** Threads of one role. */
    ThreadFactory named(String role) {
        AtomicInteger counter = new AtomicInteger();
        return task -> new Owned(task, "ashlar-" + role + "-" + counter.incrementAndGet());
    }

    /** Threads of one role that are to get the processor after those that frames wait for, where the system heeds it. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint; nothing depends on its being heeded
    ThreadFactory background(String role) {
        ThreadFactory plain = named(role);
        return task -> {
            Thread thread = plain.newThread(task);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        };
    }

    /** Whether the calling thread is one of these. */
    boolean ownCurrent() {
        return Thread.currentThread() instanceof Owned thread && thread.owner() == this;
    }

    /** Waits until a thread has ended. */
    static void await(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    /** Waits until an executor that was shut down has done its last task. */
    static void await(ExecutorService executor) {
        boolean interrupted = false;
        boolean over = false;
        while (!over) {
            try {
                over = executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A daemon: forgetting to close an Ashlar does not keep the JVM alive. */
    private final class Owned extends Thread {
        Owned(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }

        AshlarThreads owner() {
            return AshlarThreads.this;
        }
    }
}
