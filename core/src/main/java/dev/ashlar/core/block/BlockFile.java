/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;
import java.nio.file.Path;

/**
 * A portable ONNX file whose content was verified.
 *
 * @param path where it lies
 * @param digest SHA-256 of its content
 * @param bytes its size
 */
public record BlockFile(Path path, Digest digest, long bytes) {
    public BlockFile {
        Argument.require(digest.isSha256(), "The digest (%s) of %s must be a SHA-256.", digest, path);
        Argument.require(bytes >= 0, "The size (%d) of %s cannot be negative.", bytes, path);
    }
}
