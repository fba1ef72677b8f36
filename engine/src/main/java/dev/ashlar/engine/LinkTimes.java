/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

/**
 * What linking has cost so far, in processor time of the threads that did it.
 *
 * @param sessions how many linked sessions were opened
 * @param readNanos finding, checking and reading prepared blocks
 * @param linkNanos making one graph of them
 * @param openNanos opening sessions of such graphs
 */
public record LinkTimes(long sessions, long readNanos, long linkNanos, long openNanos) {
    static final LinkTimes NONE = new LinkTimes(0, 0, 0, 0);

    LinkTimes plus(LinkTimes other) {
        return new LinkTimes(
                sessions + other.sessions,
                readNanos + other.readNanos,
                linkNanos + other.linkNanos,
                openNanos + other.openNanos);
    }

    /** What was spent since {@code earlier}. */
    public LinkTimes since(LinkTimes earlier) {
        return new LinkTimes(
                sessions - earlier.sessions,
                readNanos - earlier.readNanos,
                linkNanos - earlier.linkNanos,
                openNanos - earlier.openNanos);
    }
}
