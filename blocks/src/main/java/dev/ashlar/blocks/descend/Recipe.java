/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what descendants become, given the network.
 *
 * @param closedForm how they are made first
 * @param training how each is trained alone then; null if they are not
 * @param joint how all are trained together after that; null if they are not
 */
record Recipe(String closedForm, @Nullable String training, @Nullable String joint) {
    private static final String CUT_SHORT = " cut-short=";
    private static final String AFTER = " after ";

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
        String whole = training + AFTER + closedForm;
        return share >= 1 ? whole : whole + CUT_SHORT + "%.2f".formatted(share);
    }

    /**
     * What is noted of a descendant that was trained together with the others.
     *
     * @param before what was noted of it
     * @param share of the training that the time sufficed for, 0..1
     */
    String joined(String before, double share) {
        String shortened = share >= 1 ? "" : CUT_SHORT + "%.2f".formatted(share);
        return joint + shortened + AFTER + alone(before);
    }

    /** Whether a descendant was trained together with the others. */
    boolean isJoined(String noted, boolean shortened) {
        return joint != null && (noted.startsWith(joint + AFTER) || (shortened && noted.startsWith(joint + CUT_SHORT)));
    }

    /** What was noted of a descendant before it was trained together with the others. */
    private String alone(String noted) {
        return isJoined(noted, true) ? noted.substring(noted.indexOf(AFTER) + AFTER.length()) : noted;
    }

    /** Whether a descendant was made in this way, at least in closed form. */
    boolean isFitted(String noted) {
        return alone(noted).equals(closedForm) || isTrained(noted, true);
    }

    /** @param shortened whether training that was cut short counts */
    boolean isTrained(String noted, boolean shortened) {
        String whole = trained(1);
        String own = alone(noted);
        return training != null && (own.equals(whole) || (shortened && own.startsWith(whole + CUT_SHORT)));
    }
}
