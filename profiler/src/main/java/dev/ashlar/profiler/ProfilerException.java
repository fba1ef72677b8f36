/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** A network cannot be measured. */
public final class ProfilerException extends AshlarException {
    private static final long serialVersionUID = 1L;

    ProfilerException(String message) {
        this(message, null);
    }

    ProfilerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
