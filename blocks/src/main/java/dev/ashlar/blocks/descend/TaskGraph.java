/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.Progress;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Pieces of work of which some wait for others, done by a few threads, earlier ones first. */
final class TaskGraph {
    /*
     * How much is done is told in time, not in tasks: every kind of work has a rate of its own, nanoseconds per unit of
     * cost, which is known once one of the kind is done. Costs need to be right only relative to others of the kind.
     */
    private static final long PARTS = 1000;

    /** Work of one kind takes time in proportion to its cost. */
    enum Kind {
        LOOK,
        FIT,
        ROUND,
        TRAIN
    }

    private record Task(Kind kind, String what, double cost, List<Integer> after, Runnable work) {}

    private static final class Rate {
        private double spent;
        private double done;
        private double left;
    }

    private final Ticker ticker;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<Kind, Rate> rates = new EnumMap<>(Kind.class);

    // All below is guarded by the monitor of this object.
    private final TreeSet<Integer> ready = new TreeSet<>();
    private final List<List<Integer>> followers = new ArrayList<>();
    private int[] waiting = new int[0];
    private int done;
    private long reported;
    private @Nullable Throwable failure;

    /** @param ticker what the pace of work is measured by */
    TaskGraph(Ticker ticker) {
        this.ticker = ticker;
        for (Kind kind : Kind.values()) {
            rates.put(kind, new Rate());
        }
    }

    /**
     * Adds work.
     *
     * @param what it is, for people
     * @param cost relative to others of its kind, above 0
     * @param after tasks that must be done before
     * @return its number, by which others wait for it
     */
    int add(Kind kind, String what, double cost, List<Integer> after, Runnable work) {
        int index = tasks.size();
        Argument.require(cost > 0, "The cost (%s) of a task must be above 0.", cost);
        Argument.require(
                after.stream().allMatch(other -> other >= 0 && other < index),
                "A task can wait only for tasks added before it (%d), not for %s.",
                index,
                after);
        tasks.add(new Task(kind, what, cost, List.copyOf(after), work));
        rate(kind).left += cost;
        return index;
    }

    private Rate rate(Kind kind) {
        return rates.computeIfAbsent(kind, key -> new Rate());
    }

    /**
     * Does all work; the calling thread is one of those that do. The first failure ends it: work under way is finished,
     * no more is begun, and the failure is thrown here.
     *
     * @param threads at least 1
     */
    void run(int threads, Progress progress) {
        prepare();
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, tasks.size()); i++) {
            Thread thread = new Thread(() -> work(progress), "ashlar-offline-" + i);
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
        work(progress);
        boolean interrupted = false;
        for (Thread other : others) {
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow();
    }

    private synchronized void rethrow() {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private synchronized void prepare() {
        waiting = new int[tasks.size()];
        for (int i = 0; i < tasks.size(); i++) {
            followers.add(new ArrayList<>());
        }
        for (int i = 0; i < tasks.size(); i++) {
            List<Integer> after = tasks.get(i).after();
            waiting[i] = after.size();
            for (int before : after) {
                followers.get(before).add(i);
            }
            if (after.isEmpty()) {
                ready.add(i);
            }
        }
    }

    private void work(Progress progress) {
        try {
            Integer next = take(progress);
            while (next != null) {
                long start = ticker.nanos();
                tasks.get(next).work().run();
                finish(next, ticker.nanos() - start);
                next = take(progress);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new IllegalStateException("The work was interrupted. What was finished is kept.", e));
        }
    }

    /** The next task to do, or null if there is none left to begin. */
    private synchronized @Nullable Integer take(Progress progress) throws InterruptedException {
        while (failure == null && ready.isEmpty() && done < tasks.size()) {
            wait();
        }
        if (failure != null || ready.isEmpty()) {
            return null;
        }
        int next = ready.first();
        ready.remove(next);
        reported = Math.max(reported, Math.min(PARTS - 1, Math.round(PARTS * share())));
        progress.at(tasks.get(next).what(), reported, PARTS);
        return next;
    }

    private synchronized void finish(int index, long nanos) {
        Task task = tasks.get(index);
        Rate rate = rate(task.kind());
        rate.spent += nanos;
        rate.done += task.cost();
        rate.left -= task.cost();
        done++;
        for (int follower : followers.get(index)) {
            if (--waiting[follower] == 0) {
                ready.add(follower);
            }
        }
        notifyAll();
    }

    private synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        } else if (failure != cause) {
            failure.addSuppressed(cause);
        }
        notifyAll();
    }

    /** How long the work of some kinds that is left will take, one piece after the other, as far as can be told. */
    synchronized Duration expected(Set<Kind> kinds) {
        double nanos = 0;
        for (Kind kind : kinds) {
            Rate rate = rate(kind);
            nanos += rate.done == 0 ? 0 : Math.max(0, rate.left) * rate.spent / rate.done;
        }
        return Duration.ofNanos((long) nanos);
    }

    /** The share of all time that is behind, as far as can be told, 0..1. */
    private double share() {
        double spent = 0;
        double known = 0;
        for (Rate rate : rates.values()) {
            spent += rate.spent;
            known += rate.done;
        }
        double usual = known == 0 ? 1 : spent / known;
        double left = 0;
        for (Rate rate : rates.values()) {
            left += Math.max(0, rate.left) * (rate.done == 0 ? usual : rate.spent / rate.done);
        }
        return spent + left == 0 ? 0 : spent / (spent + left);
    }
}
