/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is written in a picture, and how wide that is. */
final class Captions {
    static final int FONT = 11;

    private static final int MOST_COLUMNS = 26;
    private static final int MOST_SHAPE_BYTES = 64;
    private static final int MARGIN = 16;

    private final ModelGraph structure;
    private final double macs;

    Captions(ModelGraph structure) {
        this.structure = structure;
        this.macs = Math.max(1, structure.macs());
    }

    String type(Operator operator) {
        return XmlText.fitted(operator.type(), MOST_COLUMNS);
    }

    /** Whether an operator has weights, and not just a number or a shape to go by. */
    boolean isLayer(Operator operator) {
        return operator.macs() > 0 || operator.weightBytes() > MOST_SHAPE_BYTES;
    }

    /** Shape of what an operator writes, and its weights. */
    String detail(Operator operator) {
        String shape = shape(operator.outputs().get(0));
        int more = operator.outputs().size() - 1;
        return shape
                + (more > 0 ? " +" + more : "")
                + (isLayer(operator) && operator.weightBytes() > 0 ? "  " + Bytes.of(operator.weightBytes()) : "");
    }

    String name(TensorSpec tensor) {
        return XmlText.fitted(tensor.name(), MOST_COLUMNS);
    }

    int width(Operator operator) {
        return MARGIN + XmlText.pixels(type(operator) + " " + detail(operator), FONT);
    }

    int width(TensorSpec tensor) {
        return MARGIN + XmlText.pixels(name(tensor) + " " + tensor.nominal(), FONT);
    }

    /** Everything that is known of an operator. */
    String title(Operator operator) {
        return text(
                "%s (%s)\nreads %s\nwrites %s\n%s, %.1f %% of the network\n%s of weights",
                XmlText.inTitle(operator.name()),
                XmlText.inTitle(operator.type()),
                tensors(operator.inputs()),
                tensors(operator.outputs()),
                macs(operator.macs()),
                100 * operator.macs() / macs,
                Bytes.of(operator.weightBytes()));
    }

    private String tensors(List<String> names) {
        List<String> shown =
                names.stream().distinct().limit(20).map(this::tensor).toList();
        return String.join(", ", shown) + (names.size() > 20 ? ", ..." : "");
    }

    /** Name and shape of a tensor. */
    String tensor(String name) {
        return XmlText.inTitle(name) + " " + shape(name);
    }

    private String shape(String name) {
        TensorSpec spec = structure.tensors().get(name);
        return spec == null ? "" : spec.nominal().toString();
    }

    /** What a block is, in three lines: its name is written before the first. */
    List<String> block(CutBlock block) {
        String kind = block.isElastic()
                ? text("elastic, %.0f %% prunable", 100.0 * block.elasticMacs() / Math.max(1, block.macs()))
                : "glue";
        int operators = block.operators().size();
        return List.of(
                text("%.1f %% of compute", 100 * share(block)),
                kind,
                text("%d operator%s, %s", operators, operators == 1 ? "" : "s", weights(block.operators())));
    }

    /** Its part of the compute, 0..1. */
    double share(CutBlock block) {
        return block.macs() / macs;
    }

    /** The network in two lines. */
    List<String> network(List<CutBlock> blocks) {
        long elastic = blocks.stream()
                .filter(CutBlock::isElastic)
                .mapToLong(CutBlock::macs)
                .sum();
        return List.of(
                text("%s, %s of weights", macs(structure.macs()), weights(structure.operators())),
                text(
                        "%d operators in %d blocks, %.0f %% of compute elastic",
                        structure.operators().size(), blocks.size(), 100 * elastic / macs));
    }

    /** Bytes of their weights; layers that share theirs count once. */
    private static Bytes weights(List<Operator> operators) {
        Map<List<String>, Long> distinct = new HashMap<>();
        operators.forEach(operator -> distinct.put(operator.weights(), operator.weightBytes()));
        return Bytes.of(distinct.values().stream().mapToLong(Long::longValue).sum());
    }

    private static String macs(long count) {
        return text("%.2f M multiply-accumulates", count / 1e6);
    }

    /** Formatted in the same way everywhere: the picture is to be the same. */
    private static String text(String template, Object... args) {
        return String.format(Locale.ROOT, template, args);
    }
}
