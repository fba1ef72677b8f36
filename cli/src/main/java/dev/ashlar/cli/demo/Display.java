/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.coordinator.AdoptedPlan;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.FrameCounts;
import dev.ashlar.coordinator.StreamStats;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.PlanForecast.StreamForecast;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows a run while it happens: a table that is drawn over on a terminal, else a line for everything that happens. */
final class Display {
    private static final long REDRAW_NANOS = 500_000_000L;
    private static final long PLAIN_NANOS = 5_000_000_000L;
    private static final String UP = "\033[%dA\033[J";

    private final PrintWriter out;
    private final boolean terminal;
    private long lastDrawn = Long.MIN_VALUE / 2;
    private int drawnLines;

    Display(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void begin(Policy policy, Wall wall) {
        lastDrawn = Long.MIN_VALUE / 2;
        drawnLines = 0;
        say("");
        say(
                "%s: %d cameras, %s and %.2f cores",
                policy.name(),
                wall.cameras().size(),
                wall.start().memory(),
                wall.start().cpuCores());
    }

    /** Something of the trace happens. */
    void event(long nanos, String what) {
        erase();
        say("%5.1f s  %s", nanos / 1e9, what);
    }

    /** A wish was refused. */
    void refused(String why) {
        erase();
        say("         refused: %s", why);
    }

    /** Time has passed. */
    void tick(long nanos, Ashlar ashlar, Map<StreamId, CameraFeed> feeds) {
        if (nanos - lastDrawn < (terminal ? REDRAW_NANOS : PLAIN_NANOS)) {
            return;
        }
        lastDrawn = nanos;
        AdoptedPlan plan = ashlar.plan();
        if (terminal) {
            erase();
            List<String> lines = table(nanos, plan, ashlar, feeds);
            lines.forEach(out::println);
            drawnLines = lines.size();
            out.flush();
        } else {
            FrameCounts frames = ashlar.stats().frames();
            say(
                    "%5.1f s  plan %d: %s, %.2f cores planned; %d frames offered, %d in time, %d late, %d dropped",
                    nanos / 1e9,
                    plan.revision(),
                    Bytes.of(plan.forecast().memoryBytes()),
                    plan.forecast().cpuCores(),
                    frames.offered(),
                    frames.inDeadline(),
                    frames.late(),
                    frames.droppedInAll());
        }
    }

    private List<String> table(long nanos, AdoptedPlan plan, Ashlar ashlar, Map<StreamId, CameraFeed> feeds) {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%5.1f s  plan %d, %s of %s, %.2f cores planned, solved in %.1f ms, opened in %.1f ms",
                nanos / 1e9,
                plan.revision(),
                Bytes.of(plan.forecast().memoryBytes()),
                plan.budget().memory(),
                plan.forecast().cpuCores(),
                plan.solveNanos() / 1e6,
                plan.openNanos() / 1e6));
        lines.add(format(
                "  %-8s %6s %8s %8s %6s %8s %9s %9s  %s",
                "camera",
                "fps",
                "offered",
                "in time",
                "late",
                "dropped",
                "p95",
                "accuracy",
                "blocks (F full, 7 5 2 1 tenths kept, r low rank, i 8 bits, p polished)"));
        for (StreamStats stats : ashlar.stats().streams()) {
            StreamSpec spec = plan.workload().find(stats.id());
            CameraFeed feed = feeds.get(stats.id());
            BlockChain chain = plan.plan().chains().get(stats.id());
            FrameCounts frames = stats.frames();
            lines.add(format(
                    "  %-8s %6.1f %8d %8d %6d %8d %6.1f ms %9s  %s",
                    stats.id(),
                    spec == null ? 0 : spec.rate(),
                    frames.offered(),
                    frames.inDeadline(),
                    frames.late(),
                    frames.droppedInAll(),
                    stats.latency().p95Nanos() / 1e6,
                    feed == null ? "" : percent(feed.scores().accuracy()),
                    blocks(chain, plan, stats.id())));
        }
        return lines;
    }

    /** A letter for each block: how much of it is left, and how accurate the whole is predicted to be. */
    private static String blocks(@Nullable BlockChain chain, AdoptedPlan plan, StreamId id) {
        if (chain == null) {
            return "paused: " + plan.plan().paused().getOrDefault(id, "not planned yet");
        }
        StreamForecast forecast = plan.forecast().streams().get(id);
        return chain.choices().stream().map(Display::letter).collect(Collectors.joining())
                + (forecast == null ? "" : format("  %.1f ms", forecast.nanos() / 1e6));
    }

    /** F for a full block, a digit for tenths of channels kept, else the first letter of how it was made. */
    private static String letter(DescendantId id) {
        if (id.equals(DescendantId.ORIGINAL)) {
            return "F";
        }
        String name = id.value();
        return name.startsWith("keep-") ? name.substring(5, 6) : name.substring(0, 1);
    }

    static String percent(double value) {
        return Double.isNaN(value) ? "-" : format("%.1f %%", 100 * value);
    }

    private void erase() {
        if (terminal && drawnLines > 0) {
            out.print(format(UP, drawnLines));
            drawnLines = 0;
        }
    }

    void say(String template, Object... args) {
        out.println(format(template, args));
        out.flush();
    }

    private static String format(String template, Object... args) {
        return String.format(Locale.ROOT, template, args);
    }
}
