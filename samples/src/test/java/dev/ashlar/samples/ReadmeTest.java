/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example in the README is the region of {@link EmbedAshlar} that is compiled and run. */
class ReadmeTest {
    private static final Pattern SHOWN =
            Pattern.compile("<!-- example -->\\s*```java\\n(.*?)```\\s*<!-- /?example -->", Pattern.DOTALL);
    private static final Pattern COMPILED =
            Pattern.compile("( *)// tag::example\\n(.*?) *// end::example", Pattern.DOTALL);

    @Test
    void showsWhatIsCompiled() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String sample = Files.readString(Path.of("src/main/java/dev/ashlar/samples/EmbedAshlar.java"));

        assertThat(region(SHOWN, 1, readme)).isEqualTo(compiled(sample));
    }

    private static String compiled(String source) {
        String margin = region(COMPILED, 1, source);
        List<String> lines = region(COMPILED, 2, source).lines().toList();
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.startsWith(margin) ? line.substring(margin.length()) : line)
                    .append('\n');
        }
        return text.toString();
    }

    private static String region(Pattern pattern, int group, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s must be found", pattern).isTrue();
        return matcher.group(group);
    }
}
