/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Work at rest, the most urgent first.
 *
 * <p><b>Threading</b>: guarded by its owner.
 */
final class UrgencyHeap {
    /*
     * A binary heap in an array, in which every piece of work knows its place: frames that are superseded leave it from
     * the middle in O(log n), and nothing is allocated per frame.
     */
    private @Nullable Work[] heap = new Work[16];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The most urgent, left where it is; null if there is none. */
    @Nullable
    Work first() {
        return heap[0];
    }

    /** Adds work that is not in any heap. */
    void add(Work work) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        size++;
        rise(size - 1, work);
    }

    /** Takes the most urgent out; null if there is none. */
    @Nullable
    Work poll() {
        Work first = heap[0];
        if (first != null) {
            remove(first);
        }
        return first;
    }

    /** Takes work out; false if it is not in. */
    boolean remove(Work work) {
        int place = work.place();
        if (place == Work.NOWHERE) {
            return false;
        }
        work.setPlace(Work.NOWHERE);
        size--;
        Work last = heap[size];
        heap[size] = null;
        if (place < size && last != null) {
            sink(place, last);
            if (heap[place] == last) {
                rise(place, last);
            }
        }
        return true;
    }

    private void rise(int from, Work work) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            Work above = heap[parent];
            if (above == null || Work.MOST_URGENT_FIRST.compare(work, above) >= 0) {
                break;
            }
            put(place, above);
            place = parent;
        }
        put(place, work);
    }

    private void sink(int from, Work work) {
        int place = from;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            Work below = heap[child];
            Work other = child + 1 < size ? heap[child + 1] : null;
            if (other != null && below != null && Work.MOST_URGENT_FIRST.compare(other, below) < 0) {
                child++;
                below = other;
            }
            if (below == null || Work.MOST_URGENT_FIRST.compare(work, below) <= 0) {
                break;
            }
            put(place, below);
            place = child;
        }
        put(place, work);
    }

    private void put(int place, Work work) {
        heap[place] = work;
        work.setPlace(place);
    }
}
