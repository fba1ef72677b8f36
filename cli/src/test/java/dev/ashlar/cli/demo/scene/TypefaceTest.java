/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    @EnabledOnOs(OS.LINUX)
    void setsTextOnAMachineWithoutFonts(@TempDir Path folder) throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("fonts.conf"), "<?xml version=\"1.0\"?><fontconfig/>");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder bare = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Duser.home=" + folder,
                "-cp",
                classPath,
                SetText.class.getName());
        bare.environment().put("FONTCONFIG_FILE", configuration.toString());
        Path says = folder.resolve("says");
        int status = bare.redirectErrorStream(true)
                .redirectOutput(says.toFile())
                .start()
                .waitFor();

        assertThat(Files.readString(says)).endsWith("width " + SetText.width() + System.lineSeparator());
        assertThat(status).isZero();
    }

    /** Says how wide a word is. */
    static final class SetText {
        private SetText() {}

        public static void main(String[] arguments) {
            System.out.println("width " + width());
        }

        static double width() {
            return Typeface.SERIF_BOLD.outline("Harbour", 0).getBounds2D().getWidth();
        }
    }
}
