/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ordering and placing the spots of a picture. */
class LayerLayoutTest {

    private static List<List<Spot>> random(Random random) {
        List<List<Spot>> layers = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            List<Spot> layer = new ArrayList<>();
            int width = 1 + random.nextInt(9);
            for (int j = 0; j < width; j++) {
                boolean bend = i > 0 && random.nextInt(3) == 0;
                Spot spot = bend
                        ? Spot.bend(i, random.nextBoolean())
                        : Spot.box(Spot.Kind.OPERATOR, i, 20 + random.nextInt(300));
                if (i > 0) {
                    List<Spot> upper = layers.get(i - 1);
                    int lines = bend ? 1 : random.nextInt(4);
                    random.ints(lines, 0, upper.size()).distinct().forEach(each -> Spot.connect(upper.get(each), spot));
                }
                layer.add(spot);
            }
            layers.add(layer);
        }
        return layers;
    }

    @Test
    void spotsOfALayerKeepTheirOrderAndStandApart() {
        for (long seed = 0; seed < 400; seed++) {
            List<List<Spot>> layers = random(new Random(seed));
            LayerOrder.arrange(layers);
            LayerColumns.place(layers);
            for (List<Spot> layer : layers) {
                assertThat(layer.get(0).left()).as("seed %d", seed).isGreaterThanOrEqualTo(-1);
                for (int i = 1; i < layer.size(); i++) {
                    assertThat(layer.get(i).place()).isEqualTo(i);
                    assertThat(layer.get(i).left())
                            .as("seed %d", seed)
                            .isGreaterThan(layer.get(i - 1).right() + 6);
                }
            }
        }
    }

    @Test
    void noSpotIsLostAndNoMoreLinesCrossThanBefore() {
        for (long seed = 0; seed < 400; seed++) {
            List<List<Spot>> layers = random(new Random(seed));
            List<List<Spot>> before = layers.stream().map(List::copyOf).toList();
            for (List<Spot> layer : layers) {
                for (int i = 0; i < layer.size(); i++) {
                    layer.get(i).place(i);
                }
            }
            long crossings = LayerOrder.crossings(layers);
            assertThat(crossings).as("seed %d", seed).isEqualTo(counted(layers));
            LayerOrder.arrange(layers);
            assertThat(LayerOrder.crossings(layers)).as("seed %d", seed).isLessThanOrEqualTo(crossings);
            for (int i = 0; i < layers.size(); i++) {
                assertThat(layers.get(i)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(before.get(i));
            }
        }
    }

    /** The same number, pair by pair. */
    private static long counted(List<List<Spot>> layers) {
        long crossings = 0;
        for (List<Spot> layer : layers) {
            for (Spot left : layer) {
                for (Spot right : layer.subList(left.place() + 1, layer.size())) {
                    for (Spot one : left.below()) {
                        crossings += right.below().stream()
                                .filter(other -> other.place() < one.place())
                                .count();
                    }
                }
            }
        }
        return crossings;
    }

    @Test
    void crossingLinesAreSorted() {
        List<List<Spot>> layers = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>()));
        for (int i = 0; i < 6; i++) {
            layers.get(0).add(Spot.box(Spot.Kind.OPERATOR, 0, 50));
            layers.get(1).add(Spot.box(Spot.Kind.OPERATOR, 1, 50));
        }
        for (int i = 0; i < 6; i++) {
            Spot.connect(layers.get(0).get(i), layers.get(1).get(5 - i));
        }
        LayerOrder.arrange(layers);
        LayerColumns.place(layers);
        assertThat(LayerOrder.crossings(layers)).isZero();
        layers.get(0).forEach(spot -> assertThat(spot.below().get(0).x()).isEqualTo(spot.x()));
    }

    @Test
    void textIsCutToItsColumns() {
        assertThat(XmlText.fitted("short", 5)).isEqualTo("short");
        assertThat(XmlText.fitted("abcdefghij", 5)).isEqualTo("ab\u2026ij");
        assertThat(XmlText.columns("\u7816a")).isEqualTo(3);
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(80), 0, 0x3000).forEach(text::appendCodePoint);
            int columns = 1 + random.nextInt(40);
            String fitted = XmlText.fitted(text.toString(), columns);
            assertThat(XmlText.columns(fitted)).as("seed %d", seed).isLessThanOrEqualTo(columns);
            ReadPicture.document("<a b=\"" + XmlText.escaped(fitted) + "\">" + XmlText.escaped(fitted) + "</a>");
        }
    }
}
