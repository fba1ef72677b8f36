/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.cli.Given;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page in a real browser, as phones and desks show it; skipped where there is none. */
class ReportInBrowserTest {
    /** Contrast of two colours as WCAG 2 computes it, of every text that is shown on a plain ground. */
    private static final String LEAST_CONTRAST =
            """
            (() => {
              const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
              const lum = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
              let least = 99;
              for (const e of document.querySelectorAll('h1,h2,h3,h4,p,dt,dd,small,summary,th,td,li,a,span,caption,.plot text')) {
                if (!e.textContent.trim()) continue;
                const s = getComputedStyle(e);
                const one = lum(rgb(e.tagName === 'text' ? s.fill : s.color).slice(0, 3)), other = lum(ground(e));
                least = Math.min(least, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
              }
              return least;
            })()
            """;

    @Test
    void fitsAPhoneAndADeskInLightAndDarkWithoutAComplaint(@TempDir Path folder)
            throws IOException, InterruptedException {
        FileStore store = MadeUpStore.make(folder.resolve("store"));
        BlockCatalog net = store.load(new ModelId("profiled"));
        Path evaluation = Given.text(
                folder.resolve("evaluation.json"),
                MadeUpStore.evaluation(net, net.originalChain().with(0, RealNets.SMALL), 0.1));
        Path page = Given.text(
                folder.resolve("report.html"),
                MadeUpStore.report(store, List.of(evaluation)).html());
        try (Browser browser = Browser.open(folder)) {
            for (int width : new int[] {320, 390, 1280}) {
                for (boolean dark : new boolean[] {false, true}) {
                    browser.show(page, width, 900, dark);
                    browser.value("document.querySelectorAll('details').forEach(each => each.open = true)");
                    String what = width + " pixels, " + (dark ? "dark" : "light");
                    assertThat(browser.value("document.documentElement.scrollWidth")
                                    .intValue())
                            .as("width of the page at %s", what)
                            .isLessThanOrEqualTo(width);
                    assertThat(browser.value("document.title").asText()).startsWith("Ashlar report");
                    assertThat(browser.value("document.scripts.length + document.images.length")
                                    .intValue())
                            .isZero();
                    assertThat(browser.value("document.querySelectorAll('svg.plot').length")
                                    .intValue())
                            .isGreaterThan(3);
                    assertThat(browser.value(LEAST_CONTRAST).doubleValue())
                            .as("contrast at %s", what)
                            .isGreaterThanOrEqualTo(4.5);
                    assertThat(browser.complaints()).as(what).isEmpty();
                }
            }
        }
    }
}
