/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Ticker;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Measures how many channels the convolutions of this machine work on at once. */
final class ChannelStep {
    /*
     * Two 3x3 convolutions with some width between them are timed for several widths by turns, and the least time of
     * each counts: whatever else runs on the machine can only add to it. The latency rises in steps of s channels if the
     * middle of the last step costs nearly what its end costs; with no steps it would lie half way between the ends. The
     * largest such s is the answer. A step too small to be seen does not matter.
     */
    static final int NONE = 1;

    private static final List<Integer> STEPS = List.of(32, 16, 8, 4);
    private static final int WIDEST = 64;
    private static final int SIDE = 28;
    private static final int KERNEL = 3;
    private static final int ROUNDS = 40;

    /** How far up the latency is by the middle of a step. */
    private static final double RISEN = 0.8;

    /** Least growth over a step, as a share of the whole. */
    private static final double LEAST_RISE = 0.03;

    private final GraphRunner runner;
    private final Ticker ticker;

    ChannelStep(GraphRunner runner, Ticker ticker) {
        this.runner = runner;
        this.ticker = ticker;
    }

    /** The number of channels; {@link #NONE} if latency rises evenly. Takes about half a second. */
    int measure() {
        Map<Integer, Long> nanos = times();
        double top = Lookup.in(nanos, WIDEST);
        for (int step : STEPS) {
            double below = Lookup.in(nanos, WIDEST - step);
            double middle = Lookup.in(nanos, WIDEST - step / 2);
            if (top - below >= LEAST_RISE * top && middle - below >= RISEN * (top - below)) {
                return step;
            }
        }
        return NONE;
    }

    private Map<Integer, Long> times() {
        Map<Integer, GraphRunner.LoadedGraph> graphs = new LinkedHashMap<>();
        try {
            graphs.put(WIDEST, runner.load(pair(WIDEST)));
            for (int step : STEPS) {
                graphs.computeIfAbsent(WIDEST - step, width -> runner.load(pair(width)));
                graphs.computeIfAbsent(WIDEST - step / 2, width -> runner.load(pair(width)));
            }
            Tensor input = numbers(Shape.of(1, WIDEST, SIDE, SIDE));
            Map<Integer, Long> least = new TreeMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                graphs.forEach((width, graph) -> {
                    long start = ticker.nanos();
                    graph.run(Map.of("x", input), List.of("y"));
                    least.merge(width, ticker.nanos() - start, Math::min);
                });
            }
            return least;
        } finally {
            graphs.values().forEach(GraphRunner.LoadedGraph::close);
        }
    }

    private static byte[] pair(int width) {
        ModelProto header = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .build();
        Shape borders = Shape.of(1, WIDEST, SIDE, SIDE);
        return new OnnxGraph(
                        header,
                        List.of(layer("x", "in", "between"), layer("between", "out", "y")),
                        Map.of(
                                "in", Constants.of("in", numbers(Shape.of(width, WIDEST, KERNEL, KERNEL))),
                                "out", Constants.of("out", numbers(Shape.of(WIDEST, width, KERNEL, KERNEL)))),
                        List.of(OnnxGraph.valueInfo(new TensorSpec("x", ElementType.FLOAT32, borders, borders))),
                        List.of("y"))
                .toBytes();
    }

    private static NodeProto layer(String input, String weights, String output) {
        return NodeProto.newBuilder()
                .setOpType("Conv")
                .addInput(input)
                .addInput(weights)
                .addOutput(output)
                .build();
    }

    /** Ordinary values: zeros or tiny ones could be quicker or slower than what networks hold. */
    private static Tensor numbers(Shape shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT32, shape);
        Random random = new Random(1);
        FloatBuffer values = tensor.floats();
        for (int i = 0; i < values.limit(); i++) {
            values.put(i, (float) random.nextGaussian() / 8);
        }
        return tensor;
    }
}
