/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import picocli.CommandLine;

/** The commands of the offline stage. */
public final class OfflineCommands {
    private OfflineCommands() {}

    /** Adds them to a command line. */
    public static void register(CommandLine line) {
        line.addSubcommand(new ImportCommand());
        line.addSubcommand(new CutCommand());
        line.addSubcommand(new DescendCommand());
        line.addSubcommand(new ProfileCommand());
        line.addSubcommand(new PolishCommand());
        line.addSubcommand(new PrepareCommand());
        line.addSubcommand(new EvaluateCommand());
        line.addSubcommand(new ReportCommand());
        line.addSubcommand(new PrepareDemoCommand());
    }
}
