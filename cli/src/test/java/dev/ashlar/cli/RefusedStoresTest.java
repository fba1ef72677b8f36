/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static dev.ashlar.cli.Refusal.refusal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores that lack something, were damaged or cannot be written. */
class RefusedStoresTest {
    private static PreparedStore prepared = new PreparedStore(Path.of(""));

    @BeforeAll
    static void prepare(@TempDir Path folder) {
        prepared = PreparedStore.make(folder);
    }

    static Stream<Refusal> stores() {
        return Stream.of(
                refusal(
                        "network that is not in the store",
                        folder -> List.of("cut", "absent", "--store", prepared.copy(folder)),
                        "absent",
                        "[net]"),
                refusal(
                        "network of an empty store",
                        folder -> List.of("cut", "absent", "--store", folder.resolve("nothing")),
                        "absent",
                        "nothing) is empty"),
                refusal(
                        "network to descend that is not in the store",
                        folder -> PreparedStore.descending(
                                prepared.copy(folder), "absent", Given.pictures(folder.resolve("pictures"), 16, 8)),
                        "absent"),
                refusal(
                        "network that is not cut",
                        folder -> {
                            Path store = prepared.copy(folder);
                            Launch.of("import", network(folder), "--store", store, "--name", "whole")
                                    .done();
                            return PreparedStore.descending(
                                    store, "whole", Given.pictures(folder.resolve("pictures"), 16, 8));
                        },
                        "whole",
                        "ashlar cut"),
                refusal(
                        "network to profile that is not cut",
                        folder -> {
                            Path store = prepared.copy(folder);
                            Launch.of("import", network(folder), "--store", store, "--name", "whole")
                                    .done();
                            return PreparedStore.profiling(
                                    store, "whole", Given.pictures(folder.resolve("pictures"), 8, 8));
                        },
                        "whole",
                        "ashlar cut"),
                damaged("manifest cut off", "net/model.json", content -> Arrays.copyOf(content, content.length / 2)),
                damaged("manifest empty", "net/model.json", content -> new byte[0]),
                damaged("manifest of a newer format", "net/model.json", content -> new String(
                                content, StandardCharsets.UTF_8)
                        .replaceFirst("(\"format[A-Za-z]*\" *: *)\\d+", "$199")
                        .getBytes(StandardCharsets.UTF_8)),
                damaged("unknown kind of compression", "net/model.json", content -> new String(
                                content, StandardCharsets.UTF_8)
                        .replace("channel-pruning", "channel-folding")
                        .getBytes(StandardCharsets.UTF_8)),
                refusal(
                        "block missing",
                        folder -> {
                            Path store = prepared.copy(folder);
                            Files.delete(store.resolve("net/blocks/b01/original.onnx"));
                            return PreparedStore.profiling(
                                    store, "net", Given.pictures(folder.resolve("pictures"), 8, 8));
                        },
                        "b01",
                        "is missing"),
                refusal(
                        "block damaged",
                        folder -> {
                            Path store = prepared.copy(folder);
                            damage(store.resolve("net/blocks/b02/original.onnx"));
                            return PreparedStore.descending(
                                    store, "net", Given.pictures(folder.resolve("pictures"), 16, 8));
                        },
                        "b02",
                        "is damaged"),
                refusal(
                        "original damaged",
                        folder -> {
                            Path store = prepared.copy(folder);
                            damage(store.resolve("net/original.onnx"));
                            return List.of("cut", "net", "--store", store, "--blocks", 2);
                        },
                        "original.onnx",
                        "is damaged"),
                refusal(
                        "store that is a file",
                        folder ->
                                List.of("import", network(folder), "--store", Given.text(folder.resolve("file"), "x")),
                        "file",
                        "folder"),
                refusal(
                        "store below a file",
                        folder -> List.of(
                                "import",
                                network(folder),
                                "--store",
                                Given.text(folder.resolve("file"), "x").resolve("store")),
                        "file"),
                refusal(
                        "store to prepare in below a file",
                        folder -> List.of(
                                "prepare",
                                network(folder),
                                "--store",
                                Given.text(folder.resolve("file"), "x").resolve("store"),
                                "--data",
                                Given.pictures(folder.resolve("pictures"), 8, 8)),
                        "file"),
                refusal(
                        "store that nobody can write",
                        folder -> List.of("import", network(folder), "--store", "/proc/ashlar-store"),
                        "/proc/ashlar-store"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void stores(Refusal refusal, @TempDir Path folder) throws IOException {
        refusal.check(folder);
    }

    private static Refusal damaged(String name, String file, UnaryOperator<byte[]> damage) {
        return refusal(
                name,
                folder -> {
                    Path store = prepared.copy(folder);
                    Path path = store.resolve(file);
                    Files.write(path, damage.apply(Files.readAllBytes(path)));
                    return PreparedStore.profiling(store, "net", Given.pictures(folder.resolve("pictures"), 8, 8));
                },
                file);
    }

    private static void damage(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 0x55;
        Files.delete(file);
        Files.write(file, content);
    }

    private static Path network(Path folder) {
        return Given.bytes(folder.resolve("net.onnx"), PreparedStore.NETWORK);
    }
}
