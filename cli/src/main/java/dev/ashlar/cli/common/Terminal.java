/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

/** Whether people watch. The launcher looks, because the virtual machine cannot tell the two streams apart. */
public final class Terminal {
    private Terminal() {}

    /** Whether standard output is a terminal that can be drawn on. */
    public static boolean isOutput() {
        return is("ashlar.terminal.out");
    }

    /** Whether standard error is a terminal that can be drawn on. */
    static boolean isError() {
        return is("ashlar.terminal.err");
    }

    private static boolean is(String property) {
        return Boolean.getBoolean(property) && !"dumb".equals(System.getenv("TERM"));
    }
}
