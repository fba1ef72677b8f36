/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.common.RunFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where, when and with what a study was made. */
public final class About {
    private About() {}

    /** Where and with what it runs; {@code options} are told as they print themselves. */
    public static Map<String, String> of(List<String> arguments, Object options) {
        Map<String, String> about = new LinkedHashMap<>(RunFacts.of(arguments));
        about.put("options", options.toString());
        about.put("threads", "1 to train and to be timed");
        return about;
    }
}
