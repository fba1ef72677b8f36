/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.engine.OrtGraphRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A network in a session of its own on a thread of its own, as programs are written that know nothing of each other. */
final class FreeRunner {
    private final GraphRunner.LoadedGraph graph;
    private final String in;
    private final String out;
    private final Tensor image;
    private final List<Double> totalMillis = new ArrayList<>();
    private final List<Double> waitMillis = new ArrayList<>();
    private final List<Double> computeMillis = new ArrayList<>();
    private volatile boolean over;
    private long offered;
    private long inTime;
    private Thread thread = new Thread();

    FreeRunner(byte[] onnx, String in, String out, Tensor image) {
        this.graph = new OrtGraphRunner().load(onnx);
        this.in = in;
        this.out = out;
        this.image = image;
        graph.run(Map.of(in, image), List.of(out));
    }

    /**
     * Frames come every {@code period}, and count from {@code from} on; the newest that has come is taken, the others are
     * lost.
     */
    void start(long from, long period, long deadline) {
        thread = new Thread(() -> serve(from, period, deadline), "free");
        thread.start();
    }

    private void serve(long from, long period, long deadline) {
        long taken = Math.floorDiv(System.nanoTime() - from, period);
        while (!over) {
            long newest = Math.floorDiv(System.nanoTime() - from, period);
            if (newest <= taken) {
                LockSupport.parkNanos(from + (taken + 1) * period - System.nanoTime());
                continue;
            }
            taken = newest;
            long begun = System.nanoTime();
            graph.run(Map.of(in, image), List.of(out));
            long ended = System.nanoTime();
            if (taken < 0) {
                continue; // Warms up.
            }
            offered = taken + 1;
            long total = ended - from - taken * period;
            totalMillis.add(total / 1e6);
            waitMillis.add((begun - from - taken * period) / 1e6);
            computeMillis.add((ended - begun) / 1e6);
            inTime += total <= deadline ? 1 : 0;
        }
    }

    void stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        graph.close();
    }

    long offered() {
        return offered;
    }

    long missed() {
        return offered - inTime;
    }

    double[] totalMillis() {
        return array(totalMillis);
    }

    double[] waitMillis() {
        return array(waitMillis);
    }

    double[] computeMillis() {
        return array(computeMillis);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
