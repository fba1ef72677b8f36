/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

/**
 * A composition and the descendant that was polished for it.
 *
 * @param place of that descendant among the blocks
 * @param head the descendant
 * @param chain the composition with it; originals behind
 * @param plain the composition with the descendant that it was made of
 */
public record PolishedChain(int place, Descendant head, BlockChain chain, BlockChain plain) {}
