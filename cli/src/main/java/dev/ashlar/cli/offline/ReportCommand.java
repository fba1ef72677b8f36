/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.cli.offline.report.ReportException;
import dev.ashlar.cli.offline.report.StoreReport;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.AtomicFiles;
import dev.ashlar.store.FileStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ashlar report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Show what the networks of a store cost and are worth: a page that works offline, JSON or CSV.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreArgument store = new StoreArgument();

    @Option(names = "--model", paramLabel = "MODEL", description = "This network alone; may be repeated.")
    private List<String> models = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            description = "Where the page goes (default: ashlar-report.html, unless --json or --csv is asked for).")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Option(names = "--csv", description = "Print a row for each descendant.")
    private boolean csv;

    @Option(
            names = "--evaluation",
            paramLabel = "FILE",
            description = "What `ashlar evaluate --json` printed, to be shown beside; may be repeated.")
    private List<Path> evaluations = List.of();

    @Option(
            names = "--device",
            paramLabel = "KEY",
            description = "Show the profiles of another machine, by the name of their files.")
    private @Nullable String device;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            description = "How sure the least quality is that is told of compositions (default: ${DEFAULT-VALUE}).")
    private double confidence = 0.95;

    @Override
    public Integer call() {
        if (json && csv) {
            throw new ParameterException(spec.commandLine(), "Only one of --json and --csv can be printed.");
        }
        List<ModelId> wanted = Usage.checked(
                spec, () -> models.stream().map(ModelId::new).distinct().toList());
        double sure = Usage.checked(spec, () -> PlanModel.requireConfidence(confidence));
        Path page = page();
        FileStore files = store.openExisting();
        OfflineStage stage = new OfflineStage(files, spec.commandLine().getErr());
        try (OrtBlockEngine engine = OrtBlockEngine.open(files.cacheFolder())) {
            StoreReport report = StoreReport.of(
                    new StoreReport.Wish(files, DeviceProbe.current(), engine.version(), device, evaluations, sure),
                    wanted.isEmpty() ? files.models() : wanted,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    page == null ? null : stage::reload);
            if (page != null) {
                write(page, report);
            }
            if (json) {
                spec.commandLine().getOut().println(report.json());
            } else if (csv) {
                spec.commandLine().getOut().print(report.csv());
                spec.commandLine().getOut().flush();
            }
        }
        return ExitCode.DONE;
    }

    private @Nullable Path page() {
        Path page = out == null && !json && !csv ? Path.of("ashlar-report.html") : out;
        if (page != null) {
            Path folder = page.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(page)) {
                throw new ReportException(
                        "The report (%s) must be a plain file in a folder that is there. Maybe make the folder first."
                                .formatted(page),
                        null);
            }
        }
        return page;
    }

    private void write(Path page, StoreReport report) {
        byte[] content = report.html().getBytes(StandardCharsets.UTF_8);
        new AtomicFiles().write(page.toAbsolutePath(), file -> file.write(content));
        if (!json && !csv) {
            spec.commandLine()
                    .getOut()
                    .println("%s: %d network%s, %d KiB"
                            .formatted(
                                    page,
                                    report.networks().size(),
                                    report.networks().size() == 1 ? "" : "s",
                                    Math.max(1, content.length >> 10)));
        }
    }
}
