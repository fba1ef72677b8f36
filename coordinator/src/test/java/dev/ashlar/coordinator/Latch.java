/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.concurrent.CountDownLatch;

/** A place where threads of a test wait for one another. */
final class Latch {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Waits here until {@link #open}. */
    void pass() {
        reached.countDown();
        await(opened);
    }

    /** Waits until another thread stands in {@link #pass}. */
    void awaitSomeone() {
        await(reached);
    }

    void open() {
        opened.countDown();
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("A test was interrupted.", e);
        }
    }
}
