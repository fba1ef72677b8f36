/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompositionRunsTest {
    @Test
    void everyCoreHasABatchAndNoBatchIsTooLarge() {
        for (int images = 1; images <= 130; images++) {
            for (int batch : new int[] {1, 6, 8, 50}) {
                for (int cores : new int[] {1, 2, 3, 16}) {
                    int parts = CompositionRuns.parts(images, batch, cores);
                    int end = 0;
                    for (int part = 0; part < parts; part++) {
                        int next = CompositionRuns.place(0, images, part + 1, parts);
                        assertThat(next - end)
                                .as("part %d of %d: %d images, batch %d, %d cores", part, parts, images, batch, cores)
                                .isBetween(1, batch);
                        end = next;
                    }
                    assertThat(end).isEqualTo(images);
                    assertThat(parts % cores == 0 || parts == images).isTrue();
                }
            }
        }
    }
}
