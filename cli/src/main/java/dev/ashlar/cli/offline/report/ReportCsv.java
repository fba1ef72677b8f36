/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as comma-separated values (RFC 4180), one row for each descendant. */
final class ReportCsv {
    private static final List<String> HEAD = List.of(
            "model",
            "block",
            "descendant",
            "kind",
            "digest",
            "macs",
            "weight_bytes",
            "feature_error",
            "p50_nanos",
            "p95_nanos",
            "p99_nanos",
            "cpu_nanos",
            "runs",
            "mapped_bytes",
            "private_bytes",
            "open_nanos",
            "metric",
            "quality",
            "agreement",
            "current",
            "device",
            "engine",
            "data",
            "images",
            "measured_at");

    private ReportCsv() {}

    static String of(StoreReport report) {
        StringBuilder out = new StringBuilder();
        row(out, HEAD);
        for (NetworkReport network : report.networks()) {
            for (Block block : network.catalog().blocks()) {
                for (Descendant descendant : block.choices()) {
                    row(out, cells(network, block, descendant));
                }
            }
        }
        return out.toString();
    }

    private static List<String> cells(NetworkReport network, Block block, Descendant descendant) {
        List<String> cells = new ArrayList<>(List.of(
                network.catalog().model().value(),
                block.id().value(),
                descendant.id().value(),
                Kind.of(descendant).words(),
                descendant.digest().value(),
                String.valueOf(descendant.macs()),
                String.valueOf(descendant.weightBytes()),
                number(descendant.featureError())));
        ProfileSnapshot profile = network.profile();
        BlockProfile entry = profile == null ? null : profile.find(block.id(), descendant.id());
        if (profile == null || entry == null) {
            while (cells.size() < HEAD.size()) {
                cells.add("");
            }
            return cells;
        }
        cells.addAll(List.of(
                String.valueOf(entry.latency().p50Nanos()),
                String.valueOf(entry.latency().p95Nanos()),
                String.valueOf(entry.latency().p99Nanos()),
                String.valueOf(entry.latency().cpuNanos()),
                String.valueOf(entry.latency().runs()),
                String.valueOf(entry.mappedBytes()),
                String.valueOf(entry.privateBytes()),
                String.valueOf(entry.openNanos()),
                profile.metric(),
                number(entry.quality()),
                number(entry.agreement())));
        boolean current = network.stale().isEmpty() && entry.digest().equals(descendant.digest());
        cells.addAll(List.of(
                String.valueOf(current),
                profile.provenance().device().key(),
                profile.provenance().engine(),
                profile.provenance().data(),
                String.valueOf(profile.provenance().images()),
                profile.provenance().measuredAt().toString()));
        return cells;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append(cells.stream().map(ReportCsv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /** A cell in quotes where it needs them; what a spreadsheet would take for a formula is marked as text. */
    static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !text.matches("-?[0-9.]+")
                ? "'" + text
                : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
