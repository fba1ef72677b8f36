/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.AshlarException;

/** What the fakes throw when a test asks them to. */
final class FakeFailure extends AshlarException {
    private static final long serialVersionUID = 1L;

    FakeFailure(String message) {
        super(message, null);
    }
}
