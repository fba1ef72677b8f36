/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InOrderTest {

    @Test
    void keepsTheOrderOfArrivalOnManyThreads() {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        InOrder serial = new InOrder(pool);
        Queue<Integer> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            serial.execute(() -> {
                seen.add(number);
                done.countDown();
            });
        }
        Latch.await(done);
        pool.shutdown();

        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void runsOnTheCallerWhatTheExecutorRejects() {
        InOrder serial = new InOrder(task -> {
            throw new RejectedExecutionException("shut down");
        });
        List<String> seen = new ArrayList<>();

        serial.execute(() -> {
            seen.add("outer");
            serial.execute(() -> seen.add("inner"));
        });
        serial.execute(() -> seen.add("later"));

        assertThat(seen).containsExactly("outer", "inner", "later");
    }

    @Test
    void goesOnAfterATaskThatThrows() {
        List<Runnable> queued = new ArrayList<>();
        InOrder serial = new InOrder(queued::add);
        List<String> seen = new ArrayList<>();
        serial.execute(() -> {
            throw new IllegalStateException("broken on purpose");
        });
        serial.execute(() -> seen.add("next"));

        queued.forEach(Runnable::run);

        assertThat(seen).containsExactly("next");
    }
}
