/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.core.unit.Argument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a picture goes; the end of its name says in which form. */
public final class PictureFile {
    private final Path file;
    private final boolean page;

    private PictureFile(Path file, boolean page) {
        this.file = file;
        this.page = page;
    }

    /** A file that ends with {@code .svg} or {@code .html}; its folder must be there before anything is computed. */
    public static PictureFile at(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean page = name.endsWith(".html");
        Argument.require(
                page || name.endsWith(".svg"),
                "The picture (%s) must end with .svg or .html. Maybe write %s.svg.",
                file,
                file);
        return new PictureFile(file, page);
    }

    /** Throws unless the picture could be written. */
    public void requireFolder() {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new PictureException(
                    "The picture (%s) must be a plain file in a folder that is there. Maybe make the folder first."
                            .formatted(file),
                    null);
        }
    }

    /** Writes the picture in place of what stood there. */
    public void write(CutPicture picture) {
        try {
            Files.writeString(file, page ? picture.html() : picture.svg());
        } catch (IOException e) {
            throw new PictureException(
                    "The picture (%s) cannot be written (%s). Maybe choose another folder.".formatted(file, e), e);
        }
    }
}
