/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what descendants become, given the network.
 *
 * @param closedForm how they are made first
 * @param training how they are trained then; null if they are not
 */
record Recipe(String closedForm, @Nullable String training) {
    private static final String CUT_SHORT = " cut-short=";

    /** What is noted of a descendant in closed form. */
    String fitted() {
        return closedForm;
    }

    /**
     * What is noted of a trained descendant.
     *
     * @param share of the training that the time sufficed for, 0..1; what depends on the machine's speed is told apart
     */
    String trained(double share) {
        String whole = training + " after " + closedForm;
        return share >= 1 ? whole : whole + CUT_SHORT + "%.2f".formatted(share);
    }

    /** Whether a descendant was made in this way, at least in closed form. */
    boolean isFitted(String noted) {
        return noted.equals(closedForm) || isTrained(noted, true);
    }

    /** @param shortened whether training that was cut short counts */
    boolean isTrained(String noted, boolean shortened) {
        String whole = trained(1);
        return training != null && (noted.equals(whole) || (shortened && noted.startsWith(whole + CUT_SHORT)));
    }
}
