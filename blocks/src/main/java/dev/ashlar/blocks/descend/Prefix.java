/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.block.Descendant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws the descendants that stand before a block while it is made ready for compressed inputs. */
final class Prefix {
    /*
     * Half of the draws are of the level itself, the others uniform among what is milder, the original included. Stronger
     * ones are never drawn, nor those that are too far from their block so far: a mild descendant fitted to what strong ones leave serves mild networks badly.
     */
    private final CatalogLedger ledger;
    private final QualityGate gate;
    private final List<Level> levels;
    private final long seed;

    Prefix(CatalogLedger ledger, QualityGate gate, List<Level> levels, long seed) {
        this.ledger = ledger;
        this.gate = gate;
        this.levels = levels;
        this.seed = seed;
    }

    /** What can be drawn for a block, the mildest first: the original and what there is up to a level. */
    List<Descendant> choices(int block, Level most) {
        List<Descendant> choices = new ArrayList<>();
        choices.add(ledger.block(block).original());
        for (Level level : levels.subList(0, most.stream())) {
            @Nullable Descendant made = ledger.find(block, level.pruned());
            if (made != null && gate.isOpen(made.featureError())) {
                choices.add(made);
            }
        }
        return choices;
    }

    /** The place in the list of choices of the one that stands there for an image: the same in every run. */
    int draw(int choices, int block, Level most, int image) {
        long key = ((seed * 1_000_003L + block) * 1_000_003L + most.stream()) * 1_000_003L + image;
        SplittableRandom random = new SplittableRandom(key);
        return choices == 1 || random.nextBoolean() ? choices - 1 : random.nextInt(choices - 1);
    }
}
