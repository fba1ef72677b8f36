/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DroppedDescendant;
import java.util.function.Predicate;

/**
 * Drops descendants that are too far from their block.
 *
 * @param worst greatest feature error that is good enough
 * @param waits whether what is made in closed form is trained before it is judged
 */
record QualityGate(double worst, boolean waits) {
    private static final String REASON = "feature error ";

    /** Whether a descendant of this feature error may stay; one that is no number may not. */
    boolean isOpen(double error) {
        return error <= worst;
    }

    /** Whether a descendant of this feature error may become good enough by training. */
    boolean mayOpen(double error) {
        return isOpen(error) || (waits && Double.isFinite(error));
    }

    /** Why a descendant is dropped. */
    String reason(double error) {
        return REASON + "%.3f is above %.3f".formatted(error, worst);
    }

    /** Whether a descendant was dropped for its feature error, and not for what training does not change. */
    static boolean isReasonOf(DroppedDescendant dropped) {
        return dropped.reason().startsWith(REASON);
    }

    /**
     * Goes through all blocks once training had its chance.
     *
     * @param exempt recipes of descendants that it does not hold for
     */
    void close(CatalogLedger ledger, Predicate<String> exempt) {
        for (int index = 0; index < ledger.catalog().blocks().size(); index++) {
            for (Descendant made : ledger.block(index).descendants()) {
                if (!made.isOriginal()
                        && made.polish() == null
                        && !isOpen(made.featureError())
                        && !exempt.test(made.recipe())) {
                    ledger.drop(index, new DroppedDescendant(made.id(), reason(made.featureError()), made.recipe()));
                }
            }
        }
    }
}
