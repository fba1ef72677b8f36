/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core;

import org.jspecify.annotations.Nullable;

/**
 * The world broke: a file, a native library or a model is not what it must be. Its message names the thing, shows its
 * value and advises; each rim has one subclass.
 *
 * <p>A mistake of the caller is an {@link IllegalArgumentException} or {@link IllegalStateException} instead, and an
 * expected refusal is a value.
 */
public abstract class AshlarException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected AshlarException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
