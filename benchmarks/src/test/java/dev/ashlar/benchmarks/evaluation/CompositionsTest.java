/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompositionsTest {

    @Test
    void drawsTheSameDifferentCompositionsForASeed() {
        Compositions compositions = new Compositions(Catalogs.of(4, List.of(0.75, 0.5), 1));
        List<BlockChain> drawn = compositions.random(40, 3);
        assertThat(drawn).hasSize(40).doesNotHaveDuplicates().isEqualTo(compositions.random(40, 3));
        assertThat(compositions.random(40, 4)).isNotEqualTo(drawn);
        for (int block = 0; block < 4; block++) {
            int position = block;
            assertThat(drawn.stream().map(chain -> chain.choices().get(position).value()))
                    .contains("original", "keep-75", "keep-50")
                    .doesNotContain("int8");
        }
    }

    @Test
    void drawsNoMoreThanThereAre() {
        assertThat(new Compositions(Catalogs.of(1, List.of(0.5), 1)).random(10, 1))
                .hasSize(2);
    }

    @Test
    void takesTheNextMilderDescendantWhereALevelIsMissing() {
        BlockCatalog catalog = Catalogs.without(Catalogs.of(2, List.of(0.75, 0.5), 1), 1, "keep-50");
        Map<Double, BlockChain> uniform = new Compositions(catalog).uniform();
        assertThat(uniform.keySet()).containsExactly(0.75, 0.5);
        assertThat(uniform.get(0.5))
                .isEqualTo(new BlockChain(
                        catalog.model(), List.of(new DescendantId("keep-50"), new DescendantId("keep-75"))));
    }

    @Test
    void exchangesWhatHasATwinInEightBits() {
        BlockCatalog catalog = Catalogs.of(2, List.of(0.5), 1);
        BlockChain mixed = catalog.originalChain().with(1, new DescendantId("keep-50"));
        assertThat(new Compositions(catalog).rounded(mixed)).isEqualTo(mixed.with(0, new DescendantId("int8")));
    }

    @Test
    void singlesSwapOneBlock() {
        BlockCatalog catalog = Catalogs.of(3, List.of(0.75, 0.5), 1);
        assertThat(new Compositions(catalog).singles()).hasSize(6).allSatisfy(chain -> assertThat(
                        chain.choices().stream().filter(choice -> !choice.equals(DescendantId.ORIGINAL)))
                .hasSize(1));
    }

    /** Against all compositions: within every budget none has a smaller sum of drops. */
    @Test
    void bestCompositionsAreTheBestOfAll() {
        for (long seed = 1; seed <= 20; seed++) {
            BlockCatalog catalog = Catalogs.of(4, List.of(0.75, 0.5, 0.25), seed);
            Random random = new Random(seed);
            Compositions compositions = new Compositions(catalog);
            Map<BlockChain, Double> drops = new HashMap<>();
            compositions.singles().forEach(chain -> drops.put(chain, random.nextDouble() - 0.1));
            List<BlockChain> all = compositions.random(256, 1);
            for (BlockChain best : BestCompositions.of(catalog, drops, 12)) {
                double sum = sum(catalog, drops, best);
                int cost = steps(catalog, best);
                assertThat(all)
                        .as("seed %d", seed)
                        .noneMatch(other -> steps(catalog, other) <= cost && sum(catalog, drops, other) < sum - 1e-9);
            }
        }
    }

    private static double sum(BlockCatalog catalog, Map<BlockChain, Double> drops, BlockChain chain) {
        double sum = 0;
        for (int i = 0; i < chain.choices().size(); i++) {
            sum += drops.getOrDefault(
                    catalog.originalChain().with(i, chain.choices().get(i)), 0.0);
        }
        return sum;
    }

    /** Costs as they are counted: every block in thousandths of the whole, rounded up. */
    private static int steps(BlockCatalog catalog, BlockChain chain) {
        long whole = new Compositions(catalog).cost(catalog.originalChain()).macs();
        int steps = 0;
        for (int i = 0; i < chain.choices().size(); i++) {
            long macs =
                    catalog.blocks().get(i).descendant(chain.choices().get(i)).macs();
            steps += (int) Math.ceil(1000.0 * macs / whole);
        }
        return steps;
    }
}
