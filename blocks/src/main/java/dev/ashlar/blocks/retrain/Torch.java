/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ashlar.blocks.BlocksException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one door to PyTorch. */
final class Torch {
    /*
     * The engine reads its settings once, when it starts. It reports nothing home and downloads nothing. One thread: sums
     * then run in one order on every machine, so the same seed makes the same weights; more cores are used by blocks
     * that train beside each other, each in a thread. DJL's gradient collector allows one at a time in a virtual
     * machine, PyTorch one per thread: gradients are asked of PyTorch itself. They are recorded per thread and only
     * where asked for, so that answers computed for judging keep nothing alive.
     */
    private static final String THREADS = "1";

    private static @Nullable Engine started;

    private Torch() {}

    /** Memory for arrays, freed when it is closed. Starts the engine on first use. */
    static NDManager open() {
        NDManager memory = engine().newBaseManager(Device.cpu());
        JniUtils.setGradMode(false);
        // The engine's own setting holds in the thread that started it alone.
        JniUtils.setNumThreads(1);
        return memory;
    }

    /** Adds the gradients of a number, as it is computed, to those of the parameters it depends on. */
    static void gradients(Supplier<NDArray> loss) {
        JniUtils.setGradMode(true);
        try {
            NDArray value = loss.get();
            JniUtils.backward((PtNDArray) value, (PtNDArray) value.onesLike(), false, false);
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    static synchronized Engine engine() {
        Engine engine = started;
        if (engine == null) {
            engine = start();
            started = engine;
        }
        return engine;
    }

    private static Engine start() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", THREADS);
        System.setProperty("ai.djl.pytorch.num_interop_threads", THREADS);
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | IllegalArgumentException | LinkageError e) {
            throw new BlocksException(
                    "PyTorch cannot be started (%s). Maybe there is no build of it for this platform, or the folder that it is unpacked to is full or not writable; set DJL_CACHE_DIR to another, or use `--recipe closed-form`, which needs no PyTorch."
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
