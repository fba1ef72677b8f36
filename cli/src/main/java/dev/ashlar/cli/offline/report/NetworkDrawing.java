/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.cli.offline.picture.CutPicture;
import dev.ashlar.core.AshlarException;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.graph.TensorSpec;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Draws a network of a store as it was cut. */
final class NetworkDrawing {
    /*
     * How a network was cut is not kept, only what came of it. So it is cut again, at the borders that it has and in the
     * ways that are usual; the blocks must come out with equal content.
     */
    private NetworkDrawing() {}

    /** The picture of a network, or null if it cannot be cut again as it is. */
    static @Nullable CutPicture of(BlockCatalog catalog, Supplier<ImportedModel> reloading) {
        if (catalog.blocks().isEmpty()) {
            return null;
        }
        try {
            ImportedModel model = reloading.get();
            for (CutOptions options : options(catalog)) {
                List<CutBlock> blocks = cut(model, options);
                if (isSame(catalog, blocks)) {
                    return CutPicture.of(catalog.model(), model.structure(), blocks);
                }
            }
        } catch (AshlarException e) {
            // What the picture is drawn from is missing or damaged: all else is still to be told.
            return null;
        }
        return null;
    }

    private static List<CutBlock> cut(ImportedModel model, CutOptions options) {
        try {
            return ModelCutter.cut(model, options);
        } catch (AshlarException e) {
            // A tensor between blocks is not always one that a network may be cut at by name.
            return List.of();
        }
    }

    private static Set<CutOptions> options(BlockCatalog catalog) {
        int count = catalog.blocks().size();
        int least = Math.min(4, count);
        Set<String> borders = new HashSet<>();
        catalog.blocks().subList(0, count - 1).stream()
                .filter(block -> block.outputs().size() == 1)
                .flatMap(block -> block.outputs().stream())
                .map(TensorSpec::name)
                .forEach(borders::add);
        Set<CutOptions> options = new LinkedHashSet<>();
        options.add(new CutOptions(least, count, Set.of()));
        options.add(CutOptions.DEFAULT);
        options.add(new CutOptions(least, count, borders));
        return options;
    }

    private static boolean isSame(BlockCatalog catalog, List<CutBlock> blocks) {
        List<Digest> kept = catalog.blocks().stream()
                .map(block -> block.original().digest())
                .toList();
        return kept.size() == blocks.size()
                && kept.equals(blocks.stream()
                        .map(block -> Digest.sha256(block.graph().toBytes()))
                        .toList());
    }
}
