/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which images are used for what. No image is used for two things.
 *
 * @param images numbers of all images that are used, rising; a row is a place in this list
 * @param fitted rows that layers are fitted to and descendants trained with
 * @param stopping rows that tell when training should end
 * @param judging rows that descendants are judged by
 */
record SampleSplit(List<Integer> images, List<Integer> fitted, List<Integer> stopping, List<Integer> judging) {
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
        return new SampleSplit(all, fitted, stopping, judging);
    }

    /** The same with so many of the fitted rows at most, evenly spread, and those that tell when to stop among them. */
    SampleSplit closedForm(int most) {
        List<Integer> all = new ArrayList<>(fitted);
        all.addAll(stopping);
        all.sort(null);
        int size = Math.min(most, all.size());
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            kept.add(all.get((int) ((long) i * all.size() / size)));
        }
        List<Integer> used = new ArrayList<>(kept);
        used.addAll(judging);
        used.sort(null);
        return new SampleSplit(
                used.stream().map(images::get).toList(), places(kept, used), List.of(), places(judging, used));
    }

    /**
     * Rows that the ranges of activations are taken from: those of the same images in the split of a pass in closed form
     * and in that of training, since all descendants of a block must agree with all of the next on what is between them.
     */
    List<Integer> ranging() {
        SampleSplit few = closedForm(CLOSED_FORM);
        List<Integer> rows = new ArrayList<>();
        int step = Math.max(1, few.fitted().size() / RANGING);
        for (int i = 0; i < few.fitted().size(); i += step) {
            rows.add(Collections.binarySearch(
                    images, few.images().get(few.fitted().get(i))));
        }
        return rows;
    }

    private static List<Integer> places(List<Integer> some, List<Integer> all) {
        List<Integer> places = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < all.size() && at < some.size(); i++) {
            if (all.get(i).equals(some.get(at))) {
                places.add(i);
                at++;
            }
        }
        return places;
    }

    /** Rows that are not used to judge, rising. */
    List<Integer> seen() {
        List<Integer> seen = new ArrayList<>(fitted);
        seen.addAll(stopping);
        seen.sort(null);
        return seen;
    }
}
