/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Catalogs;
import dev.ashlar.core.block.DescendantId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CompositionDesignTest {
    private static final DescendantId HALF = new DescendantId("half");
    private final BlockCatalog net = Catalogs.chain("net", 8);

    private CompositionDesign design(long seed) {
        return new CompositionDesign(net, (block, descendant) -> descendant.isOriginal() ? 0 : 1 + block, seed);
    }

    private static double damage(BlockChain chain) {
        double sum = 0;
        for (int i = 0; i < chain.choices().size(); i++) {
            sum += chain.choices().get(i).equals(HALF) ? 1 + i : 0;
        }
        return sum;
    }

    @Test
    void reachesFromTheMostDamagedToTheLeast() {
        List<BlockChain> chosen = design(1).fit(20);
        assertThat(chosen).hasSize(20).doesNotHaveDuplicates();
        assertThat(damage(chosen.get(0))).isEqualTo(36);
        assertThat(chosen).anyMatch(chain -> damage(chain) < 8);
        assertThat(chosen.stream().filter(chain -> damage(chain) < 18).count()).isBetween(8L, 15L);
    }

    @Test
    void usesEveryDescendant() {
        List<BlockChain> chosen = design(1).fit(20);
        for (int i = 0; i < 8; i++) {
            int block = i;
            assertThat(chosen.stream().map(chain -> chain.choices().get(block)).distinct())
                    .as("block %d", i)
                    .hasSize(2);
        }
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(design(7).fit(12)).isEqualTo(design(7).fit(12));
        assertThat(design(8).fit(12)).isNotEqualTo(design(7).fit(12));
    }

    @Test
    void checksWithOthersThanItLearnsFrom() {
        CompositionDesign design = design(3);
        List<BlockChain> fit = design.fit(20);
        List<BlockChain> check = design.check(10, fit);
        assertThat(check).hasSize(10).doesNotHaveDuplicates().doesNotContainAnyElementsOf(fit);
    }

    @Test
    void takesNoSingleSwapAndNoMoreThanThereAre() {
        BlockCatalog two = Catalogs.chain("net", 2);
        CompositionDesign design =
                new CompositionDesign(two, (block, descendant) -> descendant.isOriginal() ? 0 : 1, 1);
        List<BlockChain> all = design.fit(20);
        assertThat(all).singleElement().satisfies(chain -> assertThat(chain.choices())
                .containsExactly(HALF, HALF));
        assertThat(design.check(10, all)).isEmpty();
        assertThat(Objects.requireNonNull(all.get(0)).model()).isEqualTo(two.model());
    }
}
