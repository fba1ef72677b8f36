/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A question that the planner helps to answer, while no wish waits.
 *
 * <p><b>Threading</b>: {@link #isAnswered} belongs to the solver thread.
 *
 * @param <T> of the answer
 */
final class Question<T> {
    private static final int MOST_TRIES = 20;

    private final String what;
    private final Supplier<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private int tries;

    /**
     * @param what is asked, for people
     * @param work finds the answer, on the solver thread
     */
    Question(String what, Supplier<T> work) {
        this.what = what;
        this.work = work;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    String what() {
        return what;
    }

    /** Tries to answer it; false if a wish came meanwhile and it must be asked again. */
    boolean isAnswered(Solver solver) {
        T found = null;
        Throwable failure = null;
        solver.begin();
        try {
            found = work.get();
        } catch (Throwable t) {
            failure = t;
        }
        boolean superseded = solver.end();
        if (superseded && ++tries < MOST_TRIES) {
            return false;
        }
        if (superseded) {
            refuse(new CoordinatorException(
                    BusError.BUSY,
                    "Changes that come all the time leave no time to %s. Maybe ask again later.".formatted(what)));
        } else if (failure == null) {
            answer.complete(found);
        } else {
            refuse(failure);
        }
        return true;
    }

    void refuse(Throwable cause) {
        answer.completeExceptionally(
                cause instanceof IllegalArgumentException
                        ? cause
                        : CoordinatorException.of("To %s failed".formatted(what), cause));
    }
}
