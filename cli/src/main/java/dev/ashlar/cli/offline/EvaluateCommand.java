/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.ProgressLine;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.cli.offline.report.CompositionSource;
import dev.ashlar.cli.offline.report.EvaluationReport;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.profiler.CompositionEvaluator;
import dev.ashlar.profiler.Evaluation;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.StoreException;
import dev.ashlar.store.data.DataSet;
import dev.ashlar.store.data.DataSetOptions;
import dev.ashlar.store.data.DataSets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Measure whole compositions of a network on your images, beside what its profile predicts of them: "
                        + "quality, latency, memory.")
final class EvaluateCommand implements Callable<Integer> {
    private static final int MOST_ROUNDS = 1_000_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreArgument store = new StoreArgument();

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "A network that is profiled here.")
    private String model = "";

    @Option(
            names = {"-d", "--data"},
            required = true,
            paramLabel = "PATH",
            description =
                    "Images, all of them: a folder, a folder of folders named for classes, CIFAR or IDX files, or a tar of these.")
    private Path data = Path.of("");

    @Option(names = "--part", description = "Which part of the data set, such as test.")
    private @Nullable String part;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "At most so many images, drawn by the seed (default: all).")
    private @Nullable Integer images;

    @Option(
            names = "--compositions",
            paramLabel = "WHICH",
            description = "random:N, front[:N] (the predicted front, 16 of it), uniform (every level throughout), or a "
                    + "file with one composition a line (default: ${DEFAULT-VALUE}).")
    private String compositions = "random:20";

    @Option(names = "--rounds", description = "Runs of each that are timed (default: ${DEFAULT-VALUE}).")
    private int rounds = 50;

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        ModelId id = Usage.checked(spec, () -> new ModelId(model));
        CompositionSource source = Usage.checked(spec, () -> CompositionSource.parse(compositions));
        Usage.checked(spec, this::requireNumbers);
        FileStore files = store.openExisting();
        BlockCatalog catalog = files.load(id);
        Device device = DeviceProbe.current();
        try (OrtBlockEngine engine = OrtBlockEngine.open(files.cacheFolder())) {
            ProfileSnapshot profile = profile(files, catalog, device, engine.version());
            List<BlockChain> chains = source.of(catalog, profile, seed);
            DataSet judged = images(files);
            ImageSurvey.tell(catalog, judged, spec.commandLine().getErr());
            Evaluation evaluation;
            try (ProgressLine progress =
                    ProgressLine.of("evaluate " + id, spec.commandLine().getErr())) {
                evaluation = new CompositionEvaluator(files, engine, new OrtGraphRunner(), Ticker.system())
                        .evaluate(catalog, chains, judged, rounds, progress::at);
            }
            Provenance from = new Provenance(
                    device,
                    engine.version(),
                    judged.name(),
                    judged.size(),
                    seed,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS));
            EvaluationReport report = new EvaluationReport(catalog, profile, from, evaluation);
            if (json) {
                spec.commandLine().getOut().println(report.json());
            } else {
                report.print(spec.commandLine().getOut());
            }
        }
        return ExitCode.DONE;
    }

    private boolean requireNumbers() {
        Argument.require(
                rounds >= 1 && rounds <= MOST_ROUNDS,
                "The rounds (%d) must lie between 1 and %d.",
                rounds,
                MOST_ROUNDS);
        int drawn = images == null ? 1 : images;
        Argument.require(drawn >= 1, "The number of images (%d) must be at least 1.", drawn);
        return true;
    }

    private static ProfileSnapshot profile(FileStore files, BlockCatalog catalog, Device device, String engine) {
        ProfileSnapshot profile = files.find(catalog.model(), device);
        if (profile == null) {
            List<String> others = files.profiles(catalog.model()).stream()
                    .map(each -> each.provenance().device().key())
                    .toList();
            throw new StoreException(
                    "The network %s has no profile of this machine (%s)%s. Maybe run `ashlar profile %s` here first."
                            .formatted(
                                    catalog.model(),
                                    device.key(),
                                    others.isEmpty() ? "" : ", only of " + String.join(", ", others),
                                    catalog.model()));
        }
        List<String> stale = profile.staleness(catalog, device, engine);
        if (!stale.isEmpty()) {
            throw new StoreException(
                    "The profile of %s cannot be compared with: %s. Maybe run `ashlar profile %s` again."
                            .formatted(catalog.model(), stale.get(0), catalog.model()));
        }
        return profile;
    }

    private DataSet images(FileStore files) {
        DataSetOptions options =
                DataSetOptions.plain().cachingIn(files.cacheFolder().resolve("data"));
        DataSet all = DataSets.open(data, part == null ? options : options.withPart(part));
        return images == null || images >= all.size() ? all : all.subset(seed, images);
    }
}
