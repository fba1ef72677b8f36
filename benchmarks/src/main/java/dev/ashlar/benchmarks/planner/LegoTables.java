/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Problems made of the profiles that LegoDNN's own code measured on a GPU. */
final class LegoTables {
    /*
     * The tables tell what a variant saves: of accuracy as a share, of time as a share of its block, of size in bytes.
     * What a block takes and holds itself they do not tell; the whole network is known, and its time and size are shared
     * out by what the strongest variant of each block saves of floating-point operations and of size.
     */
    private static final List<Network> NETWORKS = List.of(
            new Network("resnet18_cifar100", 0.7692, 42.9, 4.19),
            new Network("vgg16_cifar100", 0.7430, 56.4, 4.38),
            new Network("vgg16_cifar10", 0.8227, 56.3, 4.38));
    private static final double STRONGEST = 0.8;
    private static final int COLUMNS = 7;

    private record Network(String name, double accuracy, double mebibytes, double millis) {}

    private record Row(int block, double sparsity, double drop, double time, double bytes, double flops) {}

    private LegoTables() {}

    static boolean areIn(Path folder) {
        return NETWORKS.stream().allMatch(each -> Files.exists(folder.resolve(each.name() + "-server-blocks.csv")));
    }

    /** A problem of so many streams, which take the three networks in turn. */
    static PlanRequest problem(Path folder, int streams, Tightness tightness, long seed) {
        List<PlanModel> models =
                NETWORKS.stream().map(each -> model(folder, each)).toList();
        List<PlanModel> used = models.subList(0, Math.min(streams, models.size()));
        List<StreamSpec> specs = new ArrayList<>();
        for (int s = 0; s < streams; s++) {
            PlanModel model = used.get((int) ((s + seed) % used.size()));
            double nanos = Tightness.MEDIUM.between(
                    (double) Instances.least(model, Variant::nanos), (double) Instances.most(model, Variant::nanos));
            specs.add(StreamSpec.of(
                            "cam" + s,
                            model.id().value(),
                            Duration.ofMillis(List.of(10, 20, 40).get((int) ((s + seed) % 3))),
                            Duration.ofNanos((long) (nanos * (1 + 0.05 * (s % 5))) / 1000 * 1000))
                    .withWeight(1 + s % 2));
        }
        return Instances.problem(used, specs, tightness, seed);
    }

    private static PlanModel model(Path folder, Network network) {
        Map<Integer, List<Row>> rows = new TreeMap<>();
        List<Row> server = rows(folder.resolve(network.name() + "-server-blocks.csv"));
        List<Row> edge = rows(folder.resolve(network.name() + "-edge-blocks.csv"));
        for (int i = 0; i < server.size(); i++) {
            Row each = server.get(i);
            rows.computeIfAbsent(each.block(), unseen -> new ArrayList<>())
                    .add(new Row(
                            each.block(),
                            each.sparsity(),
                            each.drop(),
                            edge.get(i).time(),
                            each.bytes(),
                            each.flops()));
        }
        double flops = server.stream()
                .filter(LegoTables::isStrongest)
                .mapToDouble(Row::flops)
                .sum();
        double bytes = server.stream()
                .filter(LegoTables::isStrongest)
                .mapToDouble(Row::bytes)
                .sum();
        List<PlanBlock> blocks = new ArrayList<>();
        for (List<Row> variants : rows.values()) {
            Row strongest = variants.get(variants.size() - 1);
            double micros = 1000 * network.millis() * strongest.flops() / flops;
            double kib = 1024 * network.mebibytes() * strongest.bytes() / bytes;
            blocks.add(block(network.name(), variants, micros, kib));
        }
        return new PlanModel(new ModelId(network.name()), network.accuracy(), 0, 0, blocks);
    }

    private static boolean isStrongest(Row row) {
        return row.sparsity() == STRONGEST;
    }

    private static PlanBlock block(String network, List<Row> rows, double micros, double kib) {
        List<Variant> variants = new ArrayList<>();
        for (Row row : rows) {
            String name = "s%02d".formatted(Math.round(10 * row.sparsity()));
            variants.add(new Variant(
                    new DescendantId(name),
                    row.drop(),
                    (long) Math.ceil(micros * (1 - row.time())) * 1000,
                    (long) Math.ceil(Math.max(1, kib - row.bytes() / 1024)) * 1024,
                    new Digest("%s/%d/%s".formatted(network, row.block(), name))));
        }
        return new PlanBlock(new BlockId("b" + rows.get(0).block()), variants);
    }

    private static List<Row> rows(Path file) {
        try {
            List<Row> rows = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] cells = line.split(",", -1);
                if (cells.length == COLUMNS && !cells[0].equals("block_index")) {
                    rows.add(new Row(
                            Integer.parseInt(cells[0]),
                            Double.parseDouble(cells[1]),
                            Double.parseDouble(cells[2]),
                            Double.parseDouble(cells[3]),
                            Double.parseDouble(cells[4]),
                            Double.parseDouble(cells[5])));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The profile %s cannot be read (%s). Maybe --profiles names another folder.".formatted(file, e), e);
        }
    }
}
