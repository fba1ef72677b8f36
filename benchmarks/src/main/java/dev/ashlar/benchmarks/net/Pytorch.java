/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.ashlar.benchmarks.common.BenchmarkException;

/** The door of the benchmarks to PyTorch: one thread, nothing reported home, nothing downloaded. */
final class Pytorch {
    private Pytorch() {}

    /** Memory for arrays, freed when it is closed. Starts the engine on first use. */
    static NDManager open() {
        NDManager memory = engine().newBaseManager(Device.cpu());
        JniUtils.setGradMode(false);
        return memory;
    }

    /** The engine; it reads these settings once, when the first user of the virtual machine starts it. */
    static Engine engine() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | IllegalArgumentException | LinkageError e) {
            throw new BenchmarkException(
                    "PyTorch cannot be started (%s). Maybe there is no build of it for this platform, or the folder that it is unpacked to is not writable; set DJL_CACHE_DIR to another."
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
