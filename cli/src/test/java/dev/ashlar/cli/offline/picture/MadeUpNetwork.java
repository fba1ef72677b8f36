/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Makes up networks that nobody would train: any structure, any names, cut anywhere. */
final class MadeUpNetwork {
    private static final OnnxGraph NO_GRAPH =
            new OnnxGraph(ModelProto.getDefaultInstance(), List.of(), Map.of(), List.of(), List.of());
    private static final List<String> TYPES = List.of("Conv", "Relu", "BatchNormalization", "Add", "Concat", "Gemm");

    private final Map<String, TensorSpec> tensors = new HashMap<>();
    private final List<Operator> operators = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final IntFunction<String> names;

    /** @param names of tensors and operators, each of its own */
    MadeUpNetwork(IntFunction<String> names) {
        this.names = names;
        written.add(tensor(Shape.of(1, 3, 224, 224)));
    }

    private String tensor(Shape shape) {
        String name = names.apply(tensors.size());
        tensors.put(name, TensorSpec.of(name, ElementType.FLOAT32, shape));
        return name;
    }

    /** Adds an operator of some type that reads what these numbers count back from the last tensor. */
    void add(Random random, int outputs, int... back) {
        List<String> inputs = new ArrayList<>();
        for (int each : back) {
            inputs.add(written.get(Math.max(0, written.size() - 1 - each)));
        }
        List<String> made = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            made.add(tensor(Shape.of(1, 1 << random.nextInt(11), 56, 56)));
        }
        int number = operators.size();
        String type = TYPES.get(random.nextInt(TYPES.size()));
        operators.add(new Operator(
                names.apply(1_000_000 + number),
                type.equals("Add") ? names.apply(2_000_000 + number) : type,
                inputs,
                List.of("w" + number),
                made,
                type.equals("Conv") ? random.nextInt(1 << 30) : 0,
                random.nextBoolean() ? random.nextInt(1 << 24) : 0));
        written.addAll(made);
    }

    /** Operators that mostly read what was written last. */
    static MadeUpNetwork random(Random random, int size, IntFunction<String> names) {
        MadeUpNetwork network = new MadeUpNetwork(names);
        int reach = 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            int[] back = random.ints(random.nextInt(6) == 0 ? 2 + random.nextInt(4) : 1, 0, reach)
                    .map(each -> random.nextInt(3) > 0 ? 0 : each)
                    .toArray();
            network.add(random, random.nextInt(8) == 0 ? 1 + random.nextInt(4) : 1, back);
        }
        return network;
    }

    ModelGraph structure() {
        Set<String> read =
                operators.stream().flatMap(each -> each.inputs().stream()).collect(Collectors.toSet());
        List<TensorSpec> answers = written.stream()
                .skip(1)
                .filter(name -> !read.contains(name))
                .map(this::spec)
                .toList();
        return new ModelGraph(spec(written.get(0)), answers, operators, tensors);
    }

    private TensorSpec spec(String name) {
        TensorSpec spec = tensors.get(name);
        if (spec == null) {
            throw new AssertionError(name);
        }
        return spec;
    }

    /** Cut at so many places at most. */
    List<CutBlock> blocks(Random random, int cuts) {
        TreeSet<Integer> ends = new TreeSet<>(Set.of(operators.size()));
        random.ints(cuts, 1, operators.size() + 1).forEach(ends::add);
        List<CutBlock> blocks = new ArrayList<>();
        int start = 0;
        for (int end : ends) {
            blocks.add(block(blocks.size() + 1, start, end, random));
            start = end;
        }
        return blocks;
    }

    private CutBlock block(int number, int start, int end, Random random) {
        List<Operator> part = operators.subList(start, end);
        Set<String> made =
                part.stream().flatMap(each -> each.outputs().stream()).collect(Collectors.toSet());
        Set<String> before = operators.subList(0, start).stream()
                .flatMap(each -> each.outputs().stream())
                .collect(Collectors.toSet());
        before.add(written.get(0));
        Set<String> behind = operators.subList(end, operators.size()).stream()
                .flatMap(each -> each.inputs().stream())
                .collect(Collectors.toSet());
        structure().outputs().forEach(output -> behind.add(output.name()));
        List<TensorSpec> inputs = part.stream()
                .flatMap(each -> each.inputs().stream())
                .filter(before::contains)
                .distinct()
                .map(this::spec)
                .toList();
        List<TensorSpec> outputs = written.stream()
                .filter(name -> made.contains(name) && behind.contains(name))
                .map(this::spec)
                .toList();
        long macs = part.stream().mapToLong(Operator::macs).sum();
        boolean elastic = random.nextBoolean();
        return new CutBlock(
                new BlockId("b" + number),
                inputs,
                outputs,
                part,
                NO_GRAPH,
                macs,
                elastic ? macs : 0,
                elastic ? null : "made up");
    }
}
