/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.descend.TaskGraph.Kind;
import dev.ashlar.core.testing.ManualTicker;
import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskGraphTest {

    @Test
    void everyTaskIsDoneOnceAndAfterThoseItWaitsFor() {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            TaskGraph graph = new TaskGraph(Ticker.system());
            Map<Integer, Boolean> done = new ConcurrentHashMap<>();
            AtomicInteger tooEarly = new AtomicInteger();
            AtomicInteger runs = new AtomicInteger();
            int size = 1 + random.nextInt(60);
            for (int i = 0; i < size; i++) {
                int index = i;
                List<Integer> after = random.ints(random.nextInt(4), 0, Math.max(1, i))
                        .filter(other -> other < index)
                        .distinct()
                        .boxed()
                        .toList();
                Kind kind = random.nextBoolean() ? Kind.FIT : Kind.TRAIN;
                graph.add(kind, "task " + i, 1 + random.nextInt(9), after, () -> {
                    runs.incrementAndGet();
                    if (!done.keySet().containsAll(after)) {
                        tooEarly.incrementAndGet();
                    }
                    done.put(index, true);
                });
            }
            List<Long> told = new ArrayList<>();
            graph.run(1 + random.nextInt(5), (what, behind, all) -> told.add(behind * 1000 / all));
            assertThat(runs).as("seed %d", seed).hasValue(size);
            assertThat(tooEarly).as("seed %d", seed).hasValue(0);
            assertThat(told).as("seed %d", seed).isSorted().hasSize(size);
        }
    }

    @Test
    void tasksThatDoNotWaitForEachOtherRunBesideEachOther() {
        TaskGraph graph = new TaskGraph(Ticker.system());
        CountDownLatch both = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            graph.add(Kind.LOOK, "meeting", 1, List.of(), () -> {
                both.countDown();
                try {
                    both.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        graph.run(2, Progress.SILENT);
        assertThat(both.getCount()).isZero();
    }

    @Test
    void aFailureEndsItAndComesOut() {
        for (int threads = 1; threads <= 4; threads++) {
            TaskGraph graph = new TaskGraph(Ticker.system());
            AtomicInteger after = new AtomicInteger();
            int first = graph.add(Kind.FIT, "fails", 1, List.of(), () -> {
                throw new IllegalStateException("the plug is pulled");
            });
            graph.add(Kind.FIT, "never", 1, List.of(first), after::incrementAndGet);
            int count = threads;
            assertThatThrownBy(() -> graph.run(count, Progress.SILENT)).hasMessage("the plug is pulled");
            assertThat(after).hasValue(0);
        }
    }

    @Test
    void tellsHowMuchTimeIsBehindByThePaceOfEachKind() {
        ManualTicker ticker = new ManualTicker();
        TaskGraph graph = new TaskGraph(ticker);
        int fit = graph.add(Kind.FIT, "a", 1, List.of(), () -> ticker.advance(Duration.ofSeconds(10)));
        int train = graph.add(Kind.TRAIN, "b", 1, List.of(fit), () -> ticker.advance(Duration.ofSeconds(30)));
        int again = graph.add(Kind.FIT, "c", 3, List.of(train), () -> ticker.advance(Duration.ofSeconds(30)));
        graph.add(Kind.TRAIN, "d", 1, List.of(again), () -> ticker.advance(Duration.ofSeconds(30)));
        List<Long> told = new ArrayList<>();
        graph.run(1, (what, behind, all) -> told.add(behind * 100 / all));
        assertThat(told).containsExactly(0L, 16L, 40L, 70L);
    }

    @Test
    void refusesATaskThatWaitsForALaterOne() {
        TaskGraph graph = new TaskGraph(Ticker.system());
        assertThatThrownBy(() -> graph.add(Kind.FIT, "a", 1, List.of(0), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0]");
    }
}
