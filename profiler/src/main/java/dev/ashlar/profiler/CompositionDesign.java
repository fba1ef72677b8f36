/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/** Chooses the compositions that are measured to learn from, and those to check what was learnt. */
final class CompositionDesign {
    /*
     * Compositions whose choices are drawn evenly all have about the same summed damage, and tell nothing of the rest of
     * the scale. So candidates are drawn with leanings of their own, from mild to strong, and for damages evenly spread
     * over the root of the scale, where little is lost dense, the candidate is taken that is near and consists of
     * descendants that were used least so far. The most damaged composition is always among them. Those for the check
     * are drawn evenly, as chance would have it.
     */
    private static final int CANDIDATES = 2000;
    private static final int NEAR = 40;
    private static final double SPREAD = 0.35;

    private final BlockCatalog catalog;
    private final List<List<DescendantId>> byDamage = new ArrayList<>();
    private final Map<BlockId, Map<DescendantId, Double>> damages = new HashMap<>();
    private final Random random;

    /** @param damage of a descendant that goes with any of the others, in the block of this index; 0 for originals */
    CompositionDesign(BlockCatalog catalog, ToDoubleBiFunction<Integer, Descendant> damage, long seed) {
        this.catalog = catalog;
        this.random = new Random(seed);
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            Map<DescendantId, Double> of = new HashMap<>();
            for (Descendant descendant : block.choices()) {
                of.put(descendant.id(), damage.applyAsDouble(i, descendant));
            }
            damages.put(block.id(), of);
            byDamage.add(block.choices().stream()
                    .map(Descendant::id)
                    .sorted(Comparator.comparing((DescendantId id) -> of.getOrDefault(id, 0.0)))
                    .toList());
        }
    }

    /** Compositions to learn from, each different and none a single swap, at most so many. */
    List<BlockChain> fit(int count) {
        Set<BlockChain> drawn = new LinkedHashSet<>();
        BlockChain strongest = chain(ids -> ids.size() - 1);
        for (int i = 0; i < CANDIDATES; i++) {
            double leaning = random.nextDouble();
            drawn.add(chain(ids -> {
                double place = Math.max(0, Math.min(1, leaning + SPREAD * random.nextGaussian()));
                return Math.min(ids.size() - 1, (int) (place * ids.size()));
            }));
        }
        drawn.add(strongest);
        List<BlockChain> candidates =
                new ArrayList<>(drawn.stream().filter(this::isComposed).toList());
        List<BlockChain> chosen = new ArrayList<>();
        double most = damage(strongest);
        for (int i = count; i > 0 && !candidates.isEmpty(); i--) {
            BlockChain next = nearest(candidates, most * Math.pow((double) i / count, 1.5), chosen);
            candidates.remove(next);
            chosen.add(next);
        }
        return chosen;
    }

    /** Compositions drawn evenly, none of which is among some others; at most so many. */
    List<BlockChain> check(int count, List<BlockChain> others) {
        Set<BlockChain> drawn = new LinkedHashSet<>();
        for (int i = 0; i < 20 * count && drawn.size() < count; i++) {
            BlockChain chain = chain(ids -> random.nextInt(ids.size()));
            if (isComposed(chain) && !others.contains(chain)) {
                drawn.add(chain);
            }
        }
        return List.copyOf(drawn);
    }

    private interface Choice {
        int among(List<DescendantId> ids);
    }

    private BlockChain chain(Choice choice) {
        List<DescendantId> choices = new ArrayList<>();
        byDamage.forEach(ids -> choices.add(ids.get(choice.among(ids))));
        return new BlockChain(catalog.model(), choices);
    }

    private boolean isComposed(BlockChain chain) {
        return chain.choices().stream()
                        .filter(id -> !id.equals(DescendantId.ORIGINAL))
                        .count()
                > 1;
    }

    private BlockChain nearest(List<BlockChain> candidates, double wanted, List<BlockChain> chosen) {
        return candidates.stream()
                .sorted(Comparator.comparingDouble(chain -> Math.abs(damage(chain) - wanted)))
                .limit(chosen.isEmpty() ? 1 : NEAR)
                .min(Comparator.comparingLong(chain -> uses(chain, chosen)))
                .orElseThrow();
    }

    /** How often the parts of a composition were used before. */
    private static long uses(BlockChain chain, List<BlockChain> chosen) {
        long uses = 0;
        for (BlockChain other : chosen) {
            for (int i = 0; i < chain.choices().size(); i++) {
                uses += chain.choices().get(i).equals(other.choices().get(i)) ? 1 : 0;
            }
        }
        return uses;
    }

    private double damage(BlockChain chain) {
        double sum = 0;
        for (int i = 0; i < catalog.blocks().size(); i++) {
            sum += damages.getOrDefault(catalog.blocks().get(i).id(), Map.of())
                    .getOrDefault(chain.choices().get(i), 0.0);
        }
        return sum;
    }
}
