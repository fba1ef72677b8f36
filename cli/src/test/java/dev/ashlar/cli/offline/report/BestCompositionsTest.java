/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.cli.offline.report.BestCompositions.Best;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BestCompositionsTest {
    private static final ModelId MODEL = new ModelId("net");

    /** Costs and qualities of few values, so that many are equal. */
    private static List<Best> random(long seed) {
        Random random = new Random(seed);
        List<Best> all = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(60); i++) {
            BlockChain chain = new BlockChain(MODEL, List.of(new DescendantId("choice-" + i)));
            Reading quality = Reading.exact(random.nextInt(20) / 20.0);
            all.add(new Best(chain, new Composition.Forecast(quality, 0, random.nextInt(20), random.nextInt(20))));
        }
        return all;
    }

    private static double nanos(Best best) {
        return best.forecast().nanos();
    }

    private static double quality(Best best) {
        return best.forecast().quality().value();
    }

    @Test
    void areThoseThatNoneBeatsFromTheCheapestToTheBest() {
        for (long seed = 0; seed < 500; seed++) {
            List<Best> all = random(seed);
            List<Best> best = new BestCompositions(all).by(Composition.Forecast::nanos, Integer.MAX_VALUE);
            for (int i = 1; i < best.size(); i++) {
                assertThat(nanos(best.get(i))).as("seed %d", seed).isGreaterThan(nanos(best.get(i - 1)));
                assertThat(quality(best.get(i))).as("seed %d", seed).isGreaterThan(quality(best.get(i - 1)));
            }
            for (Best each : all) {
                assertThat(best)
                        .as("seed %d: as cheap and as good as %s", seed, each)
                        .anyMatch(one -> nanos(one) <= nanos(each) && quality(one) >= quality(each));
            }
        }
    }

    @Test
    void keepTheirEndsWhereTheyAreMany() {
        List<Best> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            BlockChain chain = new BlockChain(MODEL, List.of(new DescendantId("choice-" + i)));
            all.add(new Best(chain, new Composition.Forecast(Reading.exact(i / 100.0), 0, i, 0)));
        }
        BestCompositions compositions = new BestCompositions(all);
        assertThat(compositions.by(Composition.Forecast::nanos, 5))
                .hasSize(5)
                .startsWith(all.get(0))
                .endsWith(all.get(99));
        assertThat(compositions.by(Composition.Forecast::bytes, 5)).containsExactly(all.get(99));
    }
}
