/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * Why a command was refused. On the event bus {@link #code} is the failure code of the {@code ReplyException}, and its
 * message begins with {@link #name} and a colon.
 */
public enum BusError {
    /** The command is malformed: a field is missing, unknown, of the wrong type or out of range. */
    INVALID(400),
    /** The stream or the network that the command names does not exist. */
    UNKNOWN(404),
    /** The stream exists already, or the state is no longer at the revision that the command asks for. */
    CONFLICT(409),
    /** The command, or the workload with it, is larger than is served. */
    TOO_LARGE(413),
    /** No choice of descendants meets every deadline, floor and budget. */
    INFEASIBLE(422),
    /** The network was not prepared, or its profile is missing or describes another machine, engine or content. */
    UNPROFILED(424),
    /** Too many commands wait already. */
    BUSY(429),
    /** Something broke: a file, the engine, or the planner. */
    FAILED(500),
    /** It has not started yet, or is closing. */
    NOT_READY(503),
    /** The planner ran out of time before it found a plan or proved that there is none. */
    UNDECIDED(504);

    private final int code;

    BusError(int code) {
        this.code = code;
    }

    /** The failure code on the event bus, with the meaning it has in HTTP. */
    public int code() {
        return code;
    }

    /** The error that a command's exception stands for. */
    static BusError of(Throwable cause) {
        if (cause instanceof CoordinatorException refusal) {
            return refusal.error();
        }
        return cause instanceof IllegalArgumentException ? INVALID : FAILED;
    }
}
