/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.store.FileStore;

/**
 * A recipe and what it made.
 *
 * @param name short, as in files
 * @param title for people
 * @param store where its descendants lie
 * @param catalog what they are
 * @param cpuSeconds that it was allowed or took, all descendants together
 */
record Contender(String name, String title, FileStore store, BlockCatalog catalog, double cpuSeconds) {}
