/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.AshlarException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of a store or of a data set is missing, damaged, foreign or cannot be written. Its message names the file. */
public final class StoreException extends AshlarException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message, null);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A file or folder could not be read. */
    public static StoreException unreadable(Path path, IOException cause) {
        return new StoreException(
                "The file (%s) cannot be read: %s. Maybe %s.".formatted(path, reason(cause), readingAdvice(cause)),
                cause);
    }

    /** A file or folder could not be written. */
    public static StoreException unwritable(Path path, IOException cause) {
        return new StoreException(
                "The file (%s) cannot be written: %s. Maybe %s."
                        .formatted(path, reason(cause), writingAdvice(path, cause)),
                cause);
    }

    private static String readingAdvice(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "it was moved or never made";
        }
        return cause instanceof AccessDeniedException
                ? "allow this user to read it"
                : "the disk is damaged or was taken away";
    }

    private static String writingAdvice(Path path, IOException cause) {
        return cause instanceof AccessDeniedException
                ? "allow this user to write in " + path.getParent()
                : "free some space, or make the folder writable";
    }

    /** What the operating system said, without the path that the message names already. */
    private static String reason(IOException cause) {
        String reason = cause instanceof FileSystemException fault ? fault.getReason() : cause.getMessage();
        return reason != null ? reason : cause.getClass().getSimpleName();
    }
}
