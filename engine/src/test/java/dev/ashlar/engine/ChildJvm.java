/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another Java process with the class path of this one, whose output is collected. */
final class ChildJvm implements AutoCloseable {
    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    static ChildJvm start(Class<?> main, List<String> options, Object... arguments) throws IOException {
        return new ChildJvm(builder(main, options, arguments).start());
    }

    /** The same for a user whose home folder is another. */
    static ChildJvm startAtHome(Path home, Class<?> main, List<String> options, Object... arguments)
            throws IOException {
        ProcessBuilder builder = builder(main, options, arguments);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve(".cache").toString());
        return new ChildJvm(builder.start());
    }

    /** The same under limits, in the language of the shell. */
    static ChildJvm startLimited(String limits, Class<?> main, List<String> options, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", limits + " && exec \"$@\"", "sh"));
        command.addAll(builder(main, options, arguments).command());
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static ProcessBuilder builder(Class<?> main, List<String> options, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** The next line that it writes. */
    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = process.getInputStream().read();
                c >= 0 && c != '\n';
                c = process.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Ends what it reads. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Ends it, if it has not ended by itself. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What it has written, once it has ended well. */
    String output() throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
