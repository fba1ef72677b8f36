/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.engine.LinkingResults.Memory;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What plans occupy, measured in a process of its own whose blocks were prepared by another. */
final class MemoryStudy {
    /*
     * The Java heap is all there from the beginning, so that it does not count. All plans are opened, run and closed once
     * before anything is measured: what the virtual machine and ONNX Runtime keep for good counts neither. What else the
     * process does moves PSS by a MiB or two, so plans are opened and closed a few times and the median counts. What is
     * left is left of all of these times together.
     */
    private static final int NEAR = 4;

    private static final int TIMES = 5;

    private MemoryStudy() {}

    /** Starts that process; null where the system does not tell what a process occupies. */
    static @Nullable Memory run(FileStore store, Network network, String kind) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path", ""),
                MemoryStudy.class.getName(),
                store.root().toString(),
                network.catalog().model().value(),
                kind);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new BenchmarkException("The process that measures memory ended badly: " + answer);
            }
            if (answer.isEmpty()) {
                return null;
            }
            String[] numbers = answer.split(" ", -1);
            return new Memory(
                    network.name(),
                    kind,
                    Long.parseLong(numbers[0]),
                    Long.parseLong(numbers[1]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3]));
        } catch (IOException e) {
            throw new BenchmarkException("The process that measures memory cannot be started (%s).".formatted(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("The measurement of memory was interrupted.", e);
        }
    }

    /** The other process: prints the bytes of one plan, of five, what is left, and what is left untrimmed. */
    public static void main(String[] arguments) {
        FileStore store = FileStore.open(Path.of(arguments[0]));
        Network network = new Network(arguments[1], store, store.load(new ModelId(arguments[1])));
        BlockChain first = arguments[2].equals("int8") ? network.rounded() : network.original();
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder());
                Plans plans = new Plans(engine, network)) {
            plans.open(first);
            near(network, first).forEach(plans::open);
            plans.closeAll();
            long base = plans.bytes(true);
            if (base < 0) {
                return;
            }
            long[] one = new long[TIMES];
            long[] five = new long[TIMES];
            long kept = 0;
            for (int i = 0; i < TIMES; i++) {
                long before = plans.bytes(true);
                plans.open(first);
                one[i] = plans.bytes(true) - before;
                near(network, first).forEach(plans::open);
                five[i] = plans.bytes(true) - before;
                plans.closeAll();
                kept = plans.bytes(false) - base;
            }
            long left = plans.bytes(true) - base;
            System.out.println(median(one) + " " + median(five) + " " + left + " " + kept);
        }
    }

    private static long median(long... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Compositions that differ from the first in one block each. */
    private static List<BlockChain> near(Network network, BlockChain first) {
        List<BlockChain> near = new ArrayList<>();
        for (int i = 0; i < network.catalog().blocks().size() && near.size() < NEAR; i++) {
            DescendantId chosen = first.choices().get(i);
            int block = i;
            network.catalog().blocks().get(i).choices().stream()
                    .map(choice -> choice.id())
                    .filter(id -> !id.equals(chosen) && !id.equals(Network.INT8))
                    .findFirst()
                    .ifPresent(id -> near.add(first.with(block, id)));
        }
        return near;
    }

    /** Plans that are open. */
    private static final class Plans implements AutoCloseable {
        private final OrtBlockEngine engine;
        private final Network network;
        private final Map<Digest, LoadedBlock> blocks = new LinkedHashMap<>();
        private final List<LoadedChain> chains = new ArrayList<>();

        Plans(OrtBlockEngine engine, Network network) {
            this.engine = engine;
            this.network = network;
        }

        void open(BlockChain chain) {
            List<LoadedBlock> opened = new ArrayList<>();
            for (BlockFile file : network.files(chain)) {
                opened.add(blocks.computeIfAbsent(file.digest(), digest -> engine.open(file)));
            }
            LoadedChain joined = engine.join(network.catalog(), chain, opened, Pieces.ONE);
            chains.add(joined);
            Tensor input = network.input(1);
            joined.run(input);
            joined.run(input);
        }

        long bytes(boolean trimmed) {
            if (trimmed) {
                System.gc();
                engine.trim();
            }
            ProcessMemory memory = engine.memory();
            return memory == null ? -1 : memory.bytes();
        }

        void closeAll() {
            chains.forEach(LoadedChain::close);
            chains.clear();
            blocks.values().forEach(LoadedBlock::close);
            blocks.clear();
        }

        @Override
        public void close() {
            closeAll();
        }
    }
}
