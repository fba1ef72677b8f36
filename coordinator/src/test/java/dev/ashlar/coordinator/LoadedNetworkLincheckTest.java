/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Of all workers that meet a network that is still to be checked, one is told to check it. */
public class LoadedNetworkLincheckTest {
    private final LoadedNetwork network =
            new LoadedNetwork(FakeNets.catalog("cam", World.BLOCKS), new Still(), List.of(), new AtomicBoolean(true));

    @Operation
    public boolean claim() {
        return network.claimCheck();
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(5)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(2)
                .check(LoadedNetworkLincheckTest.class);
    }

    private static final class Still implements LoadedChain {
        @Override
        public BlockChain chain() {
            return FakeNets.chain("cam", World.BLOCKS, 0);
        }

        @Override
        public int segments() {
            return 1;
        }

        @Override
        public Run begin(Tensor input, TensorSupply outputs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
