/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.common;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** A measurement cannot be made. */
public final class BenchmarkException extends AshlarException {
    private static final long serialVersionUID = 1L;

    public BenchmarkException(String message) {
        this(message, null);
    }

    public BenchmarkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
