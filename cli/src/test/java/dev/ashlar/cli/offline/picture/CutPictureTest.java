/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Operator;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pictures of networks that were made up: whatever their structure and names, the picture is tidy and whole. */
class CutPictureTest {
    private static final ModelId NET = new ModelId("net");
    private static final List<String> HOSTILE = List.of(
            "<script>alert(%d)</script>",
            "\"/><image href='x' onload=\"a%d()\"/>",
            "a & b &amp; c %d",
            "]]>%d<!--",
            "--> %d",
            "\u0000\u0001\u001b[31m\r\n\t%d\u007f\u0085",
            "\ud800%d\udc00\uffff\ufffe",
            "\u202e%d\u2066\u200f\ufeff",
            "\ud83e\uddf1\u7816\u5899\uac00%d",
            "%d" + "long".repeat(5_000),
            " %d ");

    private static String plain(int number) {
        return "tensor_" + number;
    }

    private static CutPicture drawn(MadeUpNetwork network, Random random) {
        ModelGraph structure = network.structure();
        List<CutBlock> blocks = network.blocks(random, random.nextInt(12));
        return CutPicture.of(NET, structure, blocks);
    }

    private static void requireWhole(MadeUpNetwork network, Random random, String what) {
        ModelGraph structure = network.structure();
        List<CutBlock> blocks = network.blocks(random, random.nextInt(12));

        ReadPicture picture =
                ReadPicture.of(CutPicture.of(NET, structure, blocks).svg());

        assertThat(picture.operators().stream().map(ReadPicture.Box::name))
                .as(what)
                .containsExactlyInAnyOrderElementsOf(structure.operators().stream()
                        .map(Operator::name)
                        .map(XmlText::inTitle)
                        .toList());
        assertThat(picture.blocks().stream().map(ReadPicture.Box::name))
                .as(what)
                .containsExactlyElementsOf(
                        blocks.stream().map(block -> block.id().value()).toList());
        assertThat(picture.tensors())
                .as(what)
                .hasSize(1
                        + blocks.stream()
                                .mapToInt(block -> block.outputs().size())
                                .sum());
        picture.requireTidy(what);
    }

    @Test
    void everyOperatorAndBlockIsThereOnceAndNothingOverlaps() {
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(seed % 10 == 0 ? 300 : 60);
            requireWhole(MadeUpNetwork.random(random, size, CutPictureTest::plain), random, "seed " + seed);
        }
    }

    @Test
    void namesMayHoldAnything() {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            IntFunction<String> names =
                    number -> HOSTILE.get(number % HOSTILE.size()).replace("%d", String.valueOf(number));
            MadeUpNetwork network = MadeUpNetwork.random(random, 1 + random.nextInt(40), names);
            requireWhole(network, random, "seed " + seed);
        }
    }

    @Test
    void equalNetworksHaveEqualPicturesEverywhere() {
        Locale before = Locale.getDefault();
        try {
            for (long seed = 0; seed < 20; seed++) {
                Locale.setDefault(Locale.GERMANY);
                Random random = new Random(seed);
                CutPicture once = drawn(MadeUpNetwork.random(random, 50, CutPictureTest::plain), random);
                Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
                Random again = new Random(seed);
                CutPicture twice = drawn(MadeUpNetwork.random(again, 50, CutPictureTest::plain), again);
                assertThat(twice.svg()).as("seed %d", seed).isEqualTo(once.svg());
                assertThat(twice.html()).as("seed %d", seed).isEqualTo(once.html());
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPageHoldsThePictureAndRunsNothing() {
        Random random = new Random(1);
        CutPicture picture =
                drawn(MadeUpNetwork.random(random, 30, number -> "<script>" + number + "</script>"), random);

        String page = picture.html();

        assertThat(page).startsWith("<!DOCTYPE html>").contains("default-src 'none'");
        assertThat(page).doesNotContain("<script").doesNotContain("<?xml");
        var document = ReadPicture.document(page.substring(page.indexOf('\n')));
        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("title").getLength()).isGreaterThan(30);
    }

    @Test
    void aChainIsStraight() {
        MadeUpNetwork network = new MadeUpNetwork(CutPictureTest::plain);
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            network.add(random, 1, 0);
        }
        ReadPicture picture = ReadPicture.of(drawn(network, random).svg());
        assertThat(picture.operators().stream()
                        .map(box -> Math.round(box.left() + box.width() / 2))
                        .collect(Collectors.toSet()))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aTensorThatPassesABlockIsDrawnPastIt() {
        MadeUpNetwork network = new MadeUpNetwork(CutPictureTest::plain);
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            network.add(random, 1, 0);
        }
        network.add(random, 1, 0, 29);
        String svg = CutPicture.of(NET, network.structure(), network.blocks(new Random(3), 6))
                .svg();
        assertThat(svg).containsPattern("<path class=\"line pass\" d=\"M[^\"]*V");
    }

    @Test
    void whatNobodyCouldReadIsRefused() {
        MadeUpNetwork network = new MadeUpNetwork(CutPictureTest::plain);
        Random random = new Random(1);
        int size = 900;
        for (int i = 0; i < size; i++) {
            network.add(random, 1, 0);
        }
        int[] all = new int[size];
        Arrays.setAll(all, i -> i);
        network.add(random, 1, all);
        assertThatThrownBy(() -> drawn(network, random))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("too many operators and long lines")
                .hasMessageContaining("Maybe ");
    }
}
