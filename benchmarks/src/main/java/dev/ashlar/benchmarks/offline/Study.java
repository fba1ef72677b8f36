/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.common.Ledger;
import dev.ashlar.benchmarks.evaluation.Compositions;
import dev.ashlar.benchmarks.evaluation.LatencyRace;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.offline.StudyResults.Entry;
import dev.ashlar.benchmarks.offline.StudyResults.Spent;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.quality.Top1;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network's descendants by every recipe, what they cost and what they are worth. */
final class Study {
    /*
     * Stages leave what they made in the folder of the study, which is named for the network, the images and the options
     * that decide what is made; a study that is started again goes on where it was. Only scores, times and findings are
     * put together anew.
     */
    private static final int TIMED_RANDOM = 20;

    private final Subject subject;
    private final StudyOptions options;
    private final Path folder;
    private final Progress progress;
    private final CpuClock clock = CpuClock.process();
    private final GraphRunner runner = new OrtGraphRunner();
    private final Ledger ledger;

    /** @param folder that exists, for this study alone */
    Study(Subject subject, StudyOptions options, Path folder, Progress progress) {
        this.subject = subject;
        this.options = options;
        this.folder = folder;
        this.progress = progress;
        this.ledger = new Ledger(folder.resolve("ledger.json"), clock);
    }

    /** Runs what has not been run yet. */
    StudyResults run(Map<String, String> about) {
        BlockCatalog catalog = subject.model().catalog();
        ImageTable validation =
                ImageTable.of(SpreadImages.of(subject.validation(), options.validationImages()), catalog);
        ImageTable test = ImageTable.of(SpreadImages.of(subject.test(), options.testImages()), catalog);
        boolean labelled = validation.isLabelled() && test.isLabelled();
        Scoring scoring = new Scoring(
                runner,
                folder,
                options,
                labelled ? new Top1() : new Agreement(catalog.outputKind()),
                validation,
                test,
                progress);
        Map<String, Scored> scored = new LinkedHashMap<>();
        OwnRecipe own = new OwnRecipe(runner, ledger, folder, progress);
        Contender ours = own.trained(subject, options);
        Scored plain = scoring.blocks(ours, true);
        List<BlockChain> heads = new ArrayList<>(plain.of(Scored.UNIFORM));
        heads.addAll(plain.of(Scored.BEST));
        scored.put(StudyOptions.OURS, scoring.polished(plain, own.polished(ours, subject, heads, options)));
        if (options.runs(StudyOptions.CLOSED_FORM)) {
            scored.put(StudyOptions.CLOSED_FORM, scoring.blocks(own.closed(subject, options), false));
        }
        if (options.runs(StudyOptions.LEGO)) {
            new LegoDnnRecipe(runner, ledger, clock, folder, progress)
                    .like(ours, subject, options, options.more())
                    .forEach(lego -> scored.put(lego.name(), scoring.blocks(lego, false)));
        }
        if (options.runs(StudyOptions.WHOLE) && labelled) {
            Contender whole = new WholeModelRecipe(runner, ledger, clock, folder, progress)
                    .like(ours, subject, options, validation);
            scored.put(StudyOptions.WHOLE, scoring.whole(whole));
        }
        Map<String, Scored> timed = options.latencyRounds() > 0 ? timed(scored) : scored;
        Double scratch = labelled ? scratch(validation) : null;
        return results(about, labelled, timed, scratch);
    }

    private @Nullable Double scratch(ImageTable images) {
        if (!ledger.knows("scratch.seconds")) {
            progress.at("the cost of training from scratch", 0, 1);
            int classes = Math.toIntExact(
                    subject.model().catalog().outputs().get(0).nominal().dim(1));
            ledger.put("scratch.seconds", ScratchCost.seconds(subject.model().graph(), images, classes, clock));
        }
        return ledger.get("scratch.seconds");
    }

    /** Our compositions and the whole networks timed against each other. */
    private Map<String, Scored> timed(Map<String, Scored> scored) {
        List<String> raced = List.of(StudyOptions.OURS, StudyOptions.WHOLE).stream()
                .filter(scored::containsKey)
                .toList();
        progress.at("latency", 0, 1);
        Map<String, Scored> timed = new LinkedHashMap<>(scored);
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("engine"));
                LatencyRace race = new LatencyRace(engine)) {
            for (String name : raced) {
                Contender contender = Lookup.in(scored, name).contender();
                raced(Lookup.in(scored, name))
                        .forEach(chain -> race.enter(contender.store(), contender.catalog(), chain));
            }
            Iterator<LatencyRace.Time> times = race.run(options.latencyRounds()).iterator();
            for (String name : raced) {
                Scored each = Lookup.in(scored, name);
                Map<BlockChain, LatencyRace.Time> of = new HashMap<>();
                raced(each).forEach(chain -> of.put(chain, times.next()));
                timed.put(name, each.with(of));
            }
        }
        return timed;
    }

    private static List<BlockChain> raced(Scored scored) {
        LinkedHashSet<BlockChain> raced = new LinkedHashSet<>();
        for (String kind : List.of(Scored.ORIGINAL, Scored.UNIFORM, Scored.BEST, Scored.POLISHED)) {
            raced.addAll(scored.of(kind));
        }
        Compositions compositions = new Compositions(scored.contender().catalog());
        List.copyOf(raced).forEach(chain -> {
            BlockChain rounded = compositions.rounded(chain);
            if (scored.test().containsKey(rounded)) {
                raced.add(rounded);
            }
        });
        scored.of(Scored.RANDOM).stream().limit(TIMED_RANDOM).forEach(raced::add);
        return List.copyOf(raced);
    }

    private StudyResults results(
            Map<String, String> about, boolean labelled, Map<String, Scored> scored, @Nullable Double scratch) {
        Scored ours = Lookup.in(scored, StudyOptions.OURS);
        List<Spent> spent =
                new ArrayList<>(scored.values().stream().map(Study::spent).toList());
        int heads = ours.of(Scored.POLISHED).size();
        if (heads > 0) {
            spent.add(new Spent(
                    OwnRecipe.POLISH, "polishing heads of compositions", ledger.get(OwnRecipe.POLISH), heads));
        }
        List<Entry> entries =
                scored.values().stream().flatMap(each -> entries(each).stream()).toList();
        Map<String, String> all = new LinkedHashMap<>(about);
        all.put("subject", subject.name());
        all.put("fitted", subject.fitted().name());
        all.put("test", subject.test().name());
        return new StudyResults(
                all,
                labelled ? "top-1" : "agreement",
                Scored.mean(ours.tested(ours.original())),
                spent,
                scratch,
                entries,
                findings(scored, scratch));
    }

    private List<StudyResults.Finding> findings(Map<String, Scored> scored, @Nullable Double scratch) {
        Findings findings = new Findings();
        Scored ours = Lookup.in(scored, StudyOptions.OURS);
        Scored closed = scored.get(StudyOptions.CLOSED_FORM);
        Scored equal = scored.get(StudyOptions.LEGO);
        Scored more = scored.get(StudyOptions.LEGO_MORE);
        Scored whole = scored.get(StudyOptions.WHOLE);
        if (scratch != null) {
            findings.cost(ours.contender(), closed == null ? null : closed.contender(), scratch);
        }
        if (scratch != null && equal != null) {
            findings.legoAtItsOwnLength(
                    ledger.get("r1.seconds"),
                    ledger.get("r1.images"),
                    spent(equal).descendants(),
                    scratch);
        }
        if (equal != null && more != null && !ours.of(Scored.RANDOM).isEmpty()) {
            findings.random(ours, equal, more, options.more());
        }
        if (whole != null) {
            findings.uniform(ours, whole);
            findings.budgets("compute", new BudgetRace(ours, whole, Study::macs).run(), ours, whole);
        }
        if (whole != null && !whole.times().isEmpty()) {
            findings.budgets("latency", new BudgetRace(ours, whole, Study::nanos).run(), ours, whole);
        }
        findings.int8(ours);
        if (subject.name().contains("resnet20")) {
            findings.uniformLimits(ours);
        }
        scored.values().stream()
                .filter(each -> !each.of(Scored.SINGLE).isEmpty())
                .forEach(findings::losses);
        return findings.all();
    }

    private static double macs(Scored scored, BlockChain chain) {
        return new Compositions(scored.contender().catalog()).cost(chain).macs();
    }

    private static double nanos(Scored scored, BlockChain chain) {
        LatencyRace.Time time = scored.times().get(chain);
        return time == null ? Double.POSITIVE_INFINITY : time.cpuNanos();
    }

    private static Spent spent(Scored scored) {
        Contender contender = scored.contender();
        int descendants = contender.catalog().blocks().stream()
                .mapToInt(block -> block.choices().size() - 1)
                .sum();
        return new Spent(contender.name(), contender.title(), contender.cpuSeconds(), descendants);
    }

    private static List<Entry> entries(Scored scored) {
        Compositions compositions = new Compositions(scored.contender().catalog());
        long original = compositions.cost(scored.original()).macs();
        List<Entry> entries = new ArrayList<>();
        scored.kinds()
                .forEach((kind, chains) -> chains.forEach(chain -> {
                    Compositions.Cost cost = compositions.cost(chain);
                    LatencyRace.Time time = scored.times().get(chain);
                    float[] validated = scored.validation().get(chain);
                    entries.add(new Entry(
                            scored.contender().name(),
                            kind,
                            chain.choices().toString(),
                            cost.macs(),
                            (double) cost.macs() / original,
                            cost.weightBytes(),
                            validated == null ? null : Scored.mean(validated),
                            Scored.mean(scored.tested(chain)),
                            time == null ? null : time.wallNanos(),
                            time == null ? null : time.cpuNanos()));
                }));
        return entries;
    }
}
