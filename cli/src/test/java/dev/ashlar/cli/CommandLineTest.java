/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.AshlarException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    @Test
    void helpListsTheCommandsAndTheExitCodes() {
        Launch launch = Launch.of("--help").done();

        assertThat(launch.out()).contains("import", "cut", "descend", "profile", "prepare", "plan", "whatif", "demo");
        assertThat(launch.out()).doesNotContain("prepare-demo");
        assertThat(launch.out())
                .containsSubsequence(
                        "Exit codes:", "0   Done.", "1   A fault", "2   Wrong usage", "3   Something", "4   ");
        assertThat(launch.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "cut", "descend", "profile", "polish", "prepare", "prepare-demo", "demo"})
    void everyCommandHasHelp(String command) {
        Launch launch = Launch.of(command, "--help").done();

        assertThat(launch.out()).startsWith("Usage: ashlar " + command).contains("--store");
        assertThat(launch.err()).isEmpty();
    }

    @Test
    void aPlanNeedsNoStore() {
        Launch launch = Launch.of("plan", "--help").done();

        assertThat(launch.out()).startsWith("Usage: ashlar plan").contains("--problem", "--json");
        assertThat(launch.out()).doesNotContain("--store");
    }

    @Test
    void tellsItsVersion() {
        assertThat(Launch.of("--version").done().out()).startsWith("ashlar ");
    }

    static Stream<Arguments> wrongUsage() {
        return Stream.of(
                usage("A command must be named."),
                usage("Unmatched argument at index 0: 'improt'", "improt"),
                usage("Unmatched arguments from index 0: 'frobnicate', 'x.onnx'", "frobnicate", "x.onnx"),
                usage("Unknown option: '--frobnicate'", "--frobnicate"),
                usage("Unknown option: '--fast'", "import", "net.onnx", "--fast"),
                usage("Missing required parameter: 'FILE'", "import"),
                usage("Unmatched argument at index 2: 'more.onnx'", "import", "net.onnx", "more.onnx"),
                usage("Missing required option: '--data=PATH'", "descend", "net"),
                usage("Missing required option: '--data=PATH'", "prepare", "net.onnx"),
                usage("'many' is not an int", "cut", "net.onnx", "--blocks", "many"),
                usage("The number of blocks (0) must lie between 1 and 64. Maybe", "cut", "net.onnx", "--blocks", "0"),
                usage("The number of blocks (-3) must lie between 1 and 64", "cut", "net.onnx", "--blocks=-3"),
                usage(
                        "The number of blocks (1000000) must lie between 1 and 64",
                        "cut",
                        "net.onnx",
                        "--blocks",
                        "1000000"),
                usage("'99999999999' is not an int", "cut", "net.onnx", "--blocks", "99999999999"),
                usage("(net.png) must end with .svg or .html", "cut", "net.onnx", "--picture", "net.png"),
                usage("() must end with .svg or .html", "cut", "net.onnx", "--picture", ""),
                usage("'half' is not a double", "descend", "net", "-d", "x", "--keep", "0.5,half"),
                usage("(1.5) must be above 0 and below 1", "descend", "net", "-d", "x", "--keep", "1.5"),
                usage("(-0.5) must be above 0 and below 1", "prepare", "net.onnx", "-d", "x", "--keep=-0.5"),
                usage("(NaN) must be above 0 and below 1", "descend", "net", "-d", "x", "--keep", "NaN"),
                usage("(0) must lie between 4 and 1e6", "descend", "net", "-d", "x", "--samples", "0"),
                usage("(1001) must lie between 1 and 1000", "prepare", "net.onnx", "-d", "x", "--polish=1001"),
                usage("(-1) must lie between 1 and 1000", "prepare", "net.onnx", "-d", "x", "--polish=-1"),
                usage("(0) must lie between 1 and 1000", "polish", "net", "-d", "x", "--compositions", "0"),
                usage("(9) must lie between 10 and 1e6", "polish", "net", "-d", "x", "--rounds", "9"),
                usage("'few' is not an int", "prepare", "net.onnx", "-d", "x", "--samples", "few"),
                usage("(magic) must be closed-form, distil or joint", "descend", "net", "-d", "x", "--recipe", "magic"),
                usage(
                        "epochs (0) must lie between 1 and 1e4",
                        "descend",
                        "net",
                        "-d",
                        "x",
                        "--recipe",
                        "distil",
                        "--epochs",
                        "0"),
                usage("'x' is not a long", "descend", "net", "-d", "x", "--seed", "x"),
                usage("(-1) must lie between 10 and 1e6", "profile", "net", "-d", "x", "--rounds=-1"),
                usage(
                        "(2000000000) must lie between 10 and 1e6",
                        "prepare",
                        "n.onnx",
                        "-d",
                        "x",
                        "--rounds",
                        "2000000000"),
                usage("'all' is not an int", "profile", "net", "-d", "x", "--images", "all"),
                usage("(0) must lie between 1 and 1e6", "profile", "net", "-d", "x", "--images", "0"),
                usage("(1x3x999999999x9)", "import", "net.onnx", "--input", "1x3x999999999x9"),
                usage("(1x3x-5x9)", "import", "net.onnx", "--input", "1x3x-5x9"),
                usage("(1x3x0x9)", "import", "net.onnx", "--input", "1x3x0x9"),
                usage("(224)", "import", "net.onnx", "--input", "224"),
                usage("(99999999999999999999x3x1x1)", "import", "net.onnx", "--input", "99999999999999999999x3x1x1"),
                usage("expected one of", "import", "net.onnx", "--order", "CMYK"),
                usage("expected one of", "import", "net.onnx", "--output", "poems"),
                usage("'big' is not a double", "import", "net.onnx", "--scale", "big"),
                usage("The scale (0.0) must be a number other than 0", "import", "net.onnx", "--scale", "0"),
                usage("The scale (NaN) must be a number other than 0", "import", "net.onnx", "--scale", "NaN"),
                usage("([1.0, 2.0])", "import", "net.onnx", "--mean", "1,2"),
                usage("The deviation (0.0) must be a number above 0", "import", "net.onnx", "--std", "0"),
                usage("The model name (../../etc)", "import", "net.onnx", "--name", "../../etc"),
                usage("The model name ()", "descend", "", "-d", "x"),
                usage("The model name (a/b)", "profile", "a/b", "-d", "x"),
                usage("The model name (what ever)", "cut", "what ever"),
                usage("'soon' is not a double", "demo", "--seconds", "soon"),
                usage("(0.0 s) must lie between 1 and 86400", "demo", "--seconds", "0"),
                usage("(NaN s) must lie between 1 and 86400", "demo", "--seconds", "NaN"),
                usage("(1.0E9 s) must lie between 1 and 86400", "demo", "--seconds", "1e9"));
    }

    private static Arguments usage(String message, String... args) {
        return arguments(message, List.of(args));
    }

    @ParameterizedTest
    @MethodSource
    void wrongUsage(String message, List<String> args, @TempDir Path folder) {
        List<Object> stored = new ArrayList<>(args);
        if (!args.isEmpty() && !args.get(0).startsWith("-") && !args.get(0).matches("improt|frobnicate")) {
            stored.addAll(List.of("--store", folder.resolve("store")));
        }

        Launch launch = Launch.of(stored.toArray());
        Launch tracing = Launch.tracing(stored.toArray());

        assertThat(launch.exit()).as(launch.err()).isEqualTo(ExitCode.USAGE);
        assertThat(launch.out()).isEmpty();
        assertThat(launch.err()).startsWith("ashlar: ").contains(message);
        assertThat(launch.err().lines().filter(line -> line.startsWith("ashlar: ")))
                .hasSize(1);
        assertThat(launch.err()).containsAnyOf("Try: ashlar", "Did you mean: ashlar");
        assertThat(launch.err()).doesNotContain("\tat ", "Exception");
        assertThat(tracing.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(tracing.err()).startsWith(launch.err()).contains("\tat ");
        assertThat(FolderContent.of(folder)).containsOnlyKeys("/");
    }

    @Test
    void suggestsWhatWasMisspelt() {
        assertThat(Launch.of("improt", "net.onnx").err()).contains("Did you mean: ashlar import");
    }

    @Test
    void aFaultOfItsOwnIsSaidToBeOne() {
        assertThat(report(new IllegalStateException("The wall fell."), false))
                .isEqualTo(new Launch(
                        ExitCode.FAULT,
                        "",
                        lines(
                                "ashlar: internal fault: java.lang.IllegalStateException: The wall fell.",
                                "Please report this. ASHLAR_STACKTRACE=1 prints where it happened.")));
        assertThat(report(new IllegalStateException("The wall fell."), true).err())
                .startsWith("ashlar: internal fault: ")
                .contains("\tat " + CommandLineTest.class.getName())
                .doesNotContain("ASHLAR_STACKTRACE");
    }

    @Test
    void whatAFutureFailedWithIsReportedAsItself() {
        CompletionException wrapped =
                new CompletionException(new AshlarException("The file (x) is gone. Maybe y.", null) {
                    private static final long serialVersionUID = 1L;
                });

        assertThat(report(wrapped, false))
                .isEqualTo(new Launch(ExitCode.UNUSABLE, "", lines("ashlar: The file (x) is gone. Maybe y.")));
    }

    @Test
    void theProcessEndsWithTheExitCodeAndTracesWhenAsked(@TempDir Path folder) throws Exception {
        Launch plain = process(folder, "", "import", "absent.onnx");
        Launch tracing = process(folder, "1", "import", "absent.onnx");
        Launch done = process(folder, "", "--version");

        assertThat(done.exit()).isEqualTo(ExitCode.DONE);
        assertThat(done.out()).startsWith("ashlar ");
        assertThat(plain.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(plain.err().lines()).hasSize(1);
        assertThat(plain.err()).startsWith("ashlar: ").contains("absent.onnx").contains("Maybe");
        assertThat(tracing.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(tracing.err()).startsWith(plain.err()).contains("\tat dev.ashlar.");
    }

    private static Launch report(Exception failure, boolean stackTraces) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create()).setErr(new PrintWriter(err, true));
        int exit = new Failures(stackTraces).report(failure, line, line.parseArgs());
        return new Launch(exit, "", err.toString());
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    /** A run in a virtual machine of its own, as the launcher starts it. */
    private static Launch process(Path folder, String stackTrace, String... args)
            throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("ASHLAR_STACKTRACE", stackTrace);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        int exit = builder.start().waitFor();
        return new Launch(
                exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}
