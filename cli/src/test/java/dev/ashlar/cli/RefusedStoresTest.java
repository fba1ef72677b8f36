/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static dev.ashlar.cli.Refusal.refusal;

import dev.ashlar.core.testing.OnnxNets;
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

/** Stores that lack something, were damaged or cannot be written, and data sets that cannot be used. */
class RefusedStoresTest {
    private static final byte[] NETWORK = OnnxNets.residual(1, 16, 16).toByteArray();

    @TempDir
    private static Path prepared = Path.of("");

    /** A store with one prepared network named "net". */
    @BeforeAll
    static void prepare() {
        Path pictures = Given.pictures(prepared.resolve("pictures"), 16, 20);
        Path network = Given.bytes(prepared.resolve("net.onnx"), NETWORK);
        Launch.of(
                        "prepare",
                        network,
                        "--store",
                        prepared.resolve("store"),
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
    }

    static Stream<Refusal> stores() {
        return Stream.of(
                refusal(
                        "network that is not in the store",
                        folder -> List.of("cut", "absent", "--store", copy(folder)),
                        "absent",
                        "[net]"),
                refusal(
                        "network to descend that is not in the store",
                        folder -> descending(folder, copy(folder), "absent"),
                        "absent"),
                refusal(
                        "network that is not cut",
                        folder -> {
                            Path store = copy(folder);
                            Launch.of("import", network(folder), "--store", store, "--name", "whole")
                                    .done();
                            return descending(folder, store, "whole");
                        },
                        "whole",
                        "ashlar cut"),
                refusal(
                        "network to profile that is not cut",
                        folder -> {
                            Path store = copy(folder);
                            Launch.of("import", network(folder), "--store", store, "--name", "whole")
                                    .done();
                            return profiling(folder, store, "whole");
                        },
                        "whole",
                        "ashlar cut"),
                damaged("manifest cut off", "net/model.json", content -> Arrays.copyOf(content, content.length / 2)),
                damaged("manifest empty", "net/model.json", content -> new byte[0]),
                damaged("manifest of a newer format", "net/model.json", content -> new String(
                                content, StandardCharsets.UTF_8)
                        .replaceFirst("(\"format[A-Za-z]*\" *: *)\\d+", "$199")
                        .getBytes(StandardCharsets.UTF_8)),
                refusal(
                        "block missing",
                        folder -> {
                            Path store = copy(folder);
                            Files.delete(store.resolve("net/blocks/b01/original.onnx"));
                            return profiling(folder, store, "net");
                        },
                        "b01",
                        "is missing"),
                refusal(
                        "block damaged",
                        folder -> {
                            Path store = copy(folder);
                            damage(store.resolve("net/blocks/b02/original.onnx"));
                            return descending(folder, store, "net");
                        },
                        "b02",
                        "is damaged"),
                refusal(
                        "original damaged",
                        folder -> {
                            Path store = copy(folder);
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

    static Stream<Refusal> data() {
        return Stream.of(
                refusal("missing data set", folder -> profiling(copy(folder), folder.resolve("absent")), "absent"),
                refusal(
                        "empty data set",
                        folder -> profiling(copy(folder), Files.createDirectory(folder.resolve("none"))),
                        "none"),
                refusal(
                        "data set without images",
                        folder -> {
                            Given.text(folder.resolve("texts/readme.txt"), "no image");
                            return profiling(copy(folder), folder.resolve("texts"));
                        },
                        "texts"),
                refusal(
                        "data set of a file",
                        folder -> profiling(copy(folder), Given.text(folder.resolve("notes.txt"), "no image")),
                        "notes.txt"),
                refusal(
                        "broken image",
                        folder -> {
                            Path pictures = Given.pictures(folder.resolve("broken"), 12, 8);
                            for (int i = 0; i < 12; i++) {
                                Given.text(pictures.resolve("picture-%03d.png".formatted(i)), "no image");
                            }
                            return descending(copy(folder), "net", pictures);
                        },
                        "broken",
                        "picture-000.png"),
                refusal(
                        "unknown part",
                        folder -> List.of(
                                "profile", "net", "--store", copy(folder), "--data", parts(folder), "--part", "tset"),
                        "tset",
                        "train"),
                refusal(
                        "part of a set without parts",
                        folder -> List.of(
                                "profile",
                                "net",
                                "--store",
                                copy(folder),
                                "--data",
                                Given.pictures(folder.resolve("plain"), 4, 8),
                                "--part",
                                "test"),
                        "plain",
                        "no parts"),
                refusal(
                        "one image",
                        folder -> profiling(copy(folder), Given.pictures(folder.resolve("lonely"), 1, 8)),
                        "lonely"),
                refusal(
                        "too few images to fit to",
                        folder -> descending(copy(folder), "net", Given.pictures(folder.resolve("few"), 5, 8)),
                        "few"),
                refusal(
                        "data set to prepare from that is missing",
                        folder -> List.of(
                                "prepare",
                                network(folder),
                                "--store",
                                folder.resolve("store"),
                                "--data",
                                folder.resolve("absent")),
                        "absent"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void data(Refusal refusal, @TempDir Path folder) throws IOException {
        refusal.check(folder);
    }

    static Stream<Refusal> demo() {
        return Stream.of(
                refusal(
                        "report that cannot be written",
                        folder -> List.of(
                                "demo",
                                "--json",
                                Given.text(folder.resolve("file"), "x").resolve("report.json"),
                                "--store",
                                folder.resolve("store")),
                        "report.json"),
                refusal(
                        "report that is a folder",
                        folder -> List.of("demo", "--json", folder, "--store", folder.resolve("store")),
                        "report"),
                refusal(
                        "missing video, with a report of an earlier run",
                        folder -> List.of(
                                "demo",
                                "--video",
                                folder.resolve("absent.mp4"),
                                "--json",
                                Given.text(folder.resolve("report.json"), "{\"earlier\": true}"),
                                "--store",
                                folder.resolve("store")),
                        "absent.mp4"),
                refusal(
                        "missing frames",
                        folder -> List.of(
                                "demo", "--frames", folder.resolve("absent"), "--store", folder.resolve("store")),
                        "absent"),
                refusal(
                        "store of the demo that is a file",
                        folder -> List.of("demo", "--store", Given.text(folder.resolve("file"), "x")),
                        "file"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void demo(Refusal refusal, @TempDir Path folder) throws IOException {
        refusal.check(folder);
    }

    private static Refusal damaged(String name, String file, UnaryOperator<byte[]> damage) {
        return refusal(
                name,
                folder -> {
                    Path store = copy(folder);
                    Path path = store.resolve(file);
                    Files.write(path, damage.apply(Files.readAllBytes(path)));
                    return profiling(folder, store, "net");
                },
                file);
    }

    private static Path parts(Path folder) {
        Given.pictures(folder.resolve("set/test"), 2, 8);
        Given.pictures(folder.resolve("set/train"), 4, 8);
        return folder.resolve("set");
    }

    private static void damage(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 0x55;
        Files.delete(file);
        Files.write(file, content);
    }

    private static List<Object> profiling(Path folder, Path store, String model) {
        return List.of("profile", model, "--store", store, "--data", Given.pictures(folder.resolve("pictures"), 8, 8));
    }

    private static List<Object> profiling(Path store, Path data) {
        return List.of("profile", "net", "--store", store, "--data", data);
    }

    private static List<Object> descending(Path folder, Path store, String model) {
        return descending(store, model, Given.pictures(folder.resolve("pictures"), 16, 8));
    }

    private static List<Object> descending(Path store, String model, Path data) {
        return List.of("descend", model, "--store", store, "--data", data, "--keep", 0.25, "--samples", 8);
    }

    /** A copy of the prepared store. */
    private static Path copy(Path folder) throws IOException {
        Path store = folder.resolve("store");
        Path source = prepared.resolve("store");
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = store.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
        return store;
    }

    private static Path network(Path folder) {
        return Given.bytes(folder.resolve("net.onnx"), NETWORK);
    }
}
