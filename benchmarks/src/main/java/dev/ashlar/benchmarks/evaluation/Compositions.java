/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The compositions of a network that a study looks at. */
public final class Compositions {
    private final BlockCatalog catalog;

    public Compositions(BlockCatalog catalog) {
        this.catalog = catalog;
    }

    /** The share of channels that a descendant was asked to keep if it is pruned and nothing else, or -1. */
    public static double keep(Descendant descendant) {
        List<Compression> how = descendant.compressions();
        return how.size() == 1 && how.get(0) instanceof Compression.ChannelPruning pruning ? pruning.keep() : -1;
    }

    /** The original and the pruned descendants of a block. */
    private static List<DescendantId> choices(Block block) {
        return block.descendants().stream()
                .filter(descendant -> descendant.isOriginal() || keep(descendant) > 0)
                .map(Descendant::id)
                .toList();
    }

    /** The levels of pruning that any block has, the mildest first. */
    public List<Double> levels() {
        Set<Double> levels = new LinkedHashSet<>();
        catalog.blocks().forEach(block -> block.descendants().stream()
                .map(Compositions::keep)
                .filter(keep -> keep > 0)
                .forEach(levels::add));
        return levels.stream().sorted((a, b) -> Double.compare(b, a)).toList();
    }

    /** The originals with one pruned descendant among them, for every pruned descendant. */
    public List<BlockChain> singles() {
        List<BlockChain> singles = new ArrayList<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            for (DescendantId choice : choices(catalog.blocks().get(i))) {
                if (!choice.equals(DescendantId.ORIGINAL)) {
                    singles.add(catalog.originalChain().with(i, choice));
                }
            }
        }
        return singles;
    }

    /** Every block at one level; a block that has none of that level takes the next milder one, or its original. */
    public Map<Double, BlockChain> uniform() {
        Map<Double, BlockChain> uniform = new LinkedHashMap<>();
        for (double level : levels()) {
            List<DescendantId> choices = catalog.blocks().stream()
                    .map(block -> atLevel(block, level).id())
                    .toList();
            uniform.put(level, new BlockChain(catalog.model(), choices));
        }
        return uniform;
    }

    private static Descendant atLevel(Block block, double level) {
        TreeMap<Double, Descendant> byLevel = new TreeMap<>();
        byLevel.put(1.0, block.original());
        for (Descendant descendant : block.descendants()) {
            if (keep(descendant) > 0) {
                byLevel.put(keep(descendant), descendant);
            }
        }
        return byLevel.ceilingEntry(level).getValue();
    }

    /** Compositions of which every block is drawn evenly among its original and its pruned descendants; all different. */
    public List<BlockChain> random(int count, long seed) {
        Random random = new Random(seed);
        Set<BlockChain> drawn = new LinkedHashSet<>();
        for (int i = 0; i < 20 * count && drawn.size() < count; i++) {
            List<DescendantId> choices = new ArrayList<>();
            for (Block block : catalog.blocks()) {
                List<DescendantId> all = choices(block);
                choices.add(all.get(random.nextInt(all.size())));
            }
            drawn.add(new BlockChain(catalog.model(), choices));
        }
        return List.copyOf(drawn);
    }

    /** The composition with the head that was polished for it, or null if there is none. */
    public @Nullable BlockChain polished(BlockChain chain) {
        for (int i = 0; i < catalog.blocks().size(); i++) {
            for (Descendant descendant : catalog.blocks().get(i).descendants()) {
                Compression.Polish polish = descendant.polish();
                if (polish != null
                        && polish.base().equals(chain.choices().get(i))
                        && polish.before().equals(chain.choices().subList(0, i))) {
                    return chain.with(i, descendant.id());
                }
            }
        }
        return null;
    }

    /** The composition with every choice that has a twin in 8 bits exchanged for it. */
    public BlockChain rounded(BlockChain chain) {
        BlockChain rounded = chain;
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            Descendant twin = twin(block, block.descendant(chain.choices().get(i)));
            rounded = twin == null ? rounded : rounded.with(i, twin.id());
        }
        return rounded;
    }

    private static @Nullable Descendant twin(Block block, Descendant plain) {
        List<Compression> wanted = new ArrayList<>(plain.compressions());
        wanted.add(new Compression.Int8());
        for (Descendant descendant : block.descendants()) {
            if (descendant.compressions().equals(wanted)) {
                return descendant;
            }
        }
        return null;
    }

    /** Multiply-accumulates and bytes of weights of a composition. */
    public Cost cost(BlockChain chain) {
        long macs = 0;
        long bytes = 0;
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Descendant chosen =
                    catalog.blocks().get(i).descendant(chain.choices().get(i));
            macs += chosen.macs();
            bytes += chosen.weightBytes();
        }
        return new Cost(macs, bytes);
    }

    /**
     * What a composition costs, whatever machine it runs on.
     *
     * @param macs multiply-accumulates of one image
     * @param weightBytes of all blocks
     */
    public record Cost(long macs, long weightBytes) {}
}
