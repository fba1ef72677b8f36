/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TypefaceTest {

    @Test
    void everyFaceLoadsAndDrawsLettersOfItsOwn() {
        Set<Double> widths = new HashSet<>();
        for (Typeface face : Typeface.values()) {
            Shape outline = face.outline("Harbour & 25g", 0);
            assertThat(outline.getBounds2D().getHeight()).as("%s", face).isBetween(60.0, 110.0);
            widths.add(outline.getBounds2D().getWidth());
        }
        assertThat(widths).hasSize(Typeface.values().length);
    }

    @Test
    void everyFaceCoversTheVocabulary() {
        List<List<String>> lists = List.of(
                Vocabulary.STREETS,
                Vocabulary.PLACES,
                Vocabulary.SHOPS,
                Vocabulary.SLOGANS,
                Vocabulary.POSTERS,
                Vocabulary.DETAILS,
                Vocabulary.ORDERS,
                Vocabulary.LIMITS);
        for (Typeface face : Typeface.values()) {
            for (List<String> words : lists) {
                assertThat(words).as("%s", face).isNotEmpty().allMatch(face::covers);
                assertThat(words).as("%s", face).allMatch(word -> face.covers(word.toUpperCase(Locale.ROOT)));
            }
        }
    }

    @Test
    void trackingWidensTheLineByTheRoomBetweenLetters() {
        double tight = Typeface.SANS.outline("abcd", 0).getBounds2D().getWidth();

        assertThat(Typeface.SANS.outline("abcd", 0.1).getBounds2D().getWidth() - tight)
                .isBetween(29.9, 30.1);
    }
}
