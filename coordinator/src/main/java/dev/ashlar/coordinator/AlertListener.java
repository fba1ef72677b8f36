/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * Hears of trouble.
 *
 * <p><b>Threading</b>: called on whichever thread of an {@link Ashlar} met the trouble, by several at the same time; must
 * not wait.
 *
 * <p><b>Failure</b>: what it throws is logged and has no effect.
 */
@FunctionalInterface
public interface AlertListener {

    /** Trouble has come up. */
    void alerted(Alert alert);
}
