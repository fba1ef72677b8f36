/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.blocks.Progress;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar bench offline}: descendants by Ashlar and by other recipes, at equal processor time. */
@Command(
        name = "offline",
        mixinStandardHelpOptions = true,
        description = {
            "Make the descendants of a network by Ashlar's recipe, by LegoDNN's, and as fine-tuned whole networks, at",
            "equal processor time, and compare what their compositions are worth. Started again, it goes on."
        })
public final class OfflineCommand implements Callable<Integer> {
    private static final String DISTIL = "distil";
    private static final String JOINT = "joint";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--short", description = "A study of two minutes on computed pictures, to see that all works.")
    private boolean quick;

    @Option(
            names = "--network",
            paramLabel = "FILE",
            description = "A trained network; none: one is trained on --data.")
    private @Nullable Path network;

    @Option(names = "--data", paramLabel = "PATH", description = "Images with their classes.")
    private @Nullable Path data;

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            description = "Data without parts: this share of it is the test part (default: none).")
    private double testShare;

    @Option(
            names = "--text-lines",
            paramLabel = "COUNT",
            description = "Computed pictures with lines of text in the place of data (default: none).")
    private int textLines;

    @Option(names = "--train-part", description = "Part of the data to learn from (default: ${DEFAULT-VALUE}).")
    private String train = "train";

    @Option(names = "--test-part", description = "Part of the data to report on (default: ${DEFAULT-VALUE}).")
    private String test = "test";

    @Option(names = "--no-flip", description = "Images lose their class when left and right change places.")
    private boolean upright;

    @Option(names = "--mean", split = ",", description = "Subtracted from each channel, 0..1 (default: 0).")
    private double @Nullable [] mean;

    @Option(names = "--std", split = ",", description = "Each channel is divided by it (default: 1).")
    private double @Nullable [] std;

    @Option(names = "--scale", description = "What bytes are multiplied with (default: 1/255).")
    private double scale = 1 / 255.0;

    @Option(names = "--input", split = "x", paramLabel = "NxCxHxW", description = "Input size of the network.")
    private long @Nullable [] input;

    @Option(
            names = "--output",
            description =
                    "What the outputs of --network mean: CLASSES, PROBABILITY_MAP, VALUES (default: by their shape).")
    private @Nullable OutputKind output;

    @Option(names = "--blocks", description = "Most blocks (default: ${DEFAULT-VALUE}).")
    private int blocks = 10;

    @Option(
            names = "--train-epochs",
            description = "Epochs to train a network of one's own (default: ${DEFAULT-VALUE}).")
    private int trainEpochs = 30;

    @Option(names = "--samples", description = "Images to fit blocks to (default: ${DEFAULT-VALUE}).")
    private int samples = 5000;

    @Option(names = "--epochs", description = "Epochs of our training of blocks (default: ${DEFAULT-VALUE}).")
    private int epochs = 4;

    @Option(
            names = "--recipe",
            description = "Our training: distil (each block alone), or joint (and then all together; the default).")
    private String recipe = JOINT;

    @Option(names = "--levels", split = ",", description = "Shares of channels to keep (default: 0.75,0.5,0.25,0.125).")
    private List<Double> levels = List.of(0.75, 0.5, 0.25, 0.125);

    @Option(names = "--compositions", description = "Random compositions (default: ${DEFAULT-VALUE}).")
    private int compositions = 200;

    @Option(
            names = "--budgets",
            description = "Budgets of compute, for each the best composition (default: ${DEFAULT-VALUE}).")
    private int budgets = 20;

    @Option(names = "--test-images", description = "Most test images (default: ${DEFAULT-VALUE}).")
    private int testImages = 8000;

    @Option(names = "--validation-images", description = "Images to choose by (default: ${DEFAULT-VALUE}).")
    private int validationImages = 2000;

    @Option(names = "--latency-rounds", description = "Rounds of timing; 0 for none (default: ${DEFAULT-VALUE}).")
    private int latencyRounds = 51;

    @Option(
            names = "--r1-more",
            paramLabel = "TIMES",
            description = "What LegoDNN's recipe gets in its longer run, times our time (default: ${DEFAULT-VALUE}).")
    private double more = StudyOptions.USUAL_MORE;

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--only",
            split = ",",
            description = "Recipes beside Ashlar's own: closed-form, r1, mg; ours for none (default: all).")
    private Set<String> only = StudyOptions.ALL;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where stages are kept (default: ~/.cache/ashlar-bench).")
    private Path work = Path.of(System.getProperty("user.home"), ".cache", "ashlar-bench");

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("bench-offline");

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = (what, done, total) -> {
            err.println(total > 1 ? "%s (%d of %d)".formatted(what, done, total) : what);
            err.flush();
        };
        AtomicFiles files = new AtomicFiles();
        files.makeFolders(work);
        files.makeFolders(out);
        StudyOptions options = options();
        Subject subject = subject(new Subjects(new OrtGraphRunner(), work, progress));
        Path folder = work.resolve(subject.model().catalog().model() + "-" + options.key(subject));
        files.makeFolders(folder);
        StudyResults results = new Study(subject, options, folder, progress)
                .run(About.of(spec.commandLine().getParseResult().originalArgs(), options));
        new StudyReport(out).write(results);
        PrintWriter answer = spec.commandLine().getOut();
        results.findings()
                .forEach(finding -> answer.println(
                        "%-7s %s: %s".formatted(mark(finding.met()), finding.target(), finding.measured())));
        answer.println("Results are in " + out + ".");
        answer.flush();
        return 0;
    }

    private static String mark(@Nullable Boolean met) {
        return met == null ? "" : met ? "met" : "missed";
    }

    private StudyOptions options() {
        Argument.require(
                List.of(DISTIL, JOINT).contains(recipe), "The recipe (%s) must be %s or %s.", recipe, DISTIL, JOINT);
        boolean joint = recipe.equals(JOINT);
        List<Double> rates = List.of(0.002, 0.01, 0.05);
        return quick
                ? new StudyOptions(
                        240,
                        2,
                        joint,
                        List.of(0.5, 0.25),
                        12,
                        budgets,
                        300,
                        200,
                        seed,
                        only,
                        5,
                        more,
                        rates.subList(1, 2))
                : new StudyOptions(
                        samples,
                        epochs,
                        joint,
                        levels,
                        compositions,
                        budgets,
                        testImages,
                        validationImages,
                        seed,
                        only,
                        latencyRounds,
                        more,
                        rates);
    }

    private Subject subject(Subjects subjects) {
        if (quick) {
            return subjects.madeUp(8, seed);
        }
        if (textLines > 0 && network != null) {
            return subjects.textLines(
                    network, input == null ? null : Shape.of(input), blocks, textLines, preprocessing(), output);
        }
        if (data == null) {
            throw new IllegalArgumentException("The --data must be given. Maybe try --short first, which needs none.");
        }
        boolean whole = testShare > 0;
        Subjects.Images images = new Subjects.Images(
                data,
                whole ? null : train,
                whole ? null : test,
                testShare,
                validationImages,
                preprocessing(),
                output,
                !upright);
        return network == null
                ? subjects.trained(name(data), trainEpochs, List.of(16, 32, 64), 3, images, seed)
                : subjects.network(network, input == null ? null : Shape.of(input), blocks, images);
    }

    private static String name(Path data) {
        return String.valueOf(data.getFileName()).replaceAll("\\..*$", "");
    }

    private @Nullable Preprocessing preprocessing() {
        if (mean == null && std == null && scale == 1 / 255.0) {
            return null;
        }
        return new Preprocessing(PixelFormat.RGB, scale, perChannel(mean, 0), perChannel(std, 1));
    }

    private static List<Double> perChannel(double @Nullable [] given, double absent) {
        return given == null
                ? Collections.nCopies(3, absent)
                : Arrays.stream(given).boxed().toList();
    }
}
