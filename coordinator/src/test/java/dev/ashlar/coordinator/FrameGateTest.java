/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ashlar.core.engine.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameGateTest {
    private final FrameGate<String> gate = new FrameGate<>();

    @Test
    void letsTheFirstFrameBeginAtOnce() {
        FrameGate.Offer<String> offer = gate.offer("a");

        assertThat(offer).isEqualTo(new FrameGate.Offer<>(true, true, null));
        assertThat(gate.begin("a")).isTrue();
    }

    @Test
    void letsTheNewestFrameWinThePlaceToWait() {
        begin("a");
        assertThat(gate.offer("b")).isEqualTo(new FrameGate.Offer<>(true, false, null));
        assertThat(gate.offer("c")).isEqualTo(new FrameGate.Offer<>(true, false, "b"));

        gate.served(true);
        assertThat(gate.release()).isEqualTo("c");
        assertThat(gate.begin("b")).as("it has ended").isFalse();
        assertThat(gate.begin("c")).isTrue();
        assertThat(gate.counts().dropped(DropReason.SUPERSEDED)).isEqualTo(1);
    }

    @Test
    void beginsNoSecondFrameBesideOne() {
        begin("a");
        gate.offer("b");

        assertThat(gate.begin("b")).isFalse();
    }

    @Test
    void dropsWhatComesAfterItWasClosed() {
        begin("a");
        gate.offer("b");

        assertThat(gate.close()).isEqualTo("b");
        assertThat(gate.offer("c").accepted()).isFalse();
        assertThat(gate.isOver()).as("one is under way").isFalse();
        gate.served(false);
        assertThat(gate.release()).isNull();
        assertThat(gate.isOver()).isTrue();
        assertThat(gate.counts().dropped(DropReason.CLOSED)).isEqualTo(2);
        assertThat(gate.counts().late()).isEqualTo(1);
    }

    @Test
    void letsAcceptedFramesGoOnAfterItWasSealed() {
        begin("a");
        gate.offer("b");
        gate.seal();

        gate.served(true);
        assertThat(gate.release()).isEqualTo("b");
        assertThat(gate.begin("b")).isTrue();
        assertThat(gate.refuse(DropReason.PAUSED)).isEqualTo(DropReason.CLOSED);
    }

    @Test
    void refusesToEndAFrameTwice() {
        begin("a");
        gate.failed();

        assertThatIllegalStateException().isThrownBy(() -> gate.served(true)).withMessageContaining("I7");
        assertThatIllegalStateException().isThrownBy(() -> gate.dropped(DropReason.EXPIRED));
    }

    @Test
    void refusesToReleaseAFrameThatHasNotEnded() {
        begin("a");

        assertThatIllegalStateException().isThrownBy(gate::release);
    }

    @Test
    void countsAFrameUntilItHasEnded() {
        gate.offer("a");
        assertThat(gate.counts().pending()).isEqualTo(1);
        gate.begin("a");
        gate.offer("b");
        assertThat(gate.counts().pending()).isEqualTo(2);
        gate.served(true);
        assertThat(gate.counts().pending()).as("ended but not released").isEqualTo(1);
    }

    @Test
    void addsUpWhateverHappensInWhateverOrder() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            FrameGate<Integer> fuzzed = new FrameGate<>();
            List<Integer> ready = new ArrayList<>();
            boolean running = false;
            for (int i = 0; i < 100; i++) {
                switch (random.nextInt(running ? 6 : 4)) {
                    case 0, 1 -> {
                        if (fuzzed.offer(i).accepted()) {
                            ready.add(i);
                        }
                    }
                    case 2 -> running |= !ready.isEmpty() && fuzzed.begin(ready.get(random.nextInt(ready.size())));
                    case 3 -> {
                        if (random.nextInt(20) == 0) {
                            fuzzed.close();
                        } else {
                            fuzzed.refuse(DropReason.PAUSED);
                        }
                    }
                    default -> {
                        end(fuzzed, random.nextInt(3));
                        assertThat(fuzzed.counts().addUp()).as("seed %d", seed).isTrue();
                        fuzzed.release();
                        running = false;
                    }
                }
                assertThat(fuzzed.counts().addUp()).as("seed %d", seed).isTrue();
            }
        }
    }

    private static void end(FrameGate<Integer> gate, int how) {
        switch (how) {
            case 0 -> gate.served(true);
            case 1 -> gate.dropped(DropReason.EXPIRED);
            default -> gate.failed();
        }
    }

    private void begin(String frame) {
        gate.offer(frame);
        assertThat(gate.begin(frame)).isTrue();
    }
}
