/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.Loader;
import com.google.ortools.init.OrToolsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the native part of OR-Tools available, once per JVM. */
final class OrToolsNatives {
    /*
     * OR-Tools' own loader unpacks 71 MB into java.io.tmpdir at every start, leaves them there after a crash, and on
     * Linux and macOS returns in silence when linking failed. So the libraries are kept in a folder of ours, its loader
     * is the second choice, and success is judged by calling a native method.
     *
     * The libraries name each other with $ORIGIN on Linux and @loader_path on macOS: one load finds all. On Windows a
     * library is found if it was loaded before, so all are tried in turn until none is left or none moves.
     *
     * A native library belongs to the class loader of whoever loads it. If that is not OR-Tools' own, only its loader
     * can do it.
     */
    private static final Logger LOG = LoggerFactory.getLogger(OrToolsNatives.class);
    private static final String DOOR = System.mapLibraryName("jniortools");

    private OrToolsNatives() {}

    /**
     * Loads the natives unless they are.
     *
     * @param folder where they are kept unpacked; for this user alone
     * @throws PlannerException if they cannot be loaded from there nor in any other way
     */
    static synchronized void load(Path folder) {
        if (answers()) {
            return;
        }
        Throwable first = tryCache(folder);
        if (answers()) {
            return;
        }
        LOG.warn("Cannot load the solver from {}; unpacking it to java.io.tmpdir instead.", folder, first);
        Throwable second = tryStockLoader();
        if (!answers()) {
            PlannerException failure = new PlannerException(advice(folder, first), first);
            if (second != null) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    private static boolean answers() {
        try {
            return !OrToolsVersion.getVersionString().isEmpty();
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static @Nullable Throwable tryCache(Path folder) {
        ClassLoader owner = Loader.class.getClassLoader();
        if (owner != OrToolsNatives.class.getClassLoader()) {
            return new IOException("OR-Tools belongs to another class loader");
        }
        try (NativeBundle bundle = NativeBundle.find(owner, "ortools-" + platform(), DOOR)) {
            Path place = new NativeCache(folder.toAbsolutePath()).provide(bundle);
            if (platform().startsWith("win32")) {
                loadInTurn(place);
            } else {
                System.load(place.resolve(DOOR).toString());
            }
            return null;
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            return e;
        }
    }

    private static void loadInTurn(Path place) throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(place)) {
            left = new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(".dll")).toList());
        }
        UnsatisfiedLinkError last = null;
        int before;
        do {
            before = left.size();
            for (Path file : List.copyOf(left)) {
                try {
                    System.load(file.toString());
                    left.remove(file);
                } catch (UnsatisfiedLinkError e) {
                    last = e;
                }
            }
        } while (!left.isEmpty() && left.size() < before);
        if (!left.isEmpty() && last != null) {
            throw last;
        }
    }

    private static @Nullable Throwable tryStockLoader() {
        try {
            Loader.loadNativeLibraries();
            return null;
        } catch (RuntimeException | LinkageError e) {
            return e;
        }
    }

    /** Operating system and processor as OR-Tools writes them, such as {@code linux-x86-64}. */
    static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "win32" : os.replace(' ', '-');
        String processor =
                switch (arch) {
                    case "amd64", "x86_64" -> "x86-64";
                    case "arm64" -> "aarch64";
                    default -> arch;
                };
        return system + "-" + processor;
    }

    private static String advice(Path folder, @Nullable Throwable cause) {
        return ("The solver's native libraries for %s can be loaded neither from %s nor from %s (%s)."
                        + " Maybe both folders forbid execution (noexec) or are full, the jar"
                        + " com.google.ortools:ortools-%s is not on the class path, or the C library is musl"
                        + " (Alpine) where glibc 2.28 or later is needed.")
                .formatted(
                        platform(),
                        folder,
                        System.getProperty("java.io.tmpdir"),
                        cause == null ? "no error was reported" : String.valueOf(cause.getMessage()),
                        platform());
    }
}
