/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** The one ONNX Runtime of this JVM, loaded on first use. */
final class OrtRuntime {
    private static final String NAME = "ashlar";

    /*
     * The Java binding unpacks its 28 MB library into java.io.tmpdir at each start (about 150 of the 240 ms that a
     * start takes) and deletes it as soon as it is mapped. Its property onnxruntime.native.path would skip that, but a
     * library kept beside a store would be code from whoever wrote the store, and to check it against the jar costs
     * as much as to unpack it. So the default stays.
     *
     * ORT reports every failure as an exception; what it also logs goes straight to standard error and would tear a
     * terminal display apart, hence the FATAL level.
     *
     * The environment can own one pool of threads for all sessions, but only if it is made with it. Threads of a pool that
     * spin while they wait would burn the cores that other networks need.
     */
    private static @Nullable OrtEnvironment environment;
    private static int pooledThreads = 1;
    private static @Nullable String failure;

    private OrtRuntime() {}

    /** The environment that sessions and tensors are made in; it lives as long as the JVM. */
    static synchronized OrtEnvironment environment() {
        if (environment == null) {
            if (failure != null) {
                throw unavailable(failure, null);
            }
            environment = load(1);
        }
        return environment;
    }

    /**
     * Has one pool of threads serve all sessions of so many threads, if nothing has used ONNX Runtime before in this JVM;
     * else each session has a pool of its own.
     */
    static synchronized void pool(int threads) {
        if (environment == null && failure == null && threads > 1) {
            environment = load(threads);
        }
    }

    /** Whether one pool serves all sessions of so many threads, more than one. */
    static synchronized boolean isPooled(int threads) {
        return threads > 1 && threads == pooledThreads;
    }

    /** Such as {@code 1.28.0}. */
    static String version() {
        return environment().getVersion();
    }

    private static OrtEnvironment load(int threads) {
        try {
            OrtEnvironment loaded = threads > 1 ? pooled(threads) : alone();
            loaded.setTelemetry(false);
            return loaded;
        } catch (OrtException | LinkageError | RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            failure = root.toString();
            throw unavailable(failure, e);
        }
    }

    private static OrtEnvironment alone() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, NAME);
    }

    private static OrtEnvironment pooled(int threads) throws OrtException {
        try (OrtEnvironment.ThreadingOptions pool = new OrtEnvironment.ThreadingOptions()) {
            pool.setGlobalIntraOpNumThreads(threads);
            pool.setGlobalInterOpNumThreads(1);
            pool.setGlobalSpinControl(false);
            OrtEnvironment made = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, NAME, pool);
            pooledThreads = threads;
            return made;
        } catch (IllegalStateException e) {
            // Something else in this JVM has made the environment.
            return alone();
        }
    }

    private static EngineException unavailable(String reason, @Nullable Throwable cause) {
        String folder = System.getProperty("java.io.tmpdir", "");
        return new EngineException(
                ("ONNX Runtime's native library could not be loaded through the temporary folder (%s, %d MiB free): %s."
                                + " Maybe the folder is missing, full (40 MiB are needed), unwritable or noexec;"
                                + " choose another with -Djava.io.tmpdir=FOLDER. Linux needs glibc 2.28+, not musl.")
                        .formatted(folder, new File(folder).getUsableSpace() >> 20, reason),
                cause);
    }
}
