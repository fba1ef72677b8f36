/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.Device;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelShelfTest {
    @Test
    void offersNoNetworkOfAnEmptyStore() {
        FakeStore empty = FakeStore.of();
        ModelShelf shelf = new ModelShelf(empty, empty, new Device("cpu", 1, 1L << 30, List.of()), "engine", 0.95);

        assertThatThrownBy(() -> shelf.get(new ModelId("cam")))
                .isInstanceOf(CoordinatorException.class)
                .hasMessageContaining("no network named cam in the store. Maybe run `ashlar prepare`")
                .hasMessageContaining("is empty");
    }
}
