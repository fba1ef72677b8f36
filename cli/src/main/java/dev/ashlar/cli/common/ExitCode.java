/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

/** What the process ends with. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;

    /** A fault of Ashlar itself. */
    public static final int FAULT = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** Something that was given cannot be used: a file, a network, a folder, a budget. */
    public static final int UNUSABLE = 3;

    /** A frame is not accounted for (I7). */
    public static final int UNACCOUNTED = 4;

    /** What was asked about is out of date. */
    public static final int STALE = 5;

    private ExitCode() {}
}
