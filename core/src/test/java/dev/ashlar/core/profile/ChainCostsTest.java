/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Catalogs;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.PlanModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A network of three blocks; the original of block i takes 1000 (i + 1), its half 300 (i + 1). */
class ChainCostsTest {
    private static final BlockCatalog NET = Catalogs.chain("net", 3);
    private static final DescendantId HALF = new DescendantId("half");
    private static final long WHOLE = 6500;
    private static final long ACTIVATIONS = 17;

    private static LatencyProfile latency(long nanos) {
        return new LatencyProfile(nanos, nanos * 2, nanos * 3, nanos, 7);
    }

    private static BlockProfile entry(Block block, Descendant descendant, long nanos) {
        return new BlockProfile(
                block.id(), descendant.id(), descendant.digest(), latency(nanos), nanos, 1, 5, 0.8, 0.9);
    }

    private static ProfileSnapshot profile(BlockCatalog catalog) {
        List<BlockProfile> entries = new ArrayList<>();
        for (int b = 0; b < catalog.blocks().size(); b++) {
            for (Descendant descendant : catalog.blocks().get(b).choices()) {
                long nanos = (b + 1L) * (descendant.isOriginal() ? 1000 : 300);
                entries.add(entry(catalog.blocks().get(b), descendant, nanos));
            }
        }
        Provenance provenance =
                new Provenance(new Device("cpu", 1, 0, List.of()), "engine", "data", 1, 0, Instant.EPOCH);
        return new ProfileSnapshot(
                catalog.model(), provenance, "top-1", 0.8, latency(WHOLE), 13, ACTIVATIONS, entries, List.of());
    }

    private final ChainCosts costs = new ChainCosts(NET, profile(NET));

    @Test
    void predictsTheOriginalAsItWasMeasured() {
        assertThat(costs.p50Nanos(NET.originalChain())).isEqualTo(WHOLE);
    }

    @Test
    void predictsOthersByWhatTheirDescendantsSave() {
        BlockChain chain = NET.originalChain().with(0, HALF).with(2, HALF);
        assertThat(costs.p50Nanos(chain)).isEqualTo(WHOLE - 700 - 2100);
        assertThat(costs.savedNanos(NET.blocks().get(1), NET.blocks().get(1).descendant(HALF)))
                .isEqualTo(-1400);
    }

    @Test
    void addsWhatItCostsWhereThePrecisionChanges() {
        BlockCatalog net = NET;
        DescendantId rounded = new DescendantId("int8");
        List<Block> blocks = new ArrayList<>();
        for (Block block : NET.blocks()) {
            Descendant half = block.descendant(HALF);
            List<Descendant> choices = new ArrayList<>(block.descendants());
            choices.add(new Descendant(
                    rounded,
                    List.of(new Compression.Int8()),
                    new Digest("int8" + block.id()),
                    half.fileBytes(),
                    half.weightBytes(),
                    half.macs(),
                    0,
                    "test"));
            blocks.add(block.with(choices, List.of()));
        }
        net = net.withBlocks(blocks);
        LinkCosts linking = new LinkCosts(
                List.of(
                        new BorderCost(blocks.get(0).id(), blocks.get(1).id(), 100),
                        new BorderCost(blocks.get(1).id(), blocks.get(2).id(), 40)),
                9,
                0.01,
                0.02);
        ProfileSnapshot profile =
                profile(net).withServing(new ServingCosts(List.of(1.0, 1.5), List.of(), List.of(), linking));
        ChainCosts costs = new ChainCosts(net, profile);
        BlockChain original = net.originalChain();
        Block middle = net.blocks().get(1);

        assertThat(costs.p50Nanos(original)).isEqualTo(WHOLE);
        assertThat(costs.p50Nanos(original.with(1, rounded))).isEqualTo(WHOLE - 1400 + 140);
        assertThat(costs.p50Nanos(original.with(1, rounded).with(2, rounded))).isEqualTo(WHOLE - 1400 - 2100 + 100);
        assertThat(costs.p50Nanos(original.with(0, rounded).with(1, rounded).with(2, rounded)))
                .isEqualTo(WHOLE - 700 - 1400 - 2100);
        assertThat(costs.p50Nanos(original.with(2, rounded), 2)).isEqualTo(Math.round(1.5 * (WHOLE - 2100 + 40)));
        assertThat(costs.savedNanos(middle, middle.descendant(rounded))).isEqualTo(-1400 + 70);
        assertThat(costs.savedNanos(middle, middle.descendant(HALF))).isEqualTo(-1400);
        assertThat(PlanModel.of(net, profile).blocks().get(1).variant(rounded).nanos())
                .isEqualTo(2 * 600 + 70);
    }

    @Test
    void countsWeightsOfEqualContentOnce() {
        Block first = NET.blocks().get(0);
        BlockCatalog twice = NET.withBlocks(List.of(
                first,
                NET.blocks().get(1).with(List.of(first.original()), List.of()),
                NET.blocks().get(2)));
        assertThat(new ChainCosts(twice, profile(twice)).bytes(twice.originalChain()))
                .isEqualTo(ACTIVATIONS + 2001 + 3001);
        assertThat(costs.bytes(NET.originalChain())).isEqualTo(ACTIVATIONS + 1001 + 2001 + 3001);
    }

    @Test
    void takesPolishedHeadsAsTheyWereMeasured() {
        Descendant head = Catalogs.polished("polish-1", "p", "half", "half");
        BlockCatalog net = Catalogs.with(NET, 1, head);
        ProfileSnapshot profile = profile(net)
                .withPolished(List.of(new PolishProfile(entry(net.blocks().get(1), head, 500), 0.7, 0.8)));
        BlockChain chain = net.originalChain().with(0, HALF).with(1, head.id());
        assertThat(new ChainCosts(net, profile).p50Nanos(chain)).isEqualTo(WHOLE - 700 - 1500);
    }

    @Test
    void refusesWhatWasNotMeasured() {
        ProfileSnapshot profile = profile(NET);
        ProfileSnapshot lacking = new ProfileSnapshot(
                profile.model(),
                profile.provenance(),
                profile.metric(),
                profile.baseQuality(),
                profile.whole(),
                profile.fixedNanos(),
                profile.activationBytes(),
                profile.blocks().subList(0, 1),
                List.of());
        assertThatThrownBy(() -> new ChainCosts(NET, lacking).bytes(NET.originalChain()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lacks b1/original. Maybe run `ashlar profile` again.");
    }
}
