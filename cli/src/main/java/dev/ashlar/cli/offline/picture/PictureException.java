/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** A picture cannot be drawn or written. */
final class PictureException extends AshlarException {
    private static final long serialVersionUID = 1L;

    PictureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
