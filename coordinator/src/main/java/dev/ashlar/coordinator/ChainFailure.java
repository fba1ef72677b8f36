/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/** A network that could not be made ready, and at which step. */
final class ChainFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final AlertCode code;

    ChainFailure(AlertCode code, String message) {
        super(message);
        this.code = code;
    }

    ChainFailure(AlertCode code, Throwable cause) {
        super(CoordinatorException.words(cause), cause);
        this.code = code;
    }

    /** What kind of trouble {@code failure} is; trouble of no particular kind is that of opening. */
    static AlertCode code(Throwable failure) {
        return failure instanceof ChainFailure known ? known.code : AlertCode.OPEN_FAILED;
    }
}
