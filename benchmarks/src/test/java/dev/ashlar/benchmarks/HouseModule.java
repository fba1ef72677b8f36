/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A module of the house and what it may know.
 *
 * @param name as in the parent pom; its packages lie below {@code dev.ashlar.<name>}
 * @param fewestClasses far below what it has, and far above what a broken search would find
 * @param sees the modules it may import beside itself
 * @param libraries the packages of the outside libraries it may import beside the JDK
 */
record HouseModule(String name, int fewestClasses, List<String> sees, List<String> libraries) {
    private static final List<String> CORE = List.of("core");
    private static final List<String> RUN_TIME = List.of("core", "store", "engine", "optimizer", "coordinator");
    private static final List<String> BELOW_WIRING =
            List.of("core", "store", "blocks", "engine", "profiler", "optimizer", "coordinator");
    private static final Pattern LISTED = Pattern.compile("<module>([^<]+)</module>");

    static final List<HouseModule> ALL = List.of(
            new HouseModule("core", 50, List.of(), List.of()),
            new HouseModule("store", 25, CORE, List.of("com.fasterxml.jackson..")),
            new HouseModule(
                    "blocks",
                    40,
                    CORE,
                    List.of("ai.djl..", "ai.onnx.proto..", "com.google.protobuf..", "org.ejml..", "org.slf4j..")),
            new HouseModule(
                    "engine",
                    15,
                    CORE,
                    List.of("ai.onnxruntime..", "ai.onnx.proto..", "com.google.protobuf..", "org.slf4j..")),
            new HouseModule("profiler", 6, CORE, List.of("org.HdrHistogram..", "org.slf4j..")),
            new HouseModule("optimizer", 12, CORE, List.of("com.google.ortools..", "org.slf4j..")),
            new HouseModule(
                    "coordinator", 35, CORE, List.of("io.vertx..", "com.github.benmanes.caffeine..", "org.slf4j..")),
            new HouseModule(
                    "cli",
                    40,
                    BELOW_WIRING,
                    List.of("picocli..", "me.tongfei.progressbar..", "com.fasterxml.jackson..", "io.vertx..")),
            new HouseModule("samples", 3, RUN_TIME, List.of("io.vertx..")),
            new HouseModule(
                    "benchmarks",
                    20,
                    BELOW_WIRING,
                    List.of(
                            "ai.djl..",
                            "ai.onnx.proto..",
                            "com.google.ortools..",
                            "com.google.protobuf..",
                            "io.vertx..",
                            "picocli..",
                            "com.fasterxml.jackson..")));

    static List<String> names() {
        return ALL.stream().map(HouseModule::name).toList();
    }

    /** The modules that know core and the outside world. */
    static List<HouseModule> rims() {
        return ALL.stream().filter(module -> module.sees().equals(CORE)).toList();
    }

    /** Where the classes of modules lie, in the notation of ArchUnit. */
    static String[] packagesOf(Collection<String> modules) {
        return modules.stream().map(HouseModule::packagesOf).toArray(String[]::new);
    }

    private static String packagesOf(String module) {
        return "dev.ashlar." + module + "..";
    }

    String packages() {
        return packagesOf(name);
    }

    /** What the parent pom lists. */
    static List<String> namesInTheParentPom() throws IOException {
        Matcher matcher = LISTED.matcher(Files.readString(root().resolve("pom.xml")));
        List<String> listed = new ArrayList<>();
        while (matcher.find()) {
            listed.add(matcher.group(1));
        }
        return listed;
    }

    /** The names of the classes that its sources declare, and of its {@code package-info}s. */
    List<String> sources() throws IOException {
        Path folder = root().resolve(name).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(file -> file.endsWith(".java") && !file.equals("module-info.java"))
                    .map(file -> file.substring(0, file.length() - ".java".length())
                            .replace(folder.getFileSystem().getSeparator(), "."))
                    .toList();
        }
    }

    /** Tests run in the folder of their module. */
    static Path root() {
        return Path.of("..").toAbsolutePath().normalize();
    }
}
