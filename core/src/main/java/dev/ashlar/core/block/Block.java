/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Argument;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of a network that is exchanged as a whole.
 *
 * @param id unique in its network
 * @param inputs the tensors it reads: the network's input or outputs of earlier blocks
 * @param outputs the tensors it writes that later blocks or the caller read
 * @param operators how many operations of the network it holds
 * @param macs multiply-accumulates of the original at the nominal shape
 * @param elasticMacs how many of them lie in layers whose channels can be pruned; 0 for glue, which has the original
 *     alone
 * @param descendants the choices; the first is the original
 * @param dropped choices that were tried and are not offered
 */
public record Block(
        BlockId id,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        int operators,
        long macs,
        long elasticMacs,
        List<Descendant> descendants,
        List<DroppedDescendant> dropped) {
    public Block {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        descendants = List.copyOf(descendants);
        dropped = List.copyOf(dropped);
        Argument.require(!inputs.isEmpty() && !outputs.isEmpty(), "Block %s must have an input and an output.", id);
        Argument.require(
                !descendants.isEmpty() && descendants.get(0).isOriginal(),
                "The first descendant of block %s must be the original.",
                id);
        Argument.require(
                elasticMacs >= 0 && elasticMacs <= macs,
                "The elastic multiply-accumulates (%d) of block %s must lie between 0 and %d.",
                elasticMacs,
                id,
                macs);
        Set<DescendantId> seen = new HashSet<>();
        for (Descendant descendant : descendants) {
            Argument.require(seen.add(descendant.id()), "Block %s has two descendants named %s.", id, descendant.id());
        }
    }

    public Descendant original() {
        return descendants.get(0);
    }

    /** Whether nothing but the original can take this place. */
    public boolean isGlue() {
        return elasticMacs == 0;
    }

    /** The descendant of this name. */
    public Descendant descendant(DescendantId name) {
        for (Descendant descendant : descendants) {
            if (descendant.id().equals(name)) {
                return descendant;
            }
        }
        throw new IllegalArgumentException("Block %s has no descendant named %s. Maybe one of %s."
                .formatted(id, name, descendants.stream().map(Descendant::id).toList()));
    }

    /** The descendants that go with any of the others: all but those polished for one composition. */
    public List<Descendant> choices() {
        return descendants.stream()
                .filter(descendant -> descendant.polish() == null)
                .toList();
    }

    /** Whether this is one of the choices. */
    boolean offers(DescendantId name) {
        return choices().stream().anyMatch(descendant -> descendant.id().equals(name));
    }

    /** This block with other choices. */
    public Block with(List<Descendant> choices, List<DroppedDescendant> refused) {
        return new Block(id, inputs, outputs, operators, macs, elasticMacs, choices, refused);
    }
}
