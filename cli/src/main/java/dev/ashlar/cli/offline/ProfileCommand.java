/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.data.DataSet;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ashlar profile}. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "Measure every descendant of a network on this machine: latency, bytes, quality.")
final class ProfileCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "A network that is cut.")
    private String model = "";

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private DataParameters data = new DataParameters();

    @Option(
            names = "--check",
            description =
                    "Say what of the profile of this machine is out of date. Without --data nothing is measured and "
                            + "the exit code is 5 if anything is; with it, what is out of date is measured again, and nothing else.")
    private boolean check;

    @Mixin
    private ProfileParameters profile = new ProfileParameters();

    @Option(
            names = "--cache-bytes",
            paramLabel = "SIZE",
            description = "Most space on disk for blocks prepared for this machine, such as 2G; those used longest ago "
                    + "go first (default: as much as they take).")
    private @Nullable String cache;

    @Override
    public Integer call() {
        ModelId id = Usage.checked(spec, () -> new ModelId(model));
        ProfileOptions options = profile.options();
        FileStore files = store.open();
        BlockCatalog catalog = files.load(id);
        OfflineStage stage = new OfflineStage(files, spec.commandLine().getErr());
        String most = cache;
        if (most != null) {
            stage.keepPreparedWithin(Usage.checked(spec, () -> Bytes.parse(most)));
        }
        if (check) {
            List<String> stale = stage.staleness(catalog);
            report(id, stale);
            if (stale.isEmpty() || !data.isGiven()) {
                return stale.isEmpty() ? ExitCode.DONE : ExitCode.STALE;
            }
        }
        DataSet judged = data.judged(files);
        ImageSurvey.tell(catalog, judged, spec.commandLine().getErr());
        ProfileSnapshot measured =
                check ? stage.refresh(catalog, judged, options) : stage.profile(catalog, judged, options);
        Reports.profile(catalog, measured, spec.commandLine().getOut());
        return ExitCode.DONE;
    }

    private void report(ModelId id, List<String> stale) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(id + ": the profile of this machine is " + (stale.isEmpty() ? "current" : "out of date"));
        stale.forEach(reason -> out.println("  " + reason));
        out.flush();
    }
}
