/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.Point2D;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A face of the Liberation fonts (SIL Open Font License). Safe for use by many threads. */
enum Typeface {
    SANS("Sans-Regular"),
    SANS_BOLD("Sans-Bold"),
    SANS_ITALIC("Sans-Italic"),
    SANS_BOLD_ITALIC("Sans-BoldItalic"),
    SERIF("Serif-Regular"),
    SERIF_BOLD("Serif-Bold"),
    SERIF_ITALIC("Serif-Italic"),
    SERIF_BOLD_ITALIC("Serif-BoldItalic"),
    MONO("Mono-Regular"),
    MONO_BOLD("Mono-Bold"),
    MONO_ITALIC("Mono-Italic"),
    MONO_BOLD_ITALIC("Mono-BoldItalic");

    /*
     * Before Java on Linux reads any font, it asks fontconfig for those of the machine, and where there is none it fails
     * with an IOException. A configuration of its own that names none makes it go on: none is needed here. The property
     * is set only after a first failure.
     */
    private static final String CONFIGURATION = "sun.awt.fontconfig";

    private static final String NO_FONTS = "version=1\nsequence.allfonts=default\n";

    /** Units of an em, in which outlines come. */
    static final double EM = 100;

    private static final FontRenderContext UNHINTED = new FontRenderContext(null, true, true);

    private static final Map<Typeface, Font> LOADED = new ConcurrentHashMap<>();

    private final String resource;

    Typeface(String name) {
        this.resource = "/liberation/Liberation" + name + ".ttf";
    }

    /**
     * The outline of a line of text, whose base line begins at the origin.
     *
     * @param text to be set
     * @param tracking room added after each letter, in ems
     */
    Shape outline(String text, double tracking) {
        GlyphVector glyphs = font().createGlyphVector(UNHINTED, text);
        for (int i = 1; i < glyphs.getNumGlyphs(); i++) {
            Point2D place = glyphs.getGlyphPosition(i);
            glyphs.setGlyphPosition(i, new Point2D.Double(place.getX() + i * tracking * EM, place.getY()));
        }
        return glyphs.getOutline();
    }

    /** Whether there is a glyph for each letter. */
    boolean covers(String text) {
        return font().canDisplayUpTo(text) < 0;
    }

    private Font font() {
        return LOADED.computeIfAbsent(this, Typeface::load);
    }

    private Font load() {
        try {
            return read();
        } catch (IOException e) {
            return loadBare(e);
        }
    }

    /** Loads the font as on a machine without fonts. */
    private Font loadBare(IOException first) {
        try {
            Path configuration = Files.createTempFile("ashlar-fonts", ".properties");
            configuration.toFile().deleteOnExit();
            Files.writeString(configuration, NO_FONTS);
            System.setProperty(CONFIGURATION, configuration.toString());
            return read();
        } catch (IOException e) {
            e.addSuppressed(first);
            throw new SceneException(
                    ("The font (%s) cannot be read: %s Maybe install the Debian packages fontconfig and"
                                    + " fonts-dejavu-core, which Java asks for before it reads a font of its own.")
                            .formatted(resource, e.getMessage()),
                    e);
        }
    }

    private Font read() throws IOException {
        try (InputStream file = Typeface.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new SceneException(
                        "The font (%s) must be on the class path. Maybe add openpdf-fonts-extra to it."
                                .formatted(resource),
                        null);
            }
            return Font.createFont(Font.TRUETYPE_FONT, file).deriveFont((float) EM);
        } catch (FontFormatException e) {
            throw new SceneException(
                    "The font (%s) is damaged: %s. Maybe fetch openpdf-fonts-extra anew."
                            .formatted(resource, e.getMessage()),
                    e);
        } catch (LinkageError e) {
            throw new SceneException(
                    ("The font (%s) cannot be set, since the font library of this Java does not load (%s)."
                                    + " Maybe install the Debian package libfreetype6.")
                            .formatted(resource, e),
                    e);
        }
    }
}
