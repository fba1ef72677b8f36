/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which images are used for what. No image is used for two things, but for the ranges.
 *
 * @param images numbers of all images that are used, rising; a row is a place in this list
 * @param fitted rows that layers are fitted to and descendants trained with
 * @param stopping rows that tell when training should end
 * @param judging rows that descendants are judged by
 * @param ranging rows that the ranges of activations are taken from: of the same images in every split of a data set,
 *     since all descendants of a block must agree with all of the next on what is between them
 * @param share of the images to learn from that a split made smaller for lack of time has, 0..1
 */
record SampleSplit(
        List<Integer> images,
        List<Integer> fitted,
        List<Integer> stopping,
        List<Integer> judging,
        List<Integer> ranging,
        double share) {
    /** Of so many images one more is kept to judge by. */
    static final int FIT_PER_CHECK = 5;

    /** Images that the closed form is fitted to where many more are trained with. */
    static final int CLOSED_FORM = 1200;

    /** Images that the ranges of activations are taken from. */
    private static final int RANGING = 400;

    /** Of so many images that are trained with one tells when to stop. */
    private static final int FIT_PER_STOP = 10;

    SampleSplit {
        images = List.copyOf(images);
        fitted = List.copyOf(fitted);
        stopping = List.copyOf(stopping);
        judging = List.copyOf(judging);
        ranging = List.copyOf(ranging);
    }

    /** All of {@code count} images, split evenly however they are sorted. */
    static SampleSplit of(int count) {
        List<Integer> all = new ArrayList<>();
        List<Integer> fitted = new ArrayList<>();
        List<Integer> stopping = new ArrayList<>();
        List<Integer> judging = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i);
            if (i % (FIT_PER_CHECK + 1) == FIT_PER_CHECK) {
                judging.add(i);
            } else if ((fitted.size() + stopping.size()) % (FIT_PER_STOP + 1) == FIT_PER_STOP / 2) {
                stopping.add(i);
            } else {
                fitted.add(i);
            }
        }
        List<Integer> few = spread(sorted(fitted, stopping), CLOSED_FORM);
        List<Integer> ranging = new ArrayList<>();
        for (int i = 0; i < few.size(); i += Math.max(1, few.size() / RANGING)) {
            ranging.add(few.get(i));
        }
        return new SampleSplit(all, fitted, stopping, judging, ranging, 1);
    }

    /**
     * The same with so many of the fitted rows at most, evenly spread and those that tell when to stop among them, and as
     * many to judge by as belong to them.
     */
    SampleSplit closedForm(int most) {
        List<Integer> kept = spread(seen(), most);
        List<Integer> judges = spread(judging, Math.max(1, kept.size() / FIT_PER_CHECK));
        List<Integer> used = sorted(kept, judges);
        return new SampleSplit(
                images(used), places(kept, used), List.of(), places(judges, used), places(ranging, used), 1);
    }

    /** The same with so many images at most: those of a closed form, and others to learn from, evenly spread. */
    SampleSplit smaller(int most, SampleSplit few) {
        Set<Integer> kept = new HashSet<>(few.images());
        List<Integer> others = new ArrayList<>();
        for (int row : seen()) {
            if (!kept.contains(images.get(row))) {
                others.add(row);
            }
        }
        for (int row : spread(others, Math.max(0, most - kept.size()))) {
            kept.add(images.get(row));
        }
        List<Integer> used = new ArrayList<>();
        for (int row = 0; row < images.size(); row++) {
            if (kept.contains(images.get(row))) {
                used.add(row);
            }
        }
        List<Integer> learning = places(fitted, used);
        return new SampleSplit(
                images(used),
                learning,
                places(stopping, used),
                places(judging, used),
                places(ranging, used),
                share * learning.size() / Math.max(1, fitted.size()));
    }

    private List<Integer> images(List<Integer> rows) {
        return rows.stream().map(images::get).toList();
    }

    /** So many of them at most, evenly spread. */
    private static List<Integer> spread(List<Integer> rows, int most) {
        int size = Math.min(most, rows.size());
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            kept.add(rows.get((int) ((long) i * rows.size() / size)));
        }
        return kept;
    }

    private static List<Integer> sorted(List<Integer> some, List<Integer> others) {
        List<Integer> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(null);
        return all;
    }

    /** Where some rows are among those used; both rise, and rows that are not used are left out. */
    private static List<Integer> places(List<Integer> some, List<Integer> used) {
        List<Integer> places = new ArrayList<>();
        for (int row : some) {
            int place = Collections.binarySearch(used, row);
            if (place >= 0) {
                places.add(place);
            }
        }
        return places;
    }

    /** Rows that are not used to judge, rising. */
    List<Integer> seen() {
        return sorted(fitted, stopping);
    }
}
