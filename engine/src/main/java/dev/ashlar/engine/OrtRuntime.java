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
    /*
     * The Java binding unpacks its 28 MB library into java.io.tmpdir at each start (about 150 of the 240 ms that a
     * start takes) and deletes it as soon as it is mapped. Its property onnxruntime.native.path would skip that, but a
     * library kept beside a store would be code from whoever wrote the store, and to check it against the jar costs
     * as much as to unpack it. So the default stays.
     *
     * ORT reports every failure as an exception; what it also logs goes straight to standard error and would tear a
     * terminal display apart, hence the FATAL level.
     */
    private static @Nullable OrtEnvironment environment;
    private static @Nullable String failure;

    private OrtRuntime() {}

    /** The environment that sessions and tensors are made in; it lives as long as the JVM. */
    static synchronized OrtEnvironment environment() {
        if (environment == null) {
            if (failure != null) {
                throw unavailable(failure, null);
            }
            environment = load();
        }
        return environment;
    }

    /** Such as {@code 1.28.0}. */
    static String version() {
        return environment().getVersion();
    }

    private static OrtEnvironment load() {
        try {
            OrtEnvironment loaded = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "ashlar");
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
