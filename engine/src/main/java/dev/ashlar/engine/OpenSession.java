/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An ONNX Runtime session together with its options, which must live as long.
 *
 * <p><b>Threading</b>: safe for use by many threads. Closing it while a run is under way, and running it when closed,
 * are refused with an {@link IllegalStateException}; in ONNX Runtime either would end the process (I2).
 */
final class OpenSession implements AutoCloseable {
    private static final int CLOSED = -1;

    private final String thing;
    private final SessionOptions options;
    private final OrtSession session;
    private final Map<String, NodeInfo> inputs;
    private final Map<String, NodeInfo> outputs;
    private final AtomicInteger runs = new AtomicInteger();

    private OpenSession(String thing, SessionOptions options, OrtSession session) throws OrtException {
        this.thing = thing;
        this.options = options;
        this.session = session;
        this.inputs = session.getInputInfo();
        this.outputs = session.getOutputInfo();
    }

    /**
     * Opens a graph from memory with all optimisations.
     *
     * @param thing what it is, for messages
     */
    static OpenSession optimising(String thing, byte[] onnx, int threads) throws OrtException {
        SessionOptions options = options(OptLevel.ALL_OPT, threads);
        return create(thing, options, () -> OrtRuntime.environment().createSession(onnx, options));
    }

    /** Opens a portable graph from memory as it is, without any optimisation. */
    static OpenSession plain(String thing, byte[] onnx) throws OrtException {
        SessionOptions options = options(OptLevel.NO_OPT, 1);
        return create(thing, options, () -> OrtRuntime.environment().createSession(onnx, options));
    }

    /** Opens a file that holds an optimised graph; the weights beside it are mapped, not read. */
    static OpenSession prepared(String thing, Path graph, int threads) throws OrtException {
        SessionOptions options = options(OptLevel.NO_OPT, threads);
        return create(thing, options, () -> OrtRuntime.environment().createSession(graph.toString(), options));
    }

    /**
     * Opens an optimised graph from memory; its larger weights are mapped, not read.
     *
     * @param folder that the files of the weights are given relative to
     */
    static OpenSession linked(String thing, byte[] onnx, Path folder, int threads) throws OrtException {
        SessionOptions options = options(OptLevel.NO_OPT, threads);
        return create(thing, options, () -> {
            options.addConfigEntry("session.model_external_initializers_file_folder_path", folder.toString());
            return OrtRuntime.environment().createSession(onnx, options);
        });
    }

    /**
     * Writes the graph that ONNX Runtime makes of {@code onnx} on this machine.
     *
     * @param weights name of a file beside {@code graph} for weights of {@code smallest} bytes or more
     */
    static void optimise(String thing, byte[] onnx, Path graph, String weights, int smallest) throws OrtException {
        SessionOptions options = options(OptLevel.ALL_OPT, 1);
        create(thing, options, () -> {
                    options.setOptimizedModelFilePath(graph.toString());
                    options.addConfigEntry("session.optimized_model_external_initializers_file_name", weights);
                    options.addConfigEntry(
                            "session.optimized_model_external_initializers_min_size_in_bytes",
                            Integer.toString(smallest));
                    options.addConfigEntry("session.disable_prepacking", "1");
                    return OrtRuntime.environment().createSession(onnx, options);
                })
                .close();
    }

    /*
     * Threads that spin while they wait for work burn the cores that other networks need. Sessions of one thread have no
     * pool; those of several share the one that the environment was made with, if it is of their size.
     *
     * The memory of a run comes from the C library and goes back to it. ONNX Runtime's arena would keep it in each of many
     * open sessions, 80 MiB for a text detector, and gains some percent where several run at once.
     */
    private static SessionOptions options(OptLevel level, int threads) throws OrtException {
        OrtRuntime.environment();
        SessionOptions options = new SessionOptions();
        options.setOptimizationLevel(level);
        options.setCPUArenaAllocator(false);
        // The environment may be somebody else's, and say more than ours does.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        if (OrtRuntime.isPooled(threads)) {
            options.disablePerSessionThreads();
        } else {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
        }
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    private interface Creation {
        OrtSession create() throws OrtException;
    }

    private static OpenSession create(String thing, SessionOptions options, Creation creation) throws OrtException {
        OrtSession session = null;
        boolean whole = false;
        try {
            session = creation.create();
            OpenSession open = new OpenSession(thing, options, session);
            whole = true;
            return open;
        } finally {
            if (!whole) {
                if (session != null) {
                    session.close();
                }
                options.close();
            }
        }
    }

    /** Names, types and shapes of what it reads, in the order of the file. */
    Map<String, NodeInfo> inputs() {
        return inputs;
    }

    /** Names, types and shapes of what it writes, in the order of the file. */
    Map<String, NodeInfo> outputs() {
        return outputs;
    }

    /**
     * Runs it once. The values of the answer that are not {@code pinned} belong to the caller, who closes each of them
     * or all by closing the result, not both.
     *
     * @param requested outputs to allocate
     * @param pinned outputs to write in place, of exactly the shape that comes out
     */
    OrtSession.Result run(Map<String, OnnxTensor> feeds, Set<String> requested, Map<String, OnnxTensor> pinned)
            throws OrtException {
        if (runs.getAndUpdate(n -> n == CLOSED ? CLOSED : n + 1) == CLOSED) {
            throw new IllegalStateException(
                    "The %s is closed. Maybe it was closed while something still used it (I2).".formatted(thing));
        }
        try {
            return session.run(feeds, requested, pinned, null);
        } finally {
            runs.decrementAndGet();
        }
    }

    /** Closes it; the second time nothing happens. */
    @Override
    public void close() {
        int before = runs.compareAndExchange(0, CLOSED);
        if (before > 0) {
            throw new IllegalStateException(
                    "The %s must not be closed while a run (%d) is under way (I2). Maybe wait for its last frame."
                            .formatted(thing, before));
        }
        if (before == CLOSED) {
            return;
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw EngineException.refused(
                    "to close the " + thing, e, "Maybe its memory is damaged; restart the process.");
        } finally {
            options.close();
        }
    }
}
