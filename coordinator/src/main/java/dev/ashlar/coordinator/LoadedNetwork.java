/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedChain;

/**
 * A chain ready to run, and what is known of its network.
 *
 * @param catalog the manifest that the chain was joined by
 * @param chain the chain
 */
record LoadedNetwork(BlockCatalog catalog, LoadedChain chain) {}
