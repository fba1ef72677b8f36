/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.util.ArrayList;
import java.util.List;

/** Keeps a bounded number of items, evenly spaced, of a sequence whose length nobody knows beforehand. */
final class EvenSample<T> {
    /*
     * Every step-th item is kept; when twice the wanted number is there, every second goes and the step doubles. So
     * between one and two times the wanted number are held at the end, and the wanted number is picked from them.
     */
    private final int most;
    private final List<T> kept = new ArrayList<>();
    private long seen;
    private long step = 1;

    EvenSample(int most) {
        this.most = most;
    }

    void add(T item) {
        if (seen++ % step != 0) {
            return;
        }
        kept.add(item);
        if (kept.size() >= 2 * most) {
            for (int i = 0; i < kept.size() / 2; i++) {
                kept.set(i, kept.get(2 * i));
            }
            kept.subList(kept.size() / 2, kept.size()).clear();
            step *= 2;
        }
    }

    /** At most the wanted number of items, in their order; all of them if they are fewer. */
    List<T> items() {
        List<T> items = new ArrayList<>();
        int count = Math.min(most, kept.size());
        for (int i = 0; i < count; i++) {
            items.add(kept.get((int) ((long) i * kept.size() / count)));
        }
        return items;
    }
}
