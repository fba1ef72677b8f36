/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A composition with what was predicted and what was measured of it.
 *
 * @param chain which
 * @param why it is here
 * @param predicted what it is predicted to be worth and to cost
 * @param quality measured, 0..1, or null
 * @param nanos median time of a frame, measured, or null
 * @param bytes by which the process grew, measured, or null
 */
record Composition(
        BlockChain chain,
        Why why,
        Forecast predicted,
        @Nullable Reading quality,
        @Nullable Reading nanos,
        @Nullable Reading bytes) {
    /** Why a composition was measured. */
    enum Why {
        /** One descendant among originals; what predictions are made of. */
        SINGLE("single swap"),
        /** With its polished head. */
        POLISHED("polished"),
        /** Without its polished head. */
        PLAIN("before polish"),
        /** For the prediction to be fitted to. */
        FIT("fitted to"),
        /** To check the prediction, which was fitted without it. */
        CHECK("held out"),
        /** Because planners are likely to choose it. */
        PLAN("likely plan"),
        /** By {@code ashlar evaluate}. */
        EVALUATED("evaluated");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** Whether a prediction of it is put to the test by its measurement. */
        boolean isTest() {
            return this == PLAIN || this == CHECK || this == EVALUATED;
        }
    }

    /**
     * What is predicted of a composition.
     *
     * @param quality 0..1; where drops add up to more than there is, 0
     * @param least the quality that it has at least with the confidence asked for: what a plan made with that promises
     * @param nanos median time of a frame
     * @param bytes memory it occupies
     */
    record Forecast(Reading quality, double least, double nanos, double bytes) {}

    /** Its choices in block order, for people. */
    String words() {
        return words(chain);
    }

    static String words(BlockChain chain) {
        return chain.choices().stream().map(DescendantId::value).collect(Collectors.joining(", "));
    }
}
