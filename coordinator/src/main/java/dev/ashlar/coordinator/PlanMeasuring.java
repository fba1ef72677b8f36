/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.profile.CompositionJudge;
import dev.ashlar.core.profile.CompositionJudge.Judging;
import dev.ashlar.core.profile.MeasuredComposition;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what plans in force are worth while nothing else is to be done: one composition after the other, on the chains
 * that serve, within a share of a processor and without costing a frame its deadline.
 *
 * <p><b>Threading</b>: safe for use by many threads. A thread of its own submits the work when it may be done; workers do
 * it.
 *
 * <p><b>Failure</b>: a composition that cannot be judged is left alone from then on, and an alert tells of it.
 */
final class PlanMeasuring implements AutoCloseable {
    /*
     * The job is either with the scheduler (submitted) or here, and what it works on is changed only here. A judgement that
     * a change of plans interrupts is kept, and goes on when its composition is in force again.
     *
     * Workers take the lock only where a judgement ends. The thread that looks holds it as it submits, and on a machine
     * that others use it may lose its processor to the very worker that it wakes; one that waited for the lock then would
     * be lost to frames for as long.
     */
    private static final Logger LOG = LoggerFactory.getLogger(PlanMeasuring.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CompositionJudge judge;
    private final FrameClock clock;
    private final FrameScheduler scheduler;
    private final IdleTime idle;
    private final Alerts alerts;
    private final Intake intake;
    private final CpuAllowance allowance;
    private final MeasuringJob job;
    private final AtomicLong measured = new AtomicLong();
    private final AtomicLong images = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Judgements judgements = new Judgements();
    private volatile MeasuringTarget target = MeasuringTarget.NONE;
    private volatile boolean closed;
    private volatile boolean submitted;
    private boolean nudged;
    private long refusedSince;
    private @Nullable Thread thread;

    /** Takes in what was measured. */
    @FunctionalInterface
    interface Intake {

        /**
         * Takes it in, not on the calling thread.
         *
         * @param dropped called if it could not be taken in, so that it may be measured again
         */
        void take(MeasuringTarget.Wanted wanted, MeasuredComposition measured, Runnable dropped);
    }

    /** @param share of one processor, above 0 */
    PlanMeasuring(
            CompositionJudge judge,
            double share,
            FrameClock clock,
            PlanSwitch plans,
            FrameScheduler scheduler,
            IdleTime idle,
            Alerts alerts,
            Intake intake) {
        this.judge = judge;
        this.clock = clock;
        this.scheduler = scheduler;
        this.idle = idle;
        this.alerts = alerts;
        this.intake = intake;
        this.allowance = new CpuAllowance(share, clock.now());
        this.job = new MeasuringJob(this, plans, clock, allowance, scheduler.nextSequence());
    }

    /** Turns to a plan in force. */
    void follow(MeasuringTarget next) {
        lock.lock();
        try {
            target = next.at(target.turn() + 1);
            nudge();
        } finally {
            lock.unlock();
        }
    }

    private void nudge() {
        nudged = true;
        changed.signalAll();
    }

    /** Looks from time to time whether something may be done. */
    void start(ThreadFactory threads) {
        Thread made = threads.newThread(this::watch);
        thread = made;
        made.start();
    }

    private void watch() {
        long wait = 0;
        while (pause(wait)) {
            try {
                wait = look();
            } catch (Throwable t) {
                // A judge is other people's code behind a port.
                LOG.error("Measuring plans failed; it is tried again.", t);
                wait = REST_NANOS;
            }
        }
    }

    private boolean pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !nudged) {
                left = changed.awaitNanos(left);
            }
            nudged = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Submits the work if it may be done now; answers with how long to wait until the next look. */
    long look() {
        lock.lock();
        try {
            MeasuringTarget now = target;
            if (submitted) {
                if (isTurnedTo(now) || !scheduler.withdraw(job)) {
                    return LOOK_NANOS;
                }
                submitted = false;
            }
            if (!isTurnedTo(now) || judgements.isSettled(job.wanted())) {
                choose(now);
            }
            if (job.wanted() == null) {
                return REST_NANOS;
            }
            long wait = allowance.waitNanos(clock.now());
            if (wait > 0) {
                return Math.max(LOOK_NANOS, wait);
            }
            if (mayStep(job)) {
                refusedSince = clock.now();
                submitted = true;
                scheduler.submit(job);
            } else if (clock.now() - refusedSince > PATIENCE_NANOS) {
                refusedSince = clock.now();
                job.expectLess();
            }
            return LOOK_NANOS;
        } finally {
            lock.unlock();
        }
    }

    private boolean isTurnedTo(MeasuringTarget now) {
        return job.target().turn() == now.turn();
    }

    private void choose(MeasuringTarget now) {
        for (MeasuringTarget.Wanted wanted : now.wanted()) {
            if (!judgements.isSettled(wanted)) {
                Judging judging = judging(wanted);
                if (judging != null) {
                    job.turnTo(now, wanted, judging);
                    return;
                }
            }
        }
        job.turnTo(now, null, null);
    }

    private @Nullable Judging judging(MeasuringTarget.Wanted wanted) {
        Judging judging = judgements.take(wanted);
        try {
            judging = judging == null ? judge.begin(wanted.catalog(), wanted.profile(), wanted.chain()) : judging;
        } catch (RuntimeException e) {
            failed(wanted, e);
            return null;
        }
        if (judging == null) {
            LOG.info(
                    "The plans of {} are not measured: there are no images to judge them by.",
                    wanted.chain().model());
            judgements.settle(wanted);
            return null;
        }
        judgements.keep(wanted, judging);
        return judging;
    }

    /** Whether the next step may begin now. */
    boolean mayStep(MeasuringJob asking) {
        MeasuringTarget now = target;
        return !closed
                && asking.target().turn() == now.turn()
                && idle.isEnoughFor(asking.expectedNanos(), now.slacks());
    }

    /** The job is no longer with the scheduler; the next look decides when it will be again. */
    void rests() {
        submitted = false;
    }

    /** An image was judged. */
    void judged() {
        images.incrementAndGet();
    }

    /** A composition was judged on all images. */
    void finished(MeasuringTarget.Wanted wanted, MeasuredComposition result) {
        settle(wanted);
        measured.incrementAndGet();
        intake.take(wanted, result, () -> reopen(wanted));
    }

    /** A composition cannot be judged. */
    void failed(MeasuringTarget.Wanted wanted, Throwable cause) {
        settle(wanted);
        LOG.warn("{} cannot be measured.", wanted.chain(), cause);
        alerts.raise(
                AlertCode.MEASURING_FAILED,
                wanted.chain().model().value(),
                "What the plan in force is worth cannot be measured for %s: %s It is served as before, by what is predicted of it."
                        .formatted(wanted.chain(), CoordinatorException.words(cause)));
    }

    private void settle(MeasuringTarget.Wanted wanted) {
        lock.lock();
        try {
            judgements.settle(wanted);
        } finally {
            lock.unlock();
        }
    }

    private void reopen(MeasuringTarget.Wanted wanted) {
        lock.lock();
        try {
            judgements.reopen(wanted);
        } finally {
            lock.unlock();
        }
    }

    MeasuringStats stats() {
        return new MeasuringStats(measured.get(), images.get(), allowance.spentNanos());
    }

    /** Begins nothing more; a step that is being done goes on. */
    void stop() {
        lock.lock();
        try {
            closed = true;
            nudge();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null) {
            AshlarThreads.await(running);
        }
    }

    /** Gives back what it holds. No worker may be at work any more. */
    @Override
    public void close() {
        stop();
        job.abandon();
    }
}
