/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.unit.Bytes;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the commands of the offline stage tell people. */
final class Reports {
    private Reports() {}

    static void blocks(ModelId model, List<CutBlock> blocks, PrintWriter out) {
        long macs = Math.max(1, blocks.stream().mapToLong(CutBlock::macs).sum());
        long elastic = blocks.stream()
                .filter(CutBlock::isElastic)
                .mapToLong(CutBlock::macs)
                .sum();
        line(
                out,
                "%s: %.1f M multiply-accumulates in %d blocks, %.0f %% elastic",
                model,
                macs / 1e6,
                blocks.size(),
                100.0 * elastic / macs);
        for (CutBlock block : blocks) {
            line(
                    out,
                    "  %s  %5.1f %%  %3d operators  %-7s %s -> %s",
                    block.id(),
                    100.0 * block.macs() / macs,
                    block.graph().nodes().size(),
                    block.isElastic() ? "elastic" : "glue",
                    names(block.inputs()),
                    names(block.outputs()));
            if (block.note() != null) {
                line(out, "         %s", block.note());
            }
        }
        out.flush();
    }

    private static String names(List<TensorSpec> tensors) {
        return tensors.size() > 3
                ? tensors.size() + " tensors"
                : String.join(", ", tensors.stream().map(TensorSpec::name).toList());
    }

    static void descendants(BlockCatalog catalog, PrintWriter out) {
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.choices()) {
                line(
                        out,
                        "  %s/%-9s %10s  %5.1f %% of the compute  feature error %.3f",
                        block.id(),
                        descendant.id(),
                        Bytes.of(descendant.weightBytes()),
                        100.0 * descendant.macs() / Math.max(1, block.macs()),
                        descendant.featureError());
            }
            for (DroppedDescendant dropped : block.dropped()) {
                line(out, "  %s/%-9s dropped: %s", block.id(), dropped.id(), dropped.reason());
            }
        }
        out.flush();
    }

    /** What polish brings to each composition, and whether planners are offered it. */
    static void polished(BlockCatalog catalog, ProfileSnapshot profile, PrintWriter out) {
        PlanModel model = PlanModel.of(catalog, profile);
        for (PolishedChain polished : catalog.polished()) {
            Block block = catalog.blocks().get(polished.place());
            PolishProfile entry = profile.polished(block.id(), polished.head());
            boolean offered = model.blocks().get(polished.place()).variants().stream()
                    .anyMatch(variant -> variant.id().equals(polished.head().id()));
            line(
                    out,
                    "  %s/%s  %s behind %s  %s%s",
                    block.id(),
                    polished.head().id(),
                    polished.plain().choices().get(polished.place()),
                    polished.chain().choices().subList(0, polished.place()).stream()
                            .map(DescendantId::value)
                            .collect(Collectors.joining(",")),
                    entry == null ? "not measured" : gain(profile, entry),
                    entry == null || offered ? "" : ", not offered");
        }
        out.flush();
    }

    private static String gain(ProfileSnapshot profile, PolishProfile entry) {
        return String.format(
                Locale.ROOT,
                "%.3f ms  %s %.3f, agreement %.3f; plain %.3f, %.3f",
                entry.head().latency().p50Nanos() / 1e6,
                profile.metric(),
                entry.head().quality(),
                entry.head().agreement(),
                entry.plainQuality(),
                entry.plainAgreement());
    }

    static void profile(BlockCatalog catalog, ProfileSnapshot profile, PrintWriter out) {
        line(
                out,
                "%s on %s: whole network %.2f ms (median), %s %.3f on %d images of %s",
                profile.model(),
                profile.provenance().device().key(),
                profile.whole().p50Nanos() / 1e6,
                profile.metric(),
                profile.baseQuality(),
                profile.provenance().images(),
                profile.provenance().data());
        profile.provenance().warnings().forEach(warning -> line(out, "  The numbers are less sure: %s.", warning));
        for (BlockProfile entry : profile.blocks()) {
            line(
                    out,
                    "  %s/%-9s %8.3f ms  p95 %8.3f ms  %10s  open %6.2f ms  %s %.3f",
                    entry.block(),
                    entry.descendant(),
                    entry.latency().p50Nanos() / 1e6,
                    entry.latency().p95Nanos() / 1e6,
                    Bytes.of(entry.bytes()),
                    entry.openNanos() / 1e6,
                    profile.metric(),
                    entry.quality());
        }
        serving(profile, out);
        predicted(profile, out);
        polished(catalog, profile, out);
    }

    private static void serving(ProfileSnapshot profile, PrintWriter out) {
        ServingCosts serving = profile.serving();
        if (serving == null) {
            return;
        }
        LinkCosts linking = serving.linking();
        if (linking != null && linking.compositions() > 0) {
            line(
                    out,
                    "  compositions: %d timed; times of others off by %.1f %% for nine of ten",
                    linking.compositions(),
                    100 * linking.error());
        }
        for (int others = 1; others < serving.slowdowns().size(); others++) {
            line(
                    out,
                    "  beside %d more: %.1f %% longer",
                    others,
                    100 * (serving.slowdowns().get(others) - 1));
        }
        for (int more = 1; more < serving.threads().size(); more++) {
            line(
                    out,
                    "  on %d threads: %.3f ms",
                    more + 1,
                    serving.threads().get(more).p50Nanos() / 1e6);
        }
        for (DescendantCosts each : serving.descendants()) {
            line(
                    out,
                    "  %s/%-9s link %6.2f ms  %s  %s",
                    each.block(),
                    each.descendant(),
                    each.linkNanos() / 1e6,
                    each.coldNanos() == 0
                            ? "reading it cold: not told"
                            : String.format(Locale.ROOT, "reading it cold %6.2f ms", each.coldNanos() / 1e6),
                    each.nanojoules() == 0
                            ? "energy: not told"
                            : String.format(Locale.ROOT, "%.1f uJ", each.nanojoules() / 1e3));
        }
    }

    private static void predicted(ProfileSnapshot profile, PrintWriter out) {
        QualityPrediction prediction = profile.prediction();
        if (prediction == null) {
            line(out, "  nothing is predicted of compositions: losses of single swaps are taken to add up");
            return;
        }
        PredictionCheck check = prediction.check();
        line(
                out,
                "  compositions: %d measured; predicted with an error of +- %.1f points where nothing is lost and %.1f"
                        + " where 10 are",
                prediction.measured().size(),
                100 * prediction.band().half(0),
                100 * prediction.band().half(0.1));
        line(
                out,
                "  %d left out of the fit: off by %.2f points on average and %.2f at most, bias %+.2f, %.0f %% within"
                        + " their intervals",
                check.compositions(),
                100 * check.meanError(),
                100 * check.worstError(),
                100 * check.bias(),
                100 * check.covered());
    }

    private static void line(PrintWriter out, String template, Object... args) {
        out.println(String.format(Locale.ROOT, template, args));
    }
}
