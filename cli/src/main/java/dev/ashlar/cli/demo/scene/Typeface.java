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
        try (InputStream file = Typeface.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new SceneException(
                        "The font (%s) must be on the class path. Maybe add openpdf-fonts-extra to it."
                                .formatted(resource),
                        null);
            }
            return Font.createFont(Font.TRUETYPE_FONT, file).deriveFont((float) EM);
        } catch (IOException | FontFormatException e) {
            throw new SceneException("The font (%s) cannot be read: %s".formatted(resource, e.getMessage()), e);
        } catch (LinkageError e) {
            throw new SceneException(
                    ("The font (%s) cannot be set, since the font library of this Java does not load (%s)."
                                    + " Maybe install the Debian packages libfreetype6, fontconfig and fonts-dejavu-core.")
                            .formatted(resource, e),
                    e);
        }
    }
}
