/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import dev.ashlar.core.testing.OnnxNets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A store with one prepared network named "net", made once and copied for every test. */
public record PreparedStore(Path folder) {
    static final byte[] NETWORK = OnnxNets.residual(1, 16, 16).toByteArray();

    static PreparedStore make(Path folder) {
        Path pictures = Given.pictures(folder.resolve("pictures"), 16, 20);
        Path network = Given.bytes(folder.resolve("net.onnx"), NETWORK);
        Launch.of(
                        "prepare",
                        network,
                        "--store",
                        folder.resolve("store"),
                        "--data",
                        pictures,
                        "--blocks",
                        3,
                        "--keep",
                        0.5,
                        "--no-int8",
                        "--samples",
                        6,
                        "--rounds",
                        10,
                        "--images",
                        2)
                .done();
        return new PreparedStore(folder.resolve("store"));
    }

    /** A copy of it in another folder. */
    public Path copy(Path other) throws IOException {
        Path store = other.resolve("store");
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = store.resolve(folder.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
        return store;
    }

    static List<Object> profiling(Path store, String model, Path data) {
        return List.of("profile", model, "--store", store, "--data", data);
    }

    static List<Object> descending(Path store, String model, Path data) {
        return List.of("descend", model, "--store", store, "--data", data, "--keep", 0.25, "--samples", 8);
    }
}
