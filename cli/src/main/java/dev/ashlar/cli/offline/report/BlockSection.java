/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One block: what its descendants cost and what the network is worth with each of them. */
final class BlockSection {
    private static final int MOST_NAMES = 3;

    private final Html out;
    private final NetworkReport network;
    private final String anchor;

    BlockSection(Html out, NetworkReport network, String anchor) {
        this.out = out;
        this.network = network;
        this.anchor = anchor;
    }

    private record Measured(Descendant descendant, BlockProfile entry) {}

    void write(int place) {
        Block block = network.catalog().blocks().get(place);
        ProfileSnapshot profile = network.profile();
        out.open("article", "class", "card", "id", anchor + "-" + place);
        out.open("div", "class", "blockhead").element("h4", block.id().value());
        out.element("span", summary(block), "class", "quiet").close("div");
        out.element("p", "reads " + names(block.inputs()) + ", writes " + names(block.outputs()), "class", "quiet");
        List<Measured> measured = profile == null ? List.of() : measured(block, profile);
        if (profile != null && measured.size() > 1) {
            out.open("div", "class", "plots");
            plot(
                    block.id() + ": quality of the network against time of the block",
                    "time of the block, ms (median)",
                    profile,
                    measured,
                    entry -> Figures.millis(entry.latency().p50Nanos()));
            plot(
                    block.id() + ": quality of the network against memory of the block",
                    "memory of the block, MiB",
                    profile,
                    measured,
                    entry -> Figures.mebi(entry.bytes()));
            out.close("div");
        }
        out.open("details").element("summary", "Numbers of " + block.id());
        table(place, block, profile);
        dropped(block);
        out.close("details").close("article");
    }

    private String summary(Block block) {
        long macs = Math.max(
                1, network.catalog().blocks().stream().mapToLong(Block::macs).sum());
        int choices = block.choices().size();
        return Figures.text(
                "%.1f %% of the compute \u00b7 %d operator%s \u00b7 %s",
                100.0 * block.macs() / macs,
                block.operators(),
                block.operators() == 1 ? "" : "s",
                block.isGlue() ? "glue: the original alone" : choices + (choices == 1 ? " choice" : " choices"));
    }

    static String names(List<TensorSpec> tensors) {
        String names = tensors.stream()
                .limit(MOST_NAMES)
                .map(tensor -> tensor.name() + " " + tensor.nominal())
                .collect(Collectors.joining(", "));
        return tensors.size() > MOST_NAMES ? names + " and " + (tensors.size() - MOST_NAMES) + " more" : names;
    }

    private static List<Measured> measured(Block block, ProfileSnapshot profile) {
        List<Measured> measured = new ArrayList<>();
        for (Descendant descendant : block.choices()) {
            BlockProfile entry = profile.find(block.id(), descendant.id());
            if (entry != null) {
                measured.add(new Measured(descendant, entry));
            }
        }
        return measured;
    }

    private void plot(
            String title,
            String across,
            ProfileSnapshot profile,
            List<Measured> measured,
            ToDoubleFunction<BlockProfile> cost) {
        Scatter plot = new Scatter(title, across, profile.metric() + ", %").named();
        List<Measured> sorted = new ArrayList<>(measured);
        sorted.sort(Comparator.comparingDouble(each -> cost.applyAsDouble(each.entry())));
        List<double[]> stairs = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (Measured each : sorted) {
            double quality = 100 * each.entry().quality();
            if (quality > best) {
                best = quality;
                stairs.add(new double[] {cost.applyAsDouble(each.entry()), quality});
            }
        }
        plot.line(stairs, "hull");
        for (Measured each : measured) {
            plot.add(Scatter.Mark.of(
                    cost.applyAsDouble(each.entry()),
                    100 * each.entry().quality(),
                    Kind.of(each.descendant()),
                    "",
                    each.descendant().id().value(),
                    each.descendant().id() + ": " + Figures.percent(each.entry().quality()) + ", "
                            + Figures.time(each.entry().latency().p50Nanos()) + ", "
                            + Figures.memory(each.entry().bytes())));
        }
        out.open("figure").element("figcaption", across.startsWith("time") ? "Time" : "Memory");
        out.raw(plot.svg()).close("figure");
    }

    /** The kinds that the descendants of a network are of. */
    static Set<Kind> kinds(NetworkReport network) {
        return network.catalog().blocks().stream()
                .flatMap(block -> block.choices().stream())
                .map(Kind::of)
                .sorted()
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void table(int place, Block block, @Nullable ProfileSnapshot profile) {
        List<List<String>> rows = new ArrayList<>();
        for (Descendant descendant : block.choices()) {
            BlockProfile entry = profile == null ? null : profile.find(block.id(), descendant.id());
            List<String> row = new ArrayList<>();
            row.add(descendant.id().value());
            row.add(Kind.of(descendant).words());
            row.add(Figures.percent(descendant.macs() / (double) Math.max(1, block.macs())));
            row.add(Figures.memory(descendant.weightBytes()));
            row.add(Figures.text("%.3f", descendant.featureError()));
            row.addAll(entry == null ? List.of("not measured", "", "", "", "", "", "", "", "", "", "") : costs(entry));
            if (entry != null) {
                Forecasts forecasts = network.forecasts();
                double drop = forecasts == null ? Double.NaN : forecasts.drop(place, entry);
                row.add(Double.isNaN(drop) ? "" : Figures.text("%.4f", drop));
                row.add(entry.digest().equals(descendant.digest()) ? "as measured" : "changed since");
            }
            rows.add(row);
        }
        out.table(
                "Descendants of " + block.id() + "; quality is that of the otherwise original network",
                List.of(
                        "descendant",
                        "kind",
                        "compute ",
                        "weights ",
                        "feature error ",
                        "p50 ",
                        "p95 ",
                        "p99 ",
                        "processor time ",
                        "mapped ",
                        "private ",
                        "open, warm ",
                        "quality ",
                        "agreement ",
                        "charged ",
                        "content"),
                rows);
    }

    private static List<String> costs(BlockProfile entry) {
        return List.of(
                Figures.time(entry.latency().p50Nanos()),
                Figures.time(entry.latency().p95Nanos()),
                Figures.time(entry.latency().p99Nanos()),
                Figures.time(entry.latency().cpuNanos()),
                Figures.memory(entry.mappedBytes()),
                Figures.memory(entry.privateBytes()),
                Figures.time(entry.openNanos()),
                Figures.percent(entry.quality()),
                Figures.percent(entry.agreement()));
    }

    private void dropped(Block block) {
        if (!block.dropped().isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            for (DroppedDescendant each : block.dropped()) {
                rows.add(List.of(each.id().value(), each.reason()));
            }
            out.table("Tried and not offered", List.of("descendant", "why"), rows);
        }
    }
}
