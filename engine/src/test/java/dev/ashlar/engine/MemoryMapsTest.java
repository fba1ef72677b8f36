/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.MemoryMaps.Range;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryMapsTest {
    private static final String ENTRY = "/store/.cache/engine-x/" + "0".repeat(64) + "/weights.bin";
    private static final List<String> SAMPLE =
            """
            687400000-68f000000 rw-p 00000000 00:00 0\s
            Size:             126976 kB
            Rss:              100000 kB
            Pss:              100000 kB
            Pss_Anon:         100000 kB
            Anonymous:        100000 kB
            VmFlags: rd wr mr mw me ac sd
            7f0000000000-7f0000100000 r--s 00000000 fe:00 12 %s
            Rss:                1024 kB
            Pss:                 512 kB
            Pss_Dirty:             0 kB
            Anonymous:             0 kB
            7f0000100000-7f0000200000 r--s 00000000 fe:00 13 %s (deleted)
            Pss:                  40 kB
            Anonymous:             0 kB
            7f0000200000-7f0000300000 rw-p 00001000 fe:00 14         /usr/lib/name with blanks.so
            Pss:                  30 kB
            Anonymous:            20 kB
            7f0000300000-7f0000400000 rw-p 00000000 00:00 0                 [heap]
            Pss:                   7 kB
            Anonymous:             7 kB
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0          [vsyscall]
            Pss:                   0 kB
            Anonymous:             0 kB
            """
                    .formatted(ENTRY, ENTRY)
                    .lines()
                    .toList();

    @Test
    void addsUpWhatLinuxLists() {
        List<Range> heap = List.of(new Range(0x687400000L, 0x7ffc00000L));
        assertThat(MemoryMaps.sum(SAMPLE.stream(), heap))
                .isEqualTo(new ProcessMemory(552 << 10, 100_000 << 10, 27 << 10, 10 << 10));
        assertThat(MemoryMaps.sum(SAMPLE.stream(), List.of()).heapBytes()).isZero();
        assertThat(MemoryMaps.sum(SAMPLE.stream(), heap).bytes()).isEqualTo(100_589L << 10);
    }

    @Test
    void findsTheHeapOfEveryCollectorThatTells() {
        String serial =
                """
                 def new generation   total 157248K, used 5594K [0x0000000687400000, 0x0000000691ea0000, 0x0000000732c00000)
                  eden space 139776K,   4%% used [0x0000000687400000, 0x0000000687976950, 0x000000068fc80000)
                 tenured generation   total 349568K, used 0K [0x0000000732c00000, 0x0000000748160000, 0x00000007ffc00000)
                """;
        assertThat(MemoryMaps.heap(serial))
                .contains(new Range(0x687400000L, 0x732c00000L), new Range(0x732c00000L, 0x7ffc00000L));
        String g1 = " garbage-first heap   total 264192K, used 1945K [0x0000000704a00000, 0x0000000800000000)\n";
        assertThat(MemoryMaps.heap(g1)).containsExactly(new Range(0x704a00000L, 0x800000000L));
        assertThat(MemoryMaps.heap(" ZHeap           used 4M, capacity 256M, max capacity 4096M\n"))
                .isEmpty();
        assertThat(MemoryMaps.heap("")).isEmpty();
    }

    @Test
    void passesOverWhateverItCannotRead() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<String> lines = new ArrayList<>(SAMPLE);
            for (int i = 0; i < 6; i++) {
                int at = random.nextInt(lines.size());
                StringBuilder line = new StringBuilder(lines.get(at));
                switch (random.nextInt(4)) {
                    case 0 -> lines.remove(at);
                    case 1 -> lines.set(at, line.substring(0, random.nextInt(line.length() + 1)));
                    case 2 ->
                        lines.set(
                                at,
                                line.insert(random.nextInt(line.length() + 1), random.nextLong())
                                        .toString());
                    default ->
                        lines.set(at, line.append((char) random.nextInt(0x3000)).toString());
                }
            }
            assertThat(MemoryMaps.sum(lines.stream(), List.of()).bytes())
                    .as("seed %d", seed)
                    .isNotNegative();
        }
    }

    @Test
    void seesWeightsThatAreMapped(@TempDir Path folder) {
        assumeTrue(
                Files.isReadable(Path.of("/proc/self/smaps")),
                "Skipped: the mappings of a process are read from /proc/self/smaps, which is absent.");
        Shape shape = Shape.of(1, 3, 32, 32);
        CutNet net = CutNet.of(OnnxNets.residual(1, 64, 32), shape, shape);
        List<BlockFile> files = net.write(folder.resolve("store"));
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve("cache"))) {
            OpenChain.of(engine, net, files).close();
            long before = Objects.requireNonNull(engine.memory()).weightBytes();
            try (OpenChain open = OpenChain.of(engine, net, files)) {
                open.chain().run(Samples.input(shape, 1));
                long weights = open.blocks().get(0).footprint().mappedBytes();
                assertThat(Objects.requireNonNull(engine.memory()).weightBytes() - before)
                        .as("mapped weights of %d bytes", weights)
                        .isBetween(weights / 2, weights + (64 << 10));
            }
            assertThat(Objects.requireNonNull(engine.memory()).weightBytes()).isEqualTo(before);
        }
    }

    @Test
    void tellsTheHeapFromOtherMemory() {
        ProcessMemory memory = ProcessProbe.read();
        assumeTrue(memory != null, "Skipped: the system does not tell what a process occupies.");
        ByteBuffer direct = ByteBuffer.allocateDirect(64 << 20);
        for (int i = 0; i < direct.capacity(); i += 4096) {
            direct.put(i, (byte) 1);
        }
        ProcessMemory after = Objects.requireNonNull(ProcessProbe.read());
        assertThat(after.nativeBytes() - Objects.requireNonNull(memory).nativeBytes())
                .isBetween(48L << 20, 96L << 20);
        assertThat(after.heapBytes()).isBetween(1L << 20, Runtime.getRuntime().maxMemory());
        assertThat(after.fileBytes()).isPositive();
        assertThat(direct.get(0)).isEqualTo((byte) 1);
        ProcessProbe.trim();
    }
}
