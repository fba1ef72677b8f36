/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Threads that each run a chain without a pause, as far as there are cores, until this is closed. */
final class Company implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch begun;
    private final Semaphore cores;
    private volatile boolean going = true;
    private volatile @Nullable RuntimeException failure;

    private Company(int count, Semaphore cores) {
        this.begun = new CountDownLatch(count);
        this.cores = cores;
    }

    /** @param cores as many permits as frames may be computed at once */
    static Company of(List<ServingChain> chains, Semaphore cores) {
        Company company = new Company(chains.size(), cores);
        for (ServingChain chain : chains) {
            Thread thread = new Thread(() -> company.run(chain), "ashlar-company");
            thread.setDaemon(true);
            company.threads.add(thread);
            thread.start();
        }
        return company;
    }

    private void run(ServingChain chain) {
        try {
            while (going) {
                cores.acquireUninterruptibly();
                try {
                    chain.frame();
                } finally {
                    cores.release();
                }
                begun.countDown();
            }
        } catch (RuntimeException e) {
            failure = e;
            begun.countDown();
        }
    }

    /** Returns when all have run once. */
    void awaitAll() {
        try {
            begun.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ProfilerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ProfilerException("The measurement was interrupted.", e);
    }

    /** Ends them; throws what one of them failed with. */
    @Override
    public void close() {
        going = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}
