/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.engine.GraphRunner;
import java.util.List;

/**
 * What all steps of making descendants share.
 *
 * @param ledger the network and its choices so far
 * @param store where files lie
 * @param runner runs blocks
 * @param products multiplies
 * @param options what is wanted
 * @param recipe what is noted of each descendant
 * @param levels of pruning, the mildest first
 * @param widths of channels at these levels
 */
record Workshop(
        CatalogLedger ledger,
        CatalogStore store,
        GraphRunner runner,
        CrossProducts products,
        DescendOptions options,
        Recipe recipe,
        List<Level> levels,
        LevelWidths widths) {
    Workshop {
        levels = List.copyOf(levels);
    }

    QualityGate gate() {
        return new QualityGate(options.worstError(), options.distil() != null);
    }
}
