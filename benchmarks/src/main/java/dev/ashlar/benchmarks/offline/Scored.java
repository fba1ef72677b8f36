/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.evaluation.LatencyRace;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.block.BlockChain;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the compositions of a recipe are worth.
 *
 * @param contender the recipe
 * @param kinds compositions by why they are looked at
 * @param validation scores on the validation images
 * @param test scores on the test images
 * @param times for one image, where measured
 */
record Scored(
        Contender contender,
        Map<String, List<BlockChain>> kinds,
        Map<BlockChain, float[]> validation,
        Map<BlockChain, float[]> test,
        Map<BlockChain, LatencyRace.Time> times) {
    static final String ORIGINAL = "original";
    static final String SINGLE = "single";
    static final String UNIFORM = "uniform";
    static final String RANDOM = "random";
    static final String BEST = "best";
    static final String INT8 = "int8";
    static final String POLISHED = "polished";

    Scored {
        kinds = new LinkedHashMap<>(kinds);
    }

    BlockChain original() {
        return contender.catalog().originalChain();
    }

    List<BlockChain> of(String kind) {
        return kinds.getOrDefault(kind, List.of());
    }

    /** All compositions that may be chosen by their validation scores. */
    Set<BlockChain> pool() {
        Set<BlockChain> pool = new LinkedHashSet<>();
        List.of(ORIGINAL, UNIFORM, BEST, SINGLE, RANDOM, POLISHED).forEach(kind -> pool.addAll(of(kind)));
        return pool;
    }

    float[] tested(BlockChain chain) {
        return Lookup.in(test, chain);
    }

    List<float[]> tested(List<BlockChain> chains) {
        return chains.stream().map(this::tested).toList();
    }

    double validated(BlockChain chain) {
        return mean(Lookup.in(validation, chain));
    }

    Scored with(Map<BlockChain, LatencyRace.Time> measured) {
        return new Scored(contender, kinds, validation, test, Map.copyOf(measured));
    }

    static double mean(float[] scores) {
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
