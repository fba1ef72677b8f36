/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.core.block.BlockChain;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * One way to predict what a composition loses.
 *
 * @param name in results
 * @param title for people
 * @param loss predicted loss of quality against the original, as a fraction
 * @param damage what a choice adds, by block and composition of one swap: what a planner that believes this adds up
 */
record LossPredictor(
        String name, String title, ToDoubleFunction<BlockChain> loss, ToDoubleBiFunction<Integer, BlockChain> damage) {}
