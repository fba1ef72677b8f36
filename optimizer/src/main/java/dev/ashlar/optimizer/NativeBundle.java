/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.Digest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The native libraries for one platform, as they lie packed in a jar on the class path. */
final class NativeBundle implements AutoCloseable {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

    private final String name;
    private final JarFile jar;
    private final List<Library> libraries;

    private NativeBundle(String name, JarFile jar, List<Library> libraries) {
        this.name = name;
        this.jar = jar;
        this.libraries = List.copyOf(libraries);
    }

    /**
     * A library in the jar.
     *
     * @param name its file name
     * @param size bytes when unpacked
     * @param crc CRC-32 of its content, as the jar's directory says
     * @param entry where it is packed
     */
    record Library(String name, long size, long crc, JarEntry entry) {}

    /**
     * Finds a bundle.
     *
     * @param name the folder within the jar, such as {@code ortools-linux-x86-64}
     * @param member a file that must be in it
     * @throws IOException if there is none, or it is not in a jar
     */
    static NativeBundle find(ClassLoader classPath, String name, String member) throws IOException {
        URL url = classPath.getResource(name + "/" + member);
        if (url == null) {
            throw new FileNotFoundException("the class path holds no %s/%s".formatted(name, member));
        }
        if (!(url.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException("the natives are not in a jar but at " + url);
        }
        connection.setUseCaches(false);
        JarFile jar = connection.getJarFile();
        List<Library> found = new ArrayList<>();
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
            if (!entry.isDirectory() && entry.getName().startsWith(name + "/")) {
                String file = entry.getName().substring(name.length() + 1);
                if (PLAIN_NAME.matcher(file).matches()) {
                    found.add(new Library(file, entry.getSize(), entry.getCrc(), entry));
                }
            }
        }
        found.sort(Comparator.comparing(Library::name));
        return new NativeBundle(name, jar, found);
    }

    List<Library> libraries() {
        return libraries;
    }

    InputStream open(Library library) throws IOException {
        return jar.getInputStream(library.entry());
    }

    /** A file name that differs whenever platform or content does, whatever version the libraries say they are. */
    String key() {
        String listing = libraries.stream()
                .map(library -> library.name() + ' ' + library.size() + ' ' + library.crc())
                .collect(Collectors.joining("\n"));
        String digest = Digest.sha256(listing.getBytes(StandardCharsets.UTF_8)).value();
        return name + "-" + digest.substring(0, 16);
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
