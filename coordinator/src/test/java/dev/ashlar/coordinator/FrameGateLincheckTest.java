/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.DropReason;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** {@link FrameGate} is linearizable: whatever threads do, it behaves as if they had done it one after the other. */
public class FrameGateLincheckTest {
    private final FrameGate<String> gate = new FrameGate<>();

    @Operation
    public String offerA() {
        return offer("a");
    }

    @Operation
    public String offerB() {
        return offer("b");
    }

    @Operation
    public boolean beginA() {
        return gate.begin("a");
    }

    @Operation
    public boolean beginB() {
        return gate.begin("b");
    }

    @Operation
    public String serve() {
        try {
            gate.served(true);
            return "served";
        } catch (IllegalStateException e) {
            return "nothing to end";
        }
    }

    @Operation
    public String release() {
        try {
            return "next is " + gate.release();
        } catch (IllegalStateException e) {
            return "nothing to release";
        }
    }

    @Operation
    public String refuse() {
        return String.valueOf(gate.refuse(DropReason.PAUSED));
    }

    @Operation
    public String close() {
        return String.valueOf(gate.close());
    }

    @Operation
    public long counts() {
        FrameCounts counts = gate.counts();
        return counts.addUp() ? 100 * counts.offered() + 10 * counts.pending() + counts.inDeadline() : -1;
    }

    private String offer(String frame) {
        FrameGate.Offer<String> offer = gate.offer(frame);
        return offer.accepted() + "/" + offer.next() + "/" + offer.superseded();
    }

    @Test
    void isLinearizableUnderModelChecking() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(100)
                .actorsBefore(1)
                .threads(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .check(FrameGateLincheckTest.class);
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(100)
                .actorsBefore(1)
                .threads(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .check(FrameGateLincheckTest.class);
    }
}
