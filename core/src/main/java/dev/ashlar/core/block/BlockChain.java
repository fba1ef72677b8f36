/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One descendant for every block of a network, in block order: a whole network of one of the sizes it can take.
 *
 * @param model whose blocks
 * @param choices one for each block
 */
public record BlockChain(ModelId model, List<DescendantId> choices) {
    public BlockChain {
        choices = List.copyOf(choices);
        Argument.require(!choices.isEmpty(), "A chain of %s must have a block.", model);
    }

    /** This chain with another choice for one block. */
    public BlockChain with(int block, DescendantId choice) {
        List<DescendantId> changed = new ArrayList<>(choices);
        changed.set(block, choice);
        return new BlockChain(model, changed);
    }

    @Override
    public String toString() {
        return model + choices.stream().map(DescendantId::value).collect(Collectors.joining(",", "[", "]"));
    }
}
