/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows between processes, or in one that is watched from outside. */
final class ProcessTest {
    private static final List<String> SMALL_HEAP = List.of("-Xmx128m", "-XX:+UseSerialGC");

    private final Path folder;

    ProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void preparesTheSameBlocksInSeveralProcessesAtOnce() throws Exception {
        Path cache = folder.resolve("cache");
        List<Object> arguments = new ArrayList<>(List.of(cache));
        for (long seed = 0; seed < 6; seed++) {
            byte[] net = OnnxNets.residual(seed, 16, 8).toByteArray();
            arguments.add(CutNet.write(folder, net).path());
        }
        List<ChildJvm> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(ChildJvm.start(BlockEngineInChild.class, SMALL_HEAP, arguments.toArray()));
        }
        for (ChildJvm child : children) {
            assertThat(child.output().lines().filter(line -> line.startsWith("opened")))
                    .hasSize(6);
        }
        assertThat(CacheFolder.entries(cache)).as("I8").hasSize(6).allMatch(name -> name.matches("[0-9a-f]{64}"));
    }

    @Test
    void saysWhyTheNativeLibraryCannotBeLoaded() throws Exception {
        BlockFile file = CutNet.write(folder, OnnxNets.residual(1, 4, 8).toByteArray());
        Path absent = folder.resolve("absent");
        List<String> options = List.of("-Djava.io.tmpdir=" + absent, "-Xmx128m");
        String output = ChildJvm.start(BlockEngineInChild.class, options, folder.resolve("cache"), file.path())
                .output();
        assertThat(output)
                .contains("refused ONNX Runtime's native library could not be loaded", absent.toString())
                .contains("-Djava.io.tmpdir=FOLDER");
    }

    @Test
    void survivesALongCommandLineAndLeavesTheHomeFolderAlone() throws Exception {
        BlockFile file = CutNet.write(folder, OnnxNets.residual(2, 4, 8).toByteArray());
        Path home = Files.createDirectory(folder.resolve("home"));
        List<String> options = List.of(
                "-Xmx128m",
                "-Duser.home=" + home,
                "-Dclass.path.of.an.application=" + "/some/library.jar:".repeat(4000));
        String output = ChildJvm.startAtHome(
                        home, BlockEngineInChild.class, options, folder.resolve("cache"), file.path())
                .output();
        assertThat(output).contains("opened");
        try (Stream<Path> left = Files.walk(home)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void sessionsOfSeveralThreadsShareOnePool() throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self/task")),
                "Skipped: threads are counted in /proc/self/task, which is absent.");
        assertThat(threadsOfEightSessions(3)).as("one pool").isLessThan(8);
        assertThat(threadsOfEightSessions(3, "used before")).as("a pool each").isGreaterThanOrEqualTo(16);
    }

    /** By how many threads the process grows while eight more sessions are opened. */
    private long threadsOfEightSessions(Object... arguments) throws Exception {
        List<String> options = List.of(
                "-Xmx128m", "-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads", "-XX:CICompilerCount=2");
        List<Object> all = new ArrayList<>(List.of(folder));
        all.addAll(List.of(arguments));
        List<String> lines = ChildJvm.start(PooledThreadsInChild.class, options, all.toArray())
                .output()
                .lines()
                .toList();
        assertThat(lines.stream().filter("equal true"::equals)).as("%s", lines).hasSize(9);
        return count(lines, "after ") - count(lines, "before ");
    }

    private static long count(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .sum();
    }

    @Test
    void keepsNoNativeMemoryOverAThousandCycles() throws Exception {
        assumeTrue(
                Files.isReadable(Path.of("/proc/self/smaps_rollup")),
                "Skipped: anonymous memory is read from /proc/self/smaps_rollup, which is absent.");
        // The optimising compiler keeps up to 20 MiB of its own, which would hide a small leak.
        List<String> options =
                List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        String output = ChildJvm.start(LeakProbe.class, options, folder).output();
        assertThat(output).contains("mapped 0 ");
        String grown = output.substring(output.indexOf("grown ") + 6).strip();
        assertThat(Long.parseLong(grown)).as("KiB of anonymous memory").isLessThan(8 << 10);
    }
}
