/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UrgencyHeapTest {

    @Test
    void ordersAsASortedSetDoesWhateverComesAndGoes() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            UrgencyHeap heap = new UrgencyHeap();
            TreeSet<Work> oracle = new TreeSet<>(Work.MOST_URGENT_FIRST);
            List<Work> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                int what = random.nextInt(5);
                if (what < 3) {
                    Work work = new Still(random.nextInt(3), random.nextInt(20), i);
                    all.add(work);
                    heap.add(work);
                    oracle.add(work);
                } else if (what == 3) {
                    assertThat(heap.poll()).as("seed %d", seed).isSameAs(oracle.pollFirst());
                } else if (!all.isEmpty()) {
                    Work any = all.get(random.nextInt(all.size()));
                    heap.remove(any);
                    oracle.remove(any);
                }
                assertThat(heap.size()).as("seed %d", seed).isEqualTo(oracle.size());
                assertThat(heap.isEmpty()).isEqualTo(oracle.isEmpty());
                assertThat(heap.first()).as("seed %d", seed).isSameAs(oracle.isEmpty() ? null : oracle.first());
            }
        }
    }

    private static final class Still implements Work {
        private final int priority;
        private final long due;
        private final long sequence;
        private int place = NOWHERE;

        Still(int priority, long due, long sequence) {
            this.priority = priority;
            this.due = due;
            this.sequence = sequence;
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public long dueNanos() {
            return due;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public boolean step() {
            return false;
        }

        @Override
        public int place() {
            return place;
        }

        @Override
        public void setPlace(int at) {
            place = at;
        }
    }
}
