/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.AshlarException;
import dev.ashlar.core.plan.Shortfall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that was refused. The plan in force, the workload and the budget are what they were. */
public final class CoordinatorException extends AshlarException {
    private static final long serialVersionUID = 1L;

    private final BusError error;
    private final transient List<Shortfall> shortfalls;

    CoordinatorException(BusError error, String message) {
        this(error, message, null);
    }

    CoordinatorException(BusError error, String message, @Nullable Throwable cause) {
        this(error, message, List.of(), cause);
    }

    CoordinatorException(BusError error, String message, List<Shortfall> shortfalls, @Nullable Throwable cause) {
        super(message, cause);
        this.error = error;
        this.shortfalls = List.copyOf(shortfalls);
    }

    /** The kind of refusal. */
    public BusError error() {
        return error;
    }

    /** What stands in the way, each for itself, where the refusal is {@link BusError#INFEASIBLE} and it is known. */
    public List<Shortfall> shortfalls() {
        // Lost when an exception is serialized, as transient fields are.
        return shortfalls == null ? List.of() : shortfalls;
    }

    /** What an exception says, in words that end a sentence. */
    static String words(Throwable cause) {
        String message = cause.getMessage();
        String text = message == null || message.isBlank() ? cause.getClass().getSimpleName() : message.strip();
        return text.endsWith(".") ? text : text + ".";
    }

    /** {@code cause} if it is a refusal already, else a {@link BusError#FAILED} that says {@code what} failed. */
    static CoordinatorException of(String what, Throwable cause) {
        return cause instanceof CoordinatorException refusal
                ? refusal
                : new CoordinatorException(BusError.FAILED, what + ": " + words(cause), cause);
    }
}
