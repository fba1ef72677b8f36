/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A wish that waits for its answer.
 *
 * @param event the wish
 * @param answer how it was granted, or a {@link CoordinatorException} or {@link IllegalArgumentException}
 */
record Change(ControlEvent event, CompletableFuture<Granted> answer) {

    /**
     * A wish that came true.
     *
     * @param plan in force since, and made for a workload that includes it
     * @param lane of the stream that was opened, changed or closed; null if the wish was about all of them
     */
    record Granted(AdoptedPlan plan, @Nullable StreamLane lane) {}

    static Change of(ControlEvent event) {
        return new Change(event, new CompletableFuture<>());
    }

    void refuse(Throwable cause) {
        answer.completeExceptionally(cause);
    }
}
