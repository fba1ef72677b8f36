/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** A report cannot be made or written. */
public final class ReportException extends AshlarException {
    private static final long serialVersionUID = 1L;

    public ReportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
