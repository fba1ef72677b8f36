/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.cli.offline.picture.Sketch.Border;
import dev.ashlar.cli.offline.picture.Sketch.Course;
import dev.ashlar.cli.offline.picture.Sketch.Line;
import dev.ashlar.cli.offline.picture.Sketch.Piece;
import dev.ashlar.cli.offline.picture.Sketch.Placed;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lays out a network: every block a course of layers of its own, the tensors at its borders between the courses. */
final class SketchMaker {
    /*
     * Operators stand one layer below the lowest of those of their block that they read from (longest path). A line
     * that crosses layers bends once in each, and one that leads to several operators splits as late as it can. Since
     * blocks are consecutive, every line leads down.
     */

    /** Beyond that nobody could read the picture, and a hostile network could fill the memory. */
    private static final int MOST_SPOTS = 300_000;

    private final Captions captions;
    private final List<List<Spot>> layers = new ArrayList<>();
    private final List<Course> courses = new ArrayList<>();
    private final List<Border> tensors = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    /** Where a tensor comes from, as its own block sees it and as later ones do. */
    private final Map<String, Spot> within = new HashMap<>();

    private final Map<String, Spot> beyond = new HashMap<>();
    private int spots;

    private SketchMaker(Captions captions) {
        this.captions = captions;
    }

    /** The layout of a network; the same for the same network and blocks. */
    static Sketch of(ModelGraph structure, List<CutBlock> blocks, Captions captions) {
        SketchMaker maker = new SketchMaker(captions);
        maker.addNodes(structure, blocks);
        maker.addLines(blocks);
        LayerOrder.arrange(maker.layers);
        LayerColumns.place(maker.layers);
        return new Sketch(maker.layers, maker.courses, maker.tensors, maker.lines);
    }

    private void addNodes(ModelGraph structure, List<CutBlock> blocks) {
        Set<String> answers = structure.outputs().stream().map(TensorSpec::name).collect(Collectors.toSet());
        border(structure.input(), true, 0);
        for (CutBlock block : blocks) {
            int first = layers.size();
            Map<String, Integer> layerBelow = new HashMap<>();
            List<Placed> placed = new ArrayList<>();
            for (Operator operator : block.operators()) {
                int layer = operator.inputs().stream()
                        .mapToInt(name -> layerBelow.getOrDefault(name, first))
                        .max()
                        .orElse(first);
                Spot spot = add(Spot.box(Spot.Kind.OPERATOR, layer, captions.width(operator)));
                placed.add(new Placed(operator, spot));
                operator.outputs().forEach(name -> {
                    layerBelow.put(name, layer + 1);
                    within.put(name, spot);
                });
            }
            courses.add(new Course(first, layers.size() - 1, List.copyOf(placed)));
            int below = layers.size();
            block.outputs().forEach(output -> border(output, answers.contains(output.name()), below));
        }
    }

    private void border(TensorSpec tensor, boolean end, int layer) {
        Spot spot = add(Spot.box(Spot.Kind.TENSOR, layer, captions.width(tensor)));
        tensors.add(new Border(tensor, end, spot));
        beyond.put(tensor.name(), spot);
    }

    private Spot add(Spot spot) {
        if (++spots > MOST_SPOTS) {
            throw new PictureException(
                    "The network has too many operators and long lines to be drawn (more than %d places). Maybe use --json instead."
                            .formatted(MOST_SPOTS),
                    null);
        }
        while (layers.size() <= spot.layer()) {
            layers.add(new ArrayList<>());
        }
        layers.get(spot.layer()).add(spot);
        return spot;
    }

    private void addLines(List<CutBlock> blocks) {
        Map<String, Set<Spot>> inner = new LinkedHashMap<>();
        Map<String, Set<Spot>> outer = new LinkedHashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            Course course = courses.get(i);
            for (Placed placed : course.operators()) {
                for (String name : placed.operator().inputs()) {
                    Spot writer = within.get(name);
                    boolean own = writer != null && writer.layer() >= course.first();
                    Map<String, Set<Spot>> readers = own ? inner : outer;
                    readers.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(placed.spot());
                }
            }
            blocks.get(i).outputs().forEach(output -> inner.computeIfAbsent(output.name(), key -> new LinkedHashSet<>())
                    .add(spotBeyond(output.name())));
        }
        inner.forEach((name, readers) -> line(name, within.get(name), readers));
        outer.forEach((name, readers) -> line(name, beyond.get(name), readers));
    }

    private Spot spotBeyond(String name) {
        Spot spot = beyond.get(name);
        if (spot == null) {
            throw new IllegalStateException("Impossible state: no border shows the tensor %s.".formatted(name));
        }
        return spot;
    }

    private void line(String name, @Nullable Spot from, Set<Spot> readers) {
        if (from == null) {
            throw new IllegalStateException("Impossible state: nothing writes the tensor %s.".formatted(name));
        }
        List<Piece> pieces = new ArrayList<>();
        int last = readers.stream().mapToInt(Spot::layer).max().orElse(from.layer());
        Spot at = from;
        for (int layer = from.layer() + 1; layer <= last; layer++) {
            for (Spot reader : readers) {
                if (reader.layer() == layer) {
                    pieces.add(piece(at, reader));
                }
            }
            if (layer < last) {
                Spot bend = add(Spot.bend(layer, isPassing(layer, from, readers)));
                pieces.add(piece(at, bend));
                at = bend;
            }
        }
        lines.add(new Line(name, List.copyOf(pieces)));
    }

    private static Piece piece(Spot upper, Spot lower) {
        Spot.connect(upper, lower);
        return new Piece(upper, lower);
    }

    /** Whether a line that started before the block of a layer does not end in what is left of that block. */
    private boolean isPassing(int layer, Spot from, Set<Spot> readers) {
        for (Course course : courses) {
            if (course.first() <= layer && layer <= course.last()) {
                return from.layer() < course.first()
                        && readers.stream()
                                .noneMatch(reader -> layer < reader.layer() && reader.layer() <= course.last());
            }
        }
        return false;
    }
}
