/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotTest {
    private static Element read(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    @Test
    void chartsAreWellFormedWhateverTheyAreCalled() throws Exception {
        Chart.Series line = new Chart.Series(
                "a < b & c", 0, Chart.Style.DASHED, List.of(new Chart.Point(1, 2), new Chart.Point(3, 5)));
        Chart.Series dots = new Chart.Series("dots", 8, Chart.Style.DOTS, List.of(new Chart.Point(2, 2)));
        Element svg = read(new Chart("\"x\" > y", "x", "y", List.of(line, dots)).svg());
        assertThat(svg.getTagName()).isEqualTo("svg");
        // Three points and two marks of the legend.
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(5);
        assertThat(svg.getTextContent()).contains("a < b & c", "\"x\" > y");
    }

    @Test
    void everyPointLiesInTheChart() throws Exception {
        Random random = new Random(5);
        for (int trial = 0; trial < 50; trial++) {
            double scale = Math.pow(10, random.nextInt(9) - 4);
            List<Chart.Point> points = random.ints(20)
                    .mapToObj(any -> new Chart.Point(scale * random.nextGaussian(), random.nextGaussian()))
                    .toList();
            NodeList drawn = read(new Chart("t", "x", "y", List.of(new Chart.Series("s", 1, Chart.Style.LINE, points)))
                            .svg())
                    .getElementsByTagName("circle");
            for (int i = 0; i < points.size(); i++) {
                Element circle = (Element) drawn.item(i);
                assertThat(Double.parseDouble(circle.getAttribute("cx")))
                        .as("seed 5, trial %d", trial)
                        .isBetween(63.9, 560.1);
                assertThat(Double.parseDouble(circle.getAttribute("cy")))
                        .as("seed 5, trial %d", trial)
                        .isBetween(39.9, 388.1);
            }
        }
    }

    @Test
    void stripsAreWellFormed() throws Exception {
        List<Map.Entry<String, double[]>> groups =
                List.of(Map.entry("ours", new double[] {1, 2, 3}), Map.entry("r1", new double[] {4}));
        Element svg = read(new Strips("losses", "points", groups).svg());
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4);
        assertThat(svg.getTextContent()).contains("ours", "r1");
    }

    @Test
    void quartilesLieBetweenNeighbours() {
        assertThat(Strips.quantile(new double[] {1, 2, 3, 4}, 0.5)).isCloseTo(2.5, within(1e-12));
        assertThat(Strips.quantile(new double[] {1, 2, 3, 4, 5}, 0.25)).isCloseTo(2, within(1e-12));
        assertThat(Strips.quantile(new double[] {7}, 0.75)).isCloseTo(7, within(1e-12));
    }

    @Test
    void nothingToDrawIsRefused() {
        assertThatThrownBy(() -> new Chart("empty", "x", "y", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }
}
