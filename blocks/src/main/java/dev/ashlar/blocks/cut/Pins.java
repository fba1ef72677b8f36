/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import dev.ashlar.blocks.BlocksException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks the tensors that somebody wants to be borders, and names others where they cannot be. */
final class Pins {
    private static final int MOST_ADVISED = 3;

    /** No message is to fill a screen with one name. */
    private static final int MOST_SHOWN = 80;

    private final Borders borders;
    private final NavigableSet<Integer> inner;
    private final int last;

    private Pins(Borders borders) {
        this.borders = borders;
        this.inner = new TreeSet<>(borders.positions());
        this.last = borders.nodes().size() - 1;
    }

    /** Throws unless every pin is a tensor that can be a border and there are blocks enough for all of them. */
    static void require(CutOptions options, Borders borders) {
        Pins pins = new Pins(borders);
        Set<Integer> between = new TreeSet<>();
        for (String pin : new TreeSet<>(options.pins())) {
            int position = pins.position(pin);
            if (position >= 0 && position < pins.last) {
                between.add(position);
            }
        }
        if (between.size() >= options.maxBlocks()) {
            throw new BlocksException(
                    "The cut points (%d) need %d blocks, and at most %d are allowed. Maybe allow more blocks, or give fewer cut points."
                            .formatted(between.size(), between.size() + 1, options.maxBlocks()));
        }
    }

    private int position(String pin) {
        int position = borders.positionOf(pin);
        if (position == Borders.NOWHERE) {
            throw new BlocksException("The cut point (%s) is no tensor of the network that depends on its input. %s"
                    .formatted(shown(pin), advice(NearNames.to(pin, names(inner), MOST_ADVISED))));
        }
        if (position >= 0 && position < last && !inner.contains(position)) {
            throw new BlocksException(
                    "The network cannot be cut at %s: other tensors cross there, weights are shared across it, or it feeds an activation. %s"
                            .formatted(shown(pin), advice(near(position))));
        }
        return position;
    }

    /** What is written just before and just behind a position, where the network may be cut. */
    private List<String> near(int position) {
        List<String> near = new ArrayList<>();
        Integer before = inner.lower(position);
        Integer behind = inner.higher(position);
        if (before != null) {
            near.addAll(borders.written(before));
        }
        if (behind != null) {
            near.addAll(borders.written(behind));
        }
        return near.subList(0, Math.min(near.size(), MOST_ADVISED));
    }

    private List<String> names(Collection<Integer> positions) {
        return positions.stream()
                .flatMap(position -> borders.written(position).stream())
                .toList();
    }

    private static String advice(List<String> near) {
        return near.isEmpty()
                ? "Maybe leave it out: this network cannot be cut."
                : near.stream().map(Pins::shown).collect(Collectors.joining(" or ", "Maybe cut at ", "."));
    }

    private static String shown(String name) {
        return name.length() <= MOST_SHOWN ? name : name.substring(0, MOST_SHOWN) + "...";
    }
}
