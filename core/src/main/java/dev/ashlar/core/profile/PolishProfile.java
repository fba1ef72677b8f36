/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;

/**
 * What was measured of a descendant that belongs to one composition, in it.
 *
 * @param head costs of the descendant; quality and agreement of the composition with it
 * @param plainQuality quality of the composition with the descendant that it was made of, on the same images, 0..1
 * @param plainAgreement of that composition's answers with the original's, 0..1
 */
public record PolishProfile(BlockProfile head, double plainQuality, double plainAgreement) {
    public PolishProfile {
        String whose = head.block() + "/" + head.descendant();
        Argument.requireInRange("plain quality of " + whose, plainQuality, 0, 1);
        Argument.requireInRange("plain agreement of " + whose, plainAgreement, 0, 1);
    }
}
