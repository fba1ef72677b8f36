/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChainFrontTest {

    private static PlanModel model(Random random) {
        List<PlanBlock> blocks = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int b = 0; b < count; b++) {
            List<Variant> variants = new ArrayList<>();
            int choices = 1 + random.nextInt(5);
            for (int d = 0; d < choices; d++) {
                Digest digest = Digest.sha256((b + "/" + d).getBytes(StandardCharsets.UTF_8));
                DescendantId id = d == 0 ? DescendantId.ORIGINAL : new DescendantId("d" + d);
                variants.add(new Variant(id, random.nextInt(20) / 100.0, 1 + random.nextInt(50), 1, digest));
            }
            blocks.add(new PlanBlock(new BlockId("b" + b), variants));
        }
        return new PlanModel(new ModelId("net"), 0.9, 5, 0, blocks);
    }

    private static List<BlockChain> all(PlanModel model) {
        List<List<DescendantId>> chains = List.of(List.of());
        for (PlanBlock block : model.blocks()) {
            List<List<DescendantId>> longer = new ArrayList<>();
            for (List<DescendantId> chain : chains) {
                for (Variant variant : block.variants()) {
                    List<DescendantId> next = new ArrayList<>(chain);
                    next.add(variant.id());
                    longer.add(next);
                }
            }
            chains = longer;
        }
        return chains.stream().map(chain -> new BlockChain(model.id(), chain)).toList();
    }

    @Test
    void atEveryPriceOfTimeOneOfItsChainsIsTheBestOfAll() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            PlanModel model = model(random);
            List<BlockChain> front = ChainFront.of(model);
            for (double price :
                    new double[] {0, 1e-6, random.nextDouble() * 0.001, random.nextDouble() * 0.02, 0.1, 9}) {
                double best = all(model).stream()
                        .mapToDouble(chain -> model.accuracy(chain) - price * model.nanos(chain))
                        .max()
                        .orElseThrow();
                double found = front.stream()
                        .mapToDouble(chain -> model.accuracy(chain) - price * model.nanos(chain))
                        .max()
                        .orElseThrow();
                assertThat(found).as("seed %d price %s", seed, price).isGreaterThan(best - 1e-9);
            }
        }
    }

    @Test
    void everyChainIsFasterAndWorseThanTheOneBefore() {
        for (long seed = 1; seed <= 100; seed++) {
            PlanModel model = model(new Random(seed));
            List<BlockChain> front = ChainFront.of(model);
            for (int i = 1; i < front.size(); i++) {
                assertThat(model.nanos(front.get(i))).as("seed %d", seed).isLessThan(model.nanos(front.get(i - 1)));
                assertThat(model.accuracy(front.get(i)))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(model.accuracy(front.get(i - 1)) + 1e-12);
            }
        }
    }

    @Test
    void passesBoundVariantsBy() {
        for (long seed = 1; seed <= 100; seed++) {
            PlanModel model = model(new Random(seed));
            List<PlanBlock> blocks = new ArrayList<>(model.blocks());
            PlanBlock last = blocks.remove(blocks.size() - 1);
            if (!blocks.isEmpty()) {
                List<Variant> variants = new ArrayList<>(last.variants());
                List<DescendantId> behind = blocks.stream()
                        .map(block -> block.variants().get(0).id())
                        .toList();
                variants.add(new Variant(new DescendantId("bound"), -1, 0, 1, new Digest("bound"), behind));
                blocks.add(new PlanBlock(last.id(), variants));
                PlanModel more = new PlanModel(model.id(), 0.9, 5, 0, blocks);
                assertThat(ChainFront.of(more)).as("seed %d", seed).isEqualTo(ChainFront.of(model));
            }
        }
    }
}
