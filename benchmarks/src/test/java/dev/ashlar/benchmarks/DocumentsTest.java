/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents speak of what is there: types and methods that exist, links that lead somewhere. */
class DocumentsTest {
    private static final Path ROOT = HouseModule.root();
    private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\|");

    @Test
    void typesAndMethodsExist() throws IOException {
        Map<String, String> sources = sources();
        for (String document : List.of("architecture.md", "internals.md")) {
            List<String> unknown = TYPE.matcher(
                            Files.readString(ROOT.resolve("docs").resolve(document)))
                    .results()
                    .filter(name -> !isKnown(name, sources))
                    .map(MatchResult::group)
                    .toList();
            assertThat(unknown).as(document).isEmpty();
        }
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            LINK.matcher(Files.readString(document))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !Files.exists(document.resolveSibling(link)))
                    .forEach(link -> broken.add(ROOT.relativize(document) + " -> " + link));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void noMergeIsLeftUndone() throws IOException {
        for (Path document : documents()) {
            assertThat(Files.readAllLines(document))
                    .as("%s", ROOT.relativize(document))
                    .noneMatch(line -> line.startsWith("<<<<<<< ") || line.startsWith(">>>>>>> "));
        }
    }

    @Test
    void everyDecisionIsIndexed() throws IOException {
        Path folder = ROOT.resolve("docs/decisions");
        String index = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.equals("README.md"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
        }
    }

    @Test
    void theGlossaryIsInOrder() throws IOException {
        List<String> words = ROW.matcher(Files.readString(ROOT.resolve("docs/glossary.md")))
                .results()
                .map(row -> row.group(1))
                .filter(word -> !word.equals("word") && !word.equals("---"))
                .toList();
        assertThat(words).hasSizeGreaterThan(50).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    }

    private static boolean isKnown(MatchResult name, Map<String, String> sources) {
        String type = name.group(1);
        String member = name.group(2);
        String source = sources.get(type);
        if (source == null) {
            return isInJdk(type) || sources.values().stream().anyMatch(text -> declares(text, type));
        }
        return member == null || source.contains(member);
    }

    /** Whether a type of this name is nested there. */
    private static boolean declares(String source, String type) {
        return Pattern.compile("\\b(?:record|class|interface|enum) " + type + "\\b")
                .matcher(source)
                .find();
    }

    private static boolean isInJdk(String type) {
        try {
            Class.forName("java.lang." + type);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The text of every source file, tests included, by the name of its type. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : HouseModule.names()) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> below = Files.walk(ROOT.resolve("docs"));
                Stream<Path> beside = Files.list(ROOT)) {
            return Stream.concat(below, beside)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
