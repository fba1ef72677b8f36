/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** A planning problem cannot be read or is none; the message names the place in the file. */
final class ProblemException extends AshlarException {
    private static final long serialVersionUID = 1L;

    ProblemException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
