/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * An exchange of a descendant or of a whole chain, and what it changes. A group move is one of all streams that use the
 * same content in that block.
 */
final class Move {
    int stream;
    int block;
    int choice;
    boolean group;
    Column column;

    @Nullable
    Column target;

    double cost;
    double bytes;
    double[] loads;

    Move(int stream, int block, int choice, boolean group, Column column, double[] loads) {
        this.stream = stream;
        this.block = block;
        this.choice = choice;
        this.group = group;
        this.column = column;
        this.loads = loads;
    }
}
