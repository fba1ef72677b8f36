/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A report as one page that needs nothing else: no script, no picture, no font from anywhere. */
final class ReportPage {
    private static final String STYLE = "report.css";

    private ReportPage() {}

    static String of(StoreReport report) {
        Html out = new Html();
        out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.raw(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        out.element("title", "Ashlar report: " + report.store());
        out.raw("<style>\n" + style() + "</style>\n</head>\n<body>\n");
        out.element("a", "Skip to the networks", "class", "skip", "href", "#main");
        out.open("header", "class", "top").element("h1", "Ashlar report");
        out.element("p", report.store() + " \u00b7 written " + report.writtenAt(), "class", "quiet");
        contents(out, report);
        out.close("header").open("main", "id", "main");
        if (report.networks().isEmpty()) {
            out.open("p", "class", "empty")
                    .text("There is no network in this store. Run ")
                    .element("code", "ashlar prepare FILE.onnx --data IMAGES")
                    .close("p");
        }
        for (int i = 0; i < report.networks().size(); i++) {
            new NetworkSection(out, report.networks().get(i), anchor(i)).write();
        }
        out.close("main");
        out.element(
                "footer",
                "Times are medians of one frame on one thread unless said otherwise; memory counts weights of equal content once.");
        return out.raw("</body>\n</html>\n").toString();
    }

    private static void contents(Html out, StoreReport report) {
        if (report.networks().size() > 1) {
            out.open("nav", "aria-label", "Networks").open("ul");
            for (int i = 0; i < report.networks().size(); i++) {
                String name = report.networks().get(i).catalog().model().value();
                out.open("li").element("a", name, "href", "#" + anchor(i)).close("li");
            }
            out.close("ul").close("nav");
        }
    }

    private static String anchor(int index) {
        return "n" + index;
    }

    private static String style() {
        try (InputStream in = ReportPage.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException("Impossible state: this build lacks its file " + STYLE + ".");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
