/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.core.engine.Tensor;
import java.util.List;

/** One way to run a network. */
interface Contender extends AutoCloseable {

    /** The outputs, in buffers of the caller's own. */
    List<Tensor> run(Tensor input);

    @Override
    void close();
}
