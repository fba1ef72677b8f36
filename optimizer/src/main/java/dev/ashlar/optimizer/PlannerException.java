/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** The solver cannot be used on this machine. */
public final class PlannerException extends AshlarException {
    private static final long serialVersionUID = 1L;

    PlannerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
