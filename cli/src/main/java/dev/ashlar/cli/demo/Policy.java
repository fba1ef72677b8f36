/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.core.plan.Planner;
import java.util.function.Supplier;

/**
 * One way to serve the wall.
 *
 * @param name for the tables
 * @param key for machines
 * @param planner chooses
 * @param plansCpu whether it looks at the processor budget; those that do not are still held to as many workers
 */
record Policy(String name, String key, Supplier<Planner> planner, boolean plansCpu) {}
