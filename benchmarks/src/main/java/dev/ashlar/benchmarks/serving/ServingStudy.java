/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.serving.ServingResults.Deadlines;
import dev.ashlar.benchmarks.serving.ServingResults.Finding;
import dev.ashlar.benchmarks.serving.ServingResults.Overload;
import dev.ashlar.benchmarks.serving.ServingResults.Sample;
import dev.ashlar.benchmarks.serving.ServingResults.Scheduler;
import dev.ashlar.benchmarks.serving.ServingResults.Sharing;
import dev.ashlar.benchmarks.serving.ServingResults.Switching;
import dev.ashlar.blocks.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Serving, measured: plans that change under load, overload, and the way of a frame. */
public final class ServingStudy {
    private final Path folder;
    private final boolean quick;
    private final int switches;
    private final long seed;
    private final Progress progress;

    /**
     * A study.
     *
     * @param folder for made-up networks, which are made anew
     * @param quick whether it is only to be seen that all works
     * @param switches how many plans are adopted under load
     */
    public ServingStudy(Path folder, boolean quick, int switches, long seed, Progress progress) {
        this.folder = folder;
        this.quick = quick;
        this.switches = switches;
        this.seed = seed;
        this.progress = progress;
    }

    /** Measures everything and writes it into a folder that exists; answers with what was found, for people. */
    public List<String> run(Map<String, String> about, Path out) {
        ServingResults results = measure(about);
        new ServingReport(out).write(results);
        List<String> told = new ArrayList<>();
        for (Finding finding : results.findings()) {
            Boolean met = finding.met();
            String mark = met == null ? "" : met ? "met" : "missed";
            told.add("%-7s %s: %s".formatted(mark, finding.target(), finding.measured()));
        }
        return told;
    }

    private ServingResults measure(Map<String, String> about) {
        progress.at("the way of a frame", 0, 5);
        Scheduler scheduler = new SchedulerStudy(folder.resolve("scheduler")).run(quick ? 1 : 5, seed);
        progress.at("sharing sessions", 1, 5);
        Sharing sharing = new SharingStudy(folder.resolve("sharing")).run(quick ? 5 : 21, seed);
        progress.at("overload", 2, 5);
        List<Overload> overload = new OverloadStudy(folder.resolve("overload")).run(quick ? 3 : 15, seed);
        progress.at("deadlines", 3, 5);
        List<Deadlines> deadlines =
                new DeadlineStudy(folder.resolve("deadline")).run(quick ? 1 : 4, quick ? 2 : 5, seed);
        progress.at("switches", 4, 5);
        Switching switching = new SwitchStudy(folder.resolve("switch"), progress).run(switches, seed);
        return new ServingResults(
                about,
                switching,
                deadlines,
                overload,
                scheduler,
                sharing,
                findings(switching, deadlines, overload, scheduler, sharing));
    }

    private static List<Finding> findings(
            Switching switching,
            List<Deadlines> deadlines,
            List<Overload> overload,
            Scheduler scheduler,
            Sharing sharing) {
        List<Finding> found = new ArrayList<>();
        long wrong = switching.wrongAnswers() + switching.failed();
        found.add(finding(
                "%d switches under load: every answer is that of one plan, every frame ends once (I1, I2, I7)"
                        .formatted(switching.switches()),
                wrong == 0 && switching.addsUp(),
                "%d frames served, %d wrong or failed, counters %s",
                switching.frames(),
                wrong,
                switching.addsUp() ? "add up" : "do not add up"));
        found.add(finding(
                "growth of the process, from the first half of the switches to the second <= 3 %",
                switching.growth() <= 0.03, "%.1f %%", 100 * switching.growth()));
        Sample first = switching.samples().get(0);
        Sample last = switching.samples().get(switching.samples().size() - 1);
        found.add(finding(
                "no mapping and no file is left open",
                switching.left().maps() == 0 && last.files() <= first.files() + 2,
                "%d mappings of weights left after closing; %d files open at first, %d at last",
                switching.left().maps(),
                first.files(),
                last.files()));
        found.add(new Finding(
                "opening, joining and warming a plan under load",
                String.format(
                        Locale.ROOT,
                        "median %.1f ms, 95th percentile %.1f ms",
                        switching.openMillis().p50(),
                        switching.openMillis().p95()),
                null));
        double calm = share(deadlines, false);
        double changing = share(deadlines, true);
        found.add(finding(
                "no more frames miss their deadline while plans change than while they do not",
                changing <= calm + 1e-3,
                "%.2f %% while a plan changes every 100 ms, %.2f %% while none does",
                100 * changing,
                100 * calm));
        overload.stream().mapToDouble(Overload::runMillis).distinct().forEach(run -> {
            Overload ours = top(overload, OverloadStudy.ASHLAR, run);
            found.add(finding(
                    String.format(
                            Locale.ROOT,
                            "at 150 %% load the most urgent stream misses <= 1 %% of its deadlines, frames of %.1f ms",
                            run),
                    ours.share() <= 0.01,
                    "%.2f %% of %d; with a session and a thread for each network %.1f %%",
                    100 * ours.share(),
                    ours.frames(),
                    100 * top(overload, OverloadStudy.FREE, run).share()));
        });
        found.add(finding(
                "the way of a frame <= 50 us of processor time at 1,000 frames/s",
                scheduler.cpuMicros() <= 50,
                "%.1f us, %.0f bytes of heap; through an executor of the JDK, which does nothing else, %.1f us",
                scheduler.cpuMicros(),
                scheduler.heapBytes(),
                scheduler.plainMicros()));
        found.add(finding(
                "two streams on one session as fast as on a session each",
                sharing.sharedToOwn() <= 1.03,
                "%.3f of the time",
                sharing.sharedToOwn()));
        found.add(new Finding(
                "four images in one run by four runs",
                String.format(Locale.ROOT, "%.3f of the time", sharing.batchToSingle()),
                null));
        return found;
    }

    private static Finding finding(String target, boolean met, String format, Object... values) {
        return new Finding(target, String.format(Locale.ROOT, format, values), met);
    }

    private static double share(List<Deadlines> deadlines, boolean changes) {
        long frames = 0;
        long missed = 0;
        for (Deadlines each : deadlines) {
            frames += each.changes() == changes ? each.frames() : 0;
            missed += each.changes() == changes ? each.missed() : 0;
        }
        return frames == 0 ? 0 : (double) missed / frames;
    }

    private static Overload top(List<Overload> overload, String way, double run) {
        return overload.stream()
                .filter(each -> each.way().equals(way) && each.runMillis() == run)
                .max((one, other) -> Integer.compare(one.priority(), other.priority()))
                .orElseThrow(() -> new IllegalStateException("Impossible state: no stream was measured."));
    }
}
