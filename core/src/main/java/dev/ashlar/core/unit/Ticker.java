/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.unit;

/** A monotonic clock. Everything that needs the time takes one, so that tests can turn it by hand. */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since an arbitrary origin, never running backwards. */
    long nanos();

    /** The clock of the machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
