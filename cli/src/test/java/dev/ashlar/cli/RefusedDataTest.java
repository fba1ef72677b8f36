/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static dev.ashlar.cli.Refusal.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data sets that cannot be used, and what the demo is given. */
class RefusedDataTest {
    private static PreparedStore prepared = new PreparedStore(Path.of(""));

    @BeforeAll
    static void prepare(@TempDir Path folder) {
        prepared = PreparedStore.make(folder);
    }

    static Stream<Refusal> data() {
        return Stream.of(
                refusal(
                        "missing data set",
                        folder -> PreparedStore.profiling(prepared.copy(folder), "net", folder.resolve("absent")),
                        "absent"),
                refusal(
                        "empty data set",
                        folder -> PreparedStore.profiling(
                                prepared.copy(folder), "net", Files.createDirectory(folder.resolve("none"))),
                        "none"),
                refusal(
                        "data set without images",
                        folder -> {
                            Given.text(folder.resolve("texts/readme.txt"), "no image");
                            return PreparedStore.profiling(prepared.copy(folder), "net", folder.resolve("texts"));
                        },
                        "texts"),
                refusal(
                        "data set of a file",
                        folder -> PreparedStore.profiling(
                                prepared.copy(folder), "net", Given.text(folder.resolve("notes.txt"), "no image")),
                        "notes.txt"),
                refusal(
                        "broken image",
                        folder -> {
                            Path pictures = Given.pictures(folder.resolve("broken"), 12, 8);
                            for (int i = 0; i < 12; i++) {
                                Given.text(pictures.resolve("picture-%03d.png".formatted(i)), "no image");
                            }
                            return PreparedStore.descending(prepared.copy(folder), "net", pictures);
                        },
                        "broken",
                        "picture-000.png"),
                refusal(
                        "unknown part",
                        folder -> List.of(
                                "profile",
                                "net",
                                "--store",
                                prepared.copy(folder),
                                "--data",
                                parts(folder),
                                "--part",
                                "tset"),
                        "tset",
                        "train"),
                refusal(
                        "part of a set without parts",
                        folder -> List.of(
                                "profile",
                                "net",
                                "--store",
                                prepared.copy(folder),
                                "--data",
                                Given.pictures(folder.resolve("plain"), 4, 8),
                                "--part",
                                "test"),
                        "plain",
                        "no parts"),
                refusal(
                        "one image",
                        folder -> PreparedStore.profiling(
                                prepared.copy(folder), "net", Given.pictures(folder.resolve("lonely"), 1, 8)),
                        "lonely"),
                refusal(
                        "too few images to fit to",
                        folder -> PreparedStore.descending(
                                prepared.copy(folder), "net", Given.pictures(folder.resolve("few"), 5, 8)),
                        "few"),
                refusal(
                        "broken image among others",
                        folder -> {
                            Path pictures = Given.pictures(folder.resolve("torn"), 16, 8);
                            Given.bytes(pictures.resolve("picture-999.png"), new byte[0]);
                            return PreparedStore.descending(prepared.copy(folder), "net", pictures);
                        },
                        "torn",
                        "picture-999.png"),
                refusal(
                        "more classes than the network knows",
                        folder -> {
                            Path classes = folder.resolve("classes");
                            for (int i = 10; i < 22; i++) {
                                Given.pictures(classes.resolve("class-" + i), 4, 8);
                            }
                            return PreparedStore.descending(prepared.copy(folder), "net", classes);
                        },
                        "classes",
                        "knows 10 classes",
                        "without labels"),
                refusal(
                        "too little space for activations",
                        folder -> {
                            List<Object> args = new ArrayList<>(PreparedStore.descending(
                                    prepared.copy(folder), "net", Given.pictures(folder.resolve("plain"), 16, 8)));
                            args.addAll(List.of("--cache-bytes", "10k"));
                            return args;
                        },
                        "10.0 KiB",
                        "for 6 images",
                        "at least --cache-bytes "),
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

    private static Path parts(Path folder) {
        Given.pictures(folder.resolve("set/test"), 2, 8);
        Given.pictures(folder.resolve("set/train"), 4, 8);
        return folder.resolve("set");
    }

    private static Path network(Path folder) {
        return Given.bytes(folder.resolve("net.onnx"), PreparedStore.NETWORK);
    }
}
