/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.engine.LinkingResults.Finding;
import dev.ashlar.benchmarks.engine.LinkingResults.Memory;
import dev.ashlar.benchmarks.engine.LinkingResults.Ratio;
import dev.ashlar.benchmarks.engine.LinkingResults.Switch;
import dev.ashlar.benchmarks.engine.LinkingResults.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Holds what was measured against what was aimed at. */
final class LinkingTargets {
    /** Networks whose run takes less count as light: a border costs them more. */
    static final long LIGHT_NANOS = 3_000_000;

    private static final double MEBI = 1 << 20;

    private final List<Ratio> ratios;
    private final List<Finding> findings = new ArrayList<>();

    private LinkingTargets(List<Ratio> ratios) {
        this.ratios = ratios;
    }

    static List<Finding> of(List<Ratio> ratios, List<Switch> switches, List<Memory> memory, List<Traffic> traffic) {
        LinkingTargets targets = new LinkingTargets(ratios);
        targets.speed();
        targets.equality();
        targets.switching(switches);
        targets.memory(memory);
        targets.traffic(traffic);
        return targets.findings;
    }

    private void add(boolean met, String target, String measured, Object... values) {
        findings.add(new Finding(target, String.format(Locale.ROOT, measured, values), met));
    }

    private void note(String what, String measured, Object... values) {
        findings.add(new Finding(what, String.format(Locale.ROOT, measured, values), null));
    }

    private List<Ratio> of(String contender, Predicate<Ratio> which) {
        return ratios.stream()
                .filter(ratio -> ratio.contender().equals(contender) && which.test(ratio))
                .toList();
    }

    private boolean isLight(Ratio ratio) {
        return ratios.stream()
                .anyMatch(each -> each.network().equals(ratio.network())
                        && each.kind().equals("original")
                        && each.contender().equals(Contenders.WHOLE)
                        && each.cpuNanos() < LIGHT_NANOS);
    }

    private void speed() {
        atMost(1.03, "linked / whole at most 1.03", of(Contenders.LINKED, ratio -> !isLight(ratio)));
        atMost(1.05, "linked / whole at most 1.05, light networks", of(Contenders.LINKED, this::isLight));
        for (String other : List.of(Contenders.PIECES, Contenders.CHAIN, Contenders.ORT, Contenders.DJL)) {
            List<Ratio> all = of(other, ratio -> true);
            if (!all.isEmpty()) {
                note(other + " / whole", "%s", spread(all));
            }
        }
    }

    private void atMost(double limit, String target, List<Ratio> all) {
        if (all.isEmpty()) {
            return;
        }
        List<String> above = all.stream()
                .filter(ratio -> ratio.toWhole() > limit)
                .map(ratio -> String.format(Locale.ROOT, "%s %s %.3f", ratio.network(), ratio.kind(), ratio.toWhole()))
                .toList();
        add(
                above.isEmpty(),
                target,
                "%s%s",
                spread(all),
                above.isEmpty() ? "" : "; above: " + String.join(", ", above));
    }

    private static String spread(List<Ratio> all) {
        double[] values = all.stream().mapToDouble(Ratio::toWhole).toArray();
        return String.format(
                Locale.ROOT,
                "median %.3f, %.3f to %.3f over %d compositions",
                Quantiles.of(values, 0.5),
                Quantiles.of(values, 0),
                Quantiles.of(values, 1),
                values.length);
    }

    private void equality() {
        List<Ratio> floats = of(Contenders.LINKED, ratio -> isFloat(ratio.kind()));
        long equal = floats.stream().filter(ratio -> ratio.difference() == 0).count();
        if (!floats.isEmpty()) {
            add(
                    equal == floats.size(),
                    "float outputs equal ONNX Runtime's whole-model optimisation bit by bit",
                    "%d of %d, greatest relative difference %.1e (%s)",
                    equal,
                    floats.size(),
                    worst(floats).difference(),
                    named(worst(floats)));
        }
        List<Ratio> codes = of(Contenders.LINKED, ratio -> !isFloat(ratio.kind()));
        if (!codes.isEmpty()) {
            add(
                    worst(codes).difference() <= 1e-3,
                    "outputs with 8-bit blocks within 1e-3",
                    "%d of %d, greatest relative difference %.1e (%s)",
                    codes.stream().filter(ratio -> ratio.difference() <= 1e-3).count(),
                    codes.size(),
                    worst(codes).difference(),
                    named(worst(codes)));
        }
    }

    private static boolean isFloat(String kind) {
        return kind.equals(LinkingStudy.ORIGINAL) || kind.equals(LinkingStudy.PRUNED);
    }

    private static Ratio worst(List<Ratio> all) {
        return all.stream().max(Comparator.comparingDouble(Ratio::difference)).orElseThrow();
    }

    private static String named(Ratio ratio) {
        return ratio.network() + " " + ratio.kind();
    }

    private void switching(List<Switch> switches) {
        cost(switches, "link at most 0.5 ms", 0.5, each -> each.linkNanos(), each -> true);
        cost(switches, "link and open at most 4 ms, float", 4, each -> each.joinNanos(), each -> isFloat(each.kind()));
        cost(
                switches,
                "link and open at most 20 ms, 8 bits",
                20,
                each -> each.joinNanos(),
                each -> !isFloat(each.kind()));
    }

    private void cost(
            List<Switch> switches,
            String target,
            double limit,
            ToDoubleFunction<Switch> nanos,
            Predicate<Switch> which) {
        List<Switch> all = switches.stream().filter(which).toList();
        if (all.isEmpty()) {
            return;
        }
        double[] millis =
                all.stream().mapToDouble(nanos).map(each -> each / 1e6).toArray();
        List<String> above = all.stream()
                .filter(each -> nanos.applyAsDouble(each) / 1e6 > limit)
                .map(each -> String.format(
                        Locale.ROOT, "%s %s %.2f", each.network(), each.kind(), nanos.applyAsDouble(each) / 1e6))
                .toList();
        add(
                above.isEmpty(),
                target,
                "median %.2f, %.2f to %.2f ms over %d kinds of compositions%s",
                Quantiles.of(millis, 0.5),
                Quantiles.of(millis, 0),
                Quantiles.of(millis, 1),
                millis.length,
                above.isEmpty() ? "" : "; above: " + String.join(", ", above));
    }

    private void memory(List<Memory> memory) {
        for (Memory each : memory) {
            double ratio = (double) each.fiveBytes() / each.oneBytes();
            boolean floats = each.kind().equals("float");
            if (floats) {
                add(
                        ratio <= 1.2,
                        "five near-equal plans at most 1.2 times one, " + each.network(),
                        "%.2f (%.1f and %.1f MiB)",
                        ratio,
                        each.fiveBytes() / MEBI,
                        each.oneBytes() / MEBI);
            } else {
                note(
                        "five near-equal 8-bit plans / one, " + each.network(),
                        "%.2f (%.1f and %.1f MiB)",
                        ratio,
                        each.fiveBytes() / MEBI,
                        each.oneBytes() / MEBI);
            }
            double limit = floats ? 15 : 35;
            add(
                    each.leftBytes() / 1e6 <= limit,
                    "left when all is closed at most %.0f MB, %s %s".formatted(limit, each.network(), each.kind()),
                    "%.1f MB (%.1f before freed memory is given back)",
                    each.leftBytes() / 1e6,
                    each.keptBytes() / 1e6);
        }
    }

    private void traffic(List<Traffic> traffic) {
        for (Traffic each : traffic) {
            note(
                    "bytes read per switch, " + each.network(),
                    "%.1f MiB of blocks, %.1f MiB of whole networks (%d switches)",
                    each.blockBytes() / MEBI,
                    each.wholeBytes() / MEBI,
                    each.switches());
        }
    }
}
