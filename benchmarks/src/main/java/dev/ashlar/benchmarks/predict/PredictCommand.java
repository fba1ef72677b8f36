/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.benchmarks.offline.About;
import dev.ashlar.benchmarks.offline.Subject;
import dev.ashlar.benchmarks.offline.Subjects;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.blocks.descend.DescendantMaker;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.AtomicFiles;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.data.DataSet;
import dev.ashlar.store.data.DataSetOptions;
import dev.ashlar.store.data.DataSets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar bench predict}: what compositions are predicted to be worth against what they are. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = {
            "Profile networks of a store on one half of some images, predict what compositions are worth by several",
            "predictors, and measure them on the other half."
        })
public final class PredictCommand implements Callable<Integer> {
    private static final long SPLIT_SEED = 20211025;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--short",
            description = "A study of less than a minute on computed pictures, to see that all works.")
    private boolean quick;

    @Option(names = "--store", paramLabel = "DIR", description = "Where networks are that descendants were made of.")
    private @Nullable Path store;

    @Option(names = "--model", paramLabel = "NAME", description = "A network of the store; may be repeated.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Images that neither the networks nor their descendants were made from.")
    private @Nullable Path data;

    @Option(names = "--part", description = "Part of the data (default: ${DEFAULT-VALUE}).")
    private String part = "test";

    @Option(names = "--profile-images", description = "Most images to profile on (default: ${DEFAULT-VALUE}).")
    private int profileImages = 4000;

    @Option(names = "--test-images", description = "Most images to report on (default: ${DEFAULT-VALUE}).")
    private int testImages = 4000;

    @Option(names = "--compositions", description = "Random compositions (default: ${DEFAULT-VALUE}).")
    private int compositions = 200;

    @Option(
            names = "--corner",
            description = "More of them, of the two smallest choices of every block (default: ${DEFAULT-VALUE}).")
    private int corner = 40;

    @Option(
            names = "--timed",
            description =
                    "Compositions whose latency and memory are held against the profile (default: ${DEFAULT-VALUE}).")
    private int costed = 20;

    @Option(
            names = "--costs-alone",
            description =
                    "Hold latency and memory alone against the profile: minutes, on a machine that does nothing else.")
    private boolean costsAlone;

    @Option(names = "--rounds", description = "Runs that the profile times (default: ${DEFAULT-VALUE}).")
    private int rounds = 60;

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where data is unpacked (default: ~/.cache/ashlar-bench).")
    private Path work = Path.of(System.getProperty("user.home"), ".cache", "ashlar-bench");

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("bench-predict");

    @Override
    public Integer call() {
        AtomicFiles files = new AtomicFiles();
        files.makeFolders(work);
        files.makeFolders(out);
        PredictOptions options = quick
                ? new PredictOptions(500, 1000, 40, 8, 10, 10, 3, 10, seed)
                : new PredictOptions(profileImages, testImages, compositions, corner, 20, rounds, costed, 200, seed);
        List<PredictResults.Network> networks = quick ? madeUp(options) : stored(options);
        PredictResults results =
                new PredictResults(About.of(spec.commandLine().getParseResult().originalArgs(), options), networks);
        new PredictReport(out).write(results);
        PrintWriter answer = spec.commandLine().getOut();
        for (PredictResults.Network network : networks) {
            for (PredictTargets.Target target : PredictTargets.of(network)) {
                answer.println("%-7s %s: %s: %s"
                        .formatted(
                                target.met() ? "met" : "missed", network.name(), target.target(), target.measured()));
            }
        }
        answer.println("Results are in " + out + ".");
        answer.flush();
        return 0;
    }

    private List<PredictResults.Network> stored(PredictOptions options) {
        if (store == null || data == null || models.isEmpty()) {
            throw new IllegalArgumentException(
                    "The --store, the --data and a --model must be given. Maybe try --short first, which needs none.");
        }
        FileStore files = FileStore.open(store);
        List<PredictResults.Network> networks = new ArrayList<>();
        for (String model : models) {
            said("%s: profiling, predicting, measuring".formatted(model));
            BlockCatalog catalog = files.load(new ModelId(model));
            DataSet all = DataSets.open(
                    data, DataSetOptions.plain().cachingIn(work.resolve("data")).withPart(part));
            List<DataSet> halves = all.split(SPLIT_SEED, 0.5, 0.5);
            PredictStudy study = study(files, catalog, options);
            networks.add(
                    costsAlone
                            ? study.runCosts(halves.get(0))
                            : study.run(halves.get(0), new SealedImages(halves.get(1))));
        }
        return networks;
    }

    private List<PredictResults.Network> madeUp(PredictOptions options) {
        GraphRunner runner = new OrtGraphRunner();
        said("stripes: training a small network, making its descendants");
        Subject subject = new Subjects(runner, work, (what, done, total) -> {}).madeUp(8, seed);
        FileStore files = FileStore.open(work.resolve("predict-store"));
        BlockCatalog cut = ModelCutter.save(subject.model(), ModelCutter.cut(subject.model(), subject.cut()), files);
        DescendOptions closed = new DescendOptions(
                        List.of(0.75, 0.5, 0.25), false, 240, seed, DescendOptions.DEFAULT.worstError())
                .withChannelStep(1)
                .withRanks(List.of());
        BlockCatalog catalog =
                new DescendantMaker(runner, files, closed).descend(cut, subject.fitted(), (what, done, total) -> {});
        said("stripes: profiling, predicting, measuring");
        return List.of(study(files, catalog, options).run(subject.validation(), new SealedImages(subject.test())));
    }

    private PredictStudy study(FileStore files, BlockCatalog catalog, PredictOptions options) {
        return new PredictStudy(files, catalog, new OrtGraphRunner(), options, work.resolve("journals"));
    }

    private void said(String what) {
        spec.commandLine().getErr().println(what);
        spec.commandLine().getErr().flush();
    }
}
