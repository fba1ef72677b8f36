/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Threads that each run a chain without a pause, until this is closed. */
final class Company implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch begun;
    private volatile boolean going = true;
    private volatile @Nullable RuntimeException failure;

    private Company(int count) {
        this.begun = new CountDownLatch(count);
    }

    static Company of(List<ServingChain> chains) {
        Company company = new Company(chains.size());
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
                chain.frame();
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
