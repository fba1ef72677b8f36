/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wishes that come while the planner is at work, where it can be told to end. */
@Timeout(60)
class SupersedeTest {
    private final World world = new World();
    private final SlowPlanner planner = new SlowPlanner();

    /** Is told when it may answer, unless it is cancelled; then it has nothing to say. */
    private final class SlowPlanner implements Planner {
        private final List<PlanRequest> asked = new CopyOnWriteArrayList<>();
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore mayEnd = new Semaphore(0);
        private volatile boolean working;
        private volatile boolean cancelled;

        @Override
        public PlanOutcome plan(PlanRequest request) {
            asked.add(request);
            cancelled = false;
            working = true;
            begun.release();
            mayEnd.acquireUninterruptibly();
            working = false;
            return cancelled ? new PlanOutcome.Undecided(Duration.ZERO) : world.levels.plan(request);
        }

        @Override
        public boolean cancel() {
            // Asked once: the call may have ended by the time that this does.
            boolean isUnderWay = working;
            if (isUnderWay && !cancelled) {
                cancelled = true;
                mayEnd.release();
            }
            return isUnderWay;
        }

        void awaitCall() {
            begun.acquireUninterruptibly();
        }
    }

    @BeforeEach
    void start() {
        world.start(world.settings(planner, World.PLENTY, null));
    }

    @AfterEach
    void close() {
        planner.mayEnd.release(1000);
        world.close();
    }

    private CompletableFuture<Change.Granted> open(String id) {
        return world.coordinator().ask(new ControlEvent.Open(World.spec(id, "cam"), null));
    }

    @Test
    void aWishEndsTheSearchUnderWayAndIsGrantedWithIt() {
        CompletableFuture<Change.Granted> first = open("first");
        planner.awaitCall();
        CompletableFuture<Change.Granted> second = open("second");
        planner.awaitCall();
        planner.mayEnd.release();

        assertThat(first.join().plan()).isSameAs(second.join().plan());
        assertThat(planner.asked)
                .extracting(request -> request.workload().streams().size())
                .containsExactly(1, 2);
        assertThat(world.adopted).hasSize(1);
    }

    @Test
    void aStreamOfWishesDoesNotKeepTheFirstWaiting() {
        List<CompletableFuture<Change.Granted>> answers = new ArrayList<>();
        answers.add(open("s0"));
        for (int i = 1; i <= 5; i++) {
            if (i <= 4) {
                planner.awaitCall();
            }
            answers.add(open("s" + i));
        }
        planner.mayEnd.release();
        assertThat(answers.get(0).join().plan().revision())
                .as("the fourth search is not superseded")
                .isEqualTo(1);
        planner.mayEnd.release();
        assertThat(answers.get(5).join().plan().revision()).isEqualTo(2);
        assertThat(planner.asked)
                .extracting(request -> request.workload().streams().size())
                .containsExactly(1, 2, 3, 4, 6);
    }

    @Test
    void questionsGiveWayToWishesAndAreAnsweredAfterThem() {
        CompletableFuture<Change.Granted> first = open("first");
        planner.awaitCall();
        planner.mayEnd.release();
        first.join();
        CompletableFuture<Advice.Why> why = world.coordinator().why();
        planner.awaitCall();
        CompletableFuture<Change.Granted> second = open("second");
        planner.mayEnd.release(1000);

        assertThat(second.join().plan().revision()).isEqualTo(2);
        Advice.Why told = why.join();
        assertThat(told.plan().revision()).isEqualTo(2);
        assertThat(told.explanation().changes()).containsExactly("second is served now");
    }

    @Test
    void aQuestionIsGivenUpWhereTheCoordinatorCloses() {
        CompletableFuture<Change.Granted> first = open("first");
        planner.awaitCall();
        planner.mayEnd.release();
        first.join();
        CompletableFuture<Advice.Why> why = world.coordinator().why();
        planner.awaitCall();
        CompletableFuture<Advice.Supposed> waiting = world.coordinator().suppose(before -> before);
        world.shutDown();

        assertThat(World.refusal(why).error()).isEqualTo(BusError.NOT_READY);
        assertThat(World.refusal(waiting).error()).isEqualTo(BusError.NOT_READY);
    }
}
