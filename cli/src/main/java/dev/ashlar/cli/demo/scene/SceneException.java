/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/** A picture that cannot be had: footage that is absent or broken, a decoder or a font that is missing. */
public final class SceneException extends AshlarException {
    private static final long serialVersionUID = 1L;

    SceneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
