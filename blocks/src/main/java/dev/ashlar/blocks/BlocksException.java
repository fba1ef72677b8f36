/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** A network or its data cannot go through the offline stage. */
public final class BlocksException extends AshlarException {
    private static final long serialVersionUID = 1L;

    public BlocksException(String message) {
        super(message, null);
    }

    public BlocksException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
