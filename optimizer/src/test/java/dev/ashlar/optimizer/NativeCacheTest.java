/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it looks at inodes")
class NativeCacheTest {
    private static final Map<String, String> CONTENT =
            new TreeMap<>(Map.of("libdoor.so", "the door", "libroom.so.1", "the room behind it".repeat(9000)));

    private final Path folder;
    private final Path root;
    private final Path jar;

    NativeCacheTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        root = folder.resolve("cache");
        jar = folder.resolve("natives.jar");
        pack(jar, "bundle", CONTENT);
    }

    private static void pack(Path jar, String folder, Map<String, String> content) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(folder + "/"));
            for (Map.Entry<String, String> file : content.entrySet()) {
                out.putNextEntry(new JarEntry(folder + "/" + file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static Path provide(Path jar, Path root) throws IOException {
        try (URLClassLoader classPath =
                        new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                NativeBundle bundle = NativeBundle.find(classPath, "bundle", "libdoor.so")) {
            return new NativeCache(root).provide(bundle);
        }
    }

    private Path provide() throws IOException {
        return provide(jar, root);
    }

    private static void assertThatItHoldsTheBundle(Path place) throws IOException {
        for (Map.Entry<String, String> file : CONTENT.entrySet()) {
            assertThat(place.resolve(file.getKey())).hasContent(file.getValue());
        }
        assertThat(names(place)).containsExactlyInAnyOrder("libdoor.so", "libroom.so.1", "verified.txt");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    @Test
    void unpacksOnceAndFindsItAgain() throws IOException {
        Path place = provide();
        assertThatItHoldsTheBundle(place);
        assertThat(place.getParent()).isEqualTo(root);
        Object before = inode(place.resolve("libdoor.so"));
        assertThat(provide()).isEqualTo(place);
        assertThat(inode(place.resolve("libdoor.so"))).isEqualTo(before);
        assertThat(names(root))
                .containsExactlyInAnyOrder(".lock", place.getFileName().toString());
    }

    @Test
    void keepsAnotherContentInAnotherFolder() throws IOException {
        Path place = provide();
        Map<String, String> other = new TreeMap<>(CONTENT);
        other.put("libdoor.so", "der Door");
        pack(jar, "bundle", other);
        Path second = provide();
        assertThat(second).isNotEqualTo(place);
        assertThat(second.resolve("libdoor.so")).hasContent("der Door");
        assertThatItHoldsTheBundle(place);
    }

    @Test
    void replacesAFileThatWasChangedThoughItsSizeAndTimeAreTheSame() throws IOException {
        Path file = provide().resolve("libdoor.so");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "the dior");
        Files.setLastModifiedTime(file, time);
        assertThatItHoldsTheBundle(provide());
    }

    @Test
    void replacesAFileThatWasTruncatedOrRemoved() throws IOException {
        Files.writeString(provide().resolve("libdoor.so"), "the");
        assertThatItHoldsTheBundle(provide());
        Files.delete(provide().resolve("libroom.so.1"));
        assertThatItHoldsTheBundle(provide());
    }

    @Test
    void removesAStrangerThatTheLinkerWouldFind() throws IOException {
        Files.writeString(provide().resolve("libc.so.6"), "gotcha");
        assertThatItHoldsTheBundle(provide());
        Files.createDirectory(provide().resolve("glibc-hwcaps"));
        assertThatItHoldsTheBundle(provide());
    }

    @Test
    void doesNotTrustACopiedFolderWhateverItsStampSays() throws IOException {
        Path original = provide();
        Path otherRoot = Files.createDirectories(folder.resolve("copied"));
        Path copy = Files.createDirectories(otherRoot.resolve(original.getFileName()));
        for (String name : names(original)) {
            Files.copy(original.resolve(name), copy.resolve(name));
        }
        Files.writeString(copy.resolve("libdoor.so"), "the dior");
        assertThatItHoldsTheBundle(provide(jar, otherRoot));
    }

    @Test
    void acceptsACopiedFolderOfTheRightContentAsItIs() throws IOException {
        Path original = provide();
        Path otherRoot = Files.createDirectories(folder.resolve("copied"));
        Path copy = Files.createDirectories(otherRoot.resolve(original.getFileName()));
        for (String name : names(original)) {
            Files.copy(original.resolve(name), copy.resolve(name));
        }
        Object before = inode(copy.resolve("libdoor.so"));
        assertThatItHoldsTheBundle(provide(jar, otherRoot));
        assertThat(inode(copy.resolve("libdoor.so"))).isEqualTo(before);
    }

    @Test
    void survivesAStampOfGarbage() throws IOException {
        Path stamp = provide().resolve("verified.txt");
        for (byte[] garbage : List.of(new byte[0], new byte[] {(byte) 0xff, (byte) 0xfe, 0, 10}, new byte[3 << 20])) {
            Files.write(stamp, garbage);
            assertThatItHoldsTheBundle(provide());
        }
    }

    @Test
    void clearsAwayWhatACrashLeftLongAgoAndNothingElse() throws IOException {
        Files.createDirectories(root);
        Path old = Files.createDirectories(root.resolve(".unfinished-old"));
        Files.writeString(old.resolve("libdoor.so"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        Path young = Files.createDirectories(root.resolve(".unfinished-young"));
        Path foreign = Files.createDirectories(root.resolve("holiday-photos"));
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.EPOCH));
        provide();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(foreign).exists();
    }

    @Test
    void servesManyWhoComeAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Path>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(this::provide);
            }
            for (Future<Path> answer : threads.invokeAll(calls)) {
                assertThatItHoldsTheBundle(answer.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(names(root)).hasSize(2).contains(".lock");
    }

    @Test
    void failsWhereTheFolderIsAFile() throws IOException {
        Files.writeString(root, "a file");
        assertThatThrownBy(this::provide).isInstanceOf(IOException.class);
    }

    @Test
    void saysWhatTheClassPathLacks() throws IOException {
        pack(jar, "elsewhere", CONTENT);
        assertThatThrownBy(this::provide)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the class path holds no bundle/libdoor.so");
    }

    @Test
    void takesNoNameThatLeavesTheFolder() throws IOException {
        Map<String, String> evil = new TreeMap<>(CONTENT);
        evil.put("../../evil.so", "gotcha");
        evil.put("deeper/evil.so", "gotcha");
        pack(jar, "bundle", evil);
        assertThatItHoldsTheBundle(provide());
        assertThat(folder.resolve("evil.so")).doesNotExist();
    }
}
