/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OrtException;
import dev.ashlar.core.AshlarException;
import org.jspecify.annotations.Nullable;

/**
 * A graph, a block file, the folder of prepared blocks or ONNX Runtime itself is not what it must be. The message names
 * the thing, repeats what ONNX Runtime said, and advises.
 */
public final class EngineException extends AshlarException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 600;

    EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What ONNX Runtime said about {@code thing}, followed by advice. */
    static EngineException refused(String thing, OrtException said, String advice) {
        return new EngineException(
                "ONNX Runtime refused %s: %s %s".formatted(thing, quote(said.getMessage()), advice), said);
    }

    /** Whether the process has as many files open as it may. */
    static boolean isOutOfFiles(Throwable cause) {
        return String.valueOf(cause).contains("Too many open files");
    }

    /** What to do where the process has as many files open as it may, or else {@code otherwise}. */
    static String advice(Throwable cause, String otherwise) {
        return isOutOfFiles(cause)
                ? "Maybe allow this process more open files (ulimit -n), or serve fewer blocks at once."
                : otherwise;
    }

    /* ORT ends some messages with a line break and puts whole tensors into others. */
    private static String quote(@Nullable String said) {
        String line = said == null ? "(no message)" : said.strip().replaceAll("\\s+", " ");
        String quoted = line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
        return quoted.endsWith(".") ? quoted : quoted + ".";
    }
}
