/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.AshlarException;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.DroppedDescendant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choices of a network as they come: each is in the manifest on disk before the next step is taken (I8).
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class CatalogLedger {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogLedger.class);

    private final CatalogStore store;
    private final List<DescendantId> order;
    private BlockCatalog catalog;

    /** @param order in which descendants are listed, whichever is made first */
    CatalogLedger(BlockCatalog catalog, CatalogStore store, List<DescendantId> order) {
        this.catalog = catalog;
        this.store = store;
        this.order = List.copyOf(order);
    }

    synchronized BlockCatalog catalog() {
        return catalog;
    }

    synchronized Block block(int index) {
        return catalog.blocks().get(index);
    }

    /** The descendant of this name, or null if there is none. */
    @Nullable
    Descendant find(int index, DescendantId id) {
        for (Descendant descendant : block(index).descendants()) {
            if (descendant.id().equals(id)) {
                return descendant;
            }
        }
        return null;
    }

    /** Whether a descendant of this name was made or refused by a recipe that suits. */
    boolean isMade(int index, DescendantId id, Predicate<String> recipe) {
        Block block = block(index);
        return block.descendants().stream().anyMatch(made -> made.id().equals(id) && recipe.test(made.recipe()))
                || block.dropped().stream()
                        .anyMatch(refused -> refused.id().equals(id) && recipe.test(refused.recipe()));
    }

    /** Offers a descendant, in the place of what had its name. */
    synchronized void keep(int index, Descendant made) {
        Block block = block(index);
        List<Descendant> kept = without(block.descendants(), made.id());
        kept.add(made);
        kept.sort(Comparator.comparingInt(this::rank));
        save(index, kept, withoutDropped(block.dropped(), made.id()));
    }

    /** Notes why there is no descendant of a name. */
    synchronized void drop(int index, DroppedDescendant refused) {
        Block block = block(index);
        List<DroppedDescendant> dropped = withoutDropped(block.dropped(), refused.id());
        dropped.add(refused);
        dropped.sort(Comparator.comparingInt(other -> order.indexOf(other.id())));
        save(index, without(block.descendants(), refused.id()), dropped);
    }

    /** Forgets what was made by recipes that do not suit. The original stays. */
    synchronized void retain(int index, Predicate<String> recipe) {
        Block block = block(index);
        List<Descendant> kept = block.descendants().stream()
                .filter(made -> made.isOriginal()
                        || made.polish() != null
                        || (recipe.test(made.recipe()) && order.contains(made.id())))
                .toList();
        List<DroppedDescendant> dropped = block.dropped().stream()
                .filter(refused -> recipe.test(refused.recipe()) && order.contains(refused.id()))
                .toList();
        if (kept.size() < block.descendants().size()
                || dropped.size() < block.dropped().size()) {
            save(index, kept, dropped);
        }
    }

    /** Forgets why some descendants were dropped, so that they are made anew. */
    synchronized void reconsider(int index, Predicate<DroppedDescendant> which) {
        Block block = block(index);
        List<DroppedDescendant> left =
                block.dropped().stream().filter(which.negate()).toList();
        if (left.size() < block.dropped().size()) {
            save(index, block.descendants(), left);
        }
    }

    /** Forgets descendants whose files are missing or damaged, to be made anew. A damaged original stops the run. */
    synchronized void forgetDamaged(int index) {
        Block block = block(index);
        List<Descendant> whole = block.descendants().stream()
                .filter(made -> isWhole(block, made))
                .toList();
        if (whole.size() < block.descendants().size()) {
            save(index, whole, block.dropped());
        }
    }

    private boolean isWhole(Block block, Descendant made) {
        try {
            store.file(catalog.model(), block.id(), made);
            return true;
        } catch (AshlarException e) {
            if (made.isOriginal()) {
                throw e;
            }
            LOG.warn("{}/{} is given up: {}", block.id(), made.id(), e.getMessage());
            return false;
        }
    }

    private int rank(Descendant descendant) {
        return descendant.isOriginal() ? -1 : order.indexOf(descendant.id());
    }

    private static List<Descendant> without(List<Descendant> all, DescendantId id) {
        List<Descendant> left = new ArrayList<>(all);
        left.removeIf(other -> other.id().equals(id));
        return left;
    }

    private static List<DroppedDescendant> withoutDropped(List<DroppedDescendant> all, DescendantId id) {
        List<DroppedDescendant> left = new ArrayList<>(all);
        left.removeIf(other -> other.id().equals(id));
        return left;
    }

    /** Heads that were polished for a composition are forgotten: it is not what it was. */
    private void save(int index, List<Descendant> kept, List<DroppedDescendant> dropped) {
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        blocks.set(index, blocks.get(index).with(kept, dropped));
        blocks.replaceAll(block -> block.with(block.choices(), block.dropped()));
        catalog = catalog.withBlocks(blocks);
        store.save(catalog);
    }
}
