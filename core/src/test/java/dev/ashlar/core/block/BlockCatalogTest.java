/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import static dev.ashlar.core.block.Catalogs.block;
import static dev.ashlar.core.block.Catalogs.catalog;
import static dev.ashlar.core.block.Catalogs.chain;
import static dev.ashlar.core.block.Catalogs.original;
import static dev.ashlar.core.block.Catalogs.pruned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlockCatalogTest {
    private static final DescendantId HALF = new DescendantId("half");

    private final BlockCatalog net = chain("net", 3);

    private static void assertRefused(List<Block> blocks, String message) {
        assertThatThrownBy(() -> catalog("net", blocks))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void findsBlocksByName() {
        assertThat(net.block(new BlockId("b1")).id()).isEqualTo(new BlockId("b1"));
        assertThatThrownBy(() -> net.block(new BlockId("b9")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The network net has no block named b9. Maybe one of [b0, b1, b2].");
    }

    @Test
    void mayHaveNoBlocksBeforeItIsCut() {
        assertThat(catalog("net", List.of()).elasticShare()).isZero();
    }

    @Test
    void refusesBlocksThatAreNotConnected() {
        assertRefused(
                List.of(block("b0", "h", "y", 0, original("a"))),
                "Block b0 of net reads the tensor h, which no earlier block writes.");
        assertRefused(List.of(block("b0", "x", "h", 0, original("a"))), "The output y of net is written by no block.");
        assertRefused(
                List.of(block("b0", "x", "h", 0, original("a")), block("b0", "h", "y", 0, original("b"))),
                "The network net has two blocks named b0.");
    }

    @Test
    void letsABlockReadTheInputAndAnyEarlierTensor() {
        Block last = new Block(
                new BlockId("b1"),
                List.of(Catalogs.tensor("h"), Catalogs.tensor("x")),
                List.of(Catalogs.tensor("y")),
                1,
                0,
                0,
                List.of(original("b")),
                List.of());
        assertThatCode(() -> catalog("net", List.of(block("b0", "x", "h", 0, original("a")), last)))
                .doesNotThrowAnyException();
    }

    @Test
    void isItsOwnChainOfOriginals() {
        BlockChain chain = net.originalChain();
        assertThat(chain.choices()).containsOnly(DescendantId.ORIGINAL).hasSize(3);
        assertThatCode(() -> net.requireValid(chain)).doesNotThrowAnyException();
        assertThatCode(() -> net.requireValid(chain.with(1, HALF))).doesNotThrowAnyException();
    }

    @Test
    void refusesChainsOfAnotherNetworkLengthOrDescendant() {
        assertThatThrownBy(() -> net.requireValid(chain("other", 3).originalChain()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another network than net");
        assertThatThrownBy(() -> net.requireValid(chain("net", 2).originalChain()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each of the 3 blocks");
        assertThatThrownBy(() -> net.requireValid(net.originalChain().with(2, new DescendantId("third"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Block b2 has no descendant named third. Maybe one of [original, half].");
    }

    @Test
    void tellsTheCompositionsThatHeadsWerePolishedFor() {
        assertThat(net.polished()).isEmpty();
        Descendant head = Catalogs.polished("polish-1", "p", "original", "half");
        BlockCatalog polished = Catalogs.with(net, 1, head);
        BlockChain chain = net.originalChain().with(1, head.id());
        assertThat(polished.polished())
                .containsExactly(
                        new PolishedChain(1, head, chain, net.originalChain().with(1, HALF)));
        assertThatCode(() -> polished.requireValid(chain)).doesNotThrowAnyException();
    }

    @Test
    void leavesOutCompositionsOfWhichItLacksAPart() {
        for (String[] composition :
                new String[][] {{"half"}, {"half", "half", "half"}, {"third", "half"}, {"half", "third"}}) {
            assertThat(Catalogs.with(net, 1, Catalogs.polished("polish-1", "p", composition))
                            .polished())
                    .as("%s", List.of(composition))
                    .isEmpty();
        }
        Descendant head = Catalogs.polished("polish-1", "p", "half", "half");
        BlockCatalog polished = Catalogs.with(net, 1, head);
        assertThat(Catalogs.with(polished, 1, Catalogs.polished("polish-2", "q", "half", "polish-1"))
                        .polished())
                .extracting(PolishedChain::head)
                .containsExactly(head);
    }

    @Test
    void countsGlueAndThePrunableShare() {
        BlockCatalog mixed = catalog(
                "net",
                List.of(
                        block("b0", "x", "h", 600, original("a"), pruned("half", 0.5, "p")),
                        block("glue", "h", "y", 0, original("g"))));
        assertThat(mixed.elasticShare()).isEqualTo(0.5);
        assertThat(mixed.prunableShare()).isEqualTo(0.3);
        assertThat(mixed.blocks().get(1).isGlue()).isTrue();
    }

    @Test
    void refusesANetworkWithoutOutput() {
        assertThatThrownBy(() -> new BlockCatalog(
                        net.model(),
                        net.source(),
                        net.input(),
                        net.preprocessing(),
                        List.of(),
                        net.outputKind(),
                        List.of(),
                        List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The network net must have an output.");
    }

    @Test
    void writesAChainForPeople() {
        assertThat(net.originalChain().with(0, HALF)).hasToString("net[half,original,original]");
        assertThatThrownBy(() -> new BlockChain(net.model(), List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
