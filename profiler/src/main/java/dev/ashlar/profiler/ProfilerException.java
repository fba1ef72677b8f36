/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.AshlarException;

/** A network cannot be measured. */
public final class ProfilerException extends AshlarException {
    private static final long serialVersionUID = 1L;

    ProfilerException(String message) {
        super(message, null);
    }
}
