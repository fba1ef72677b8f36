/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import dev.ashlar.cli.demo.DemoCommand;
import dev.ashlar.cli.offline.OfflineCommands;
import dev.ashlar.cli.plan.PlanCommand;
import dev.ashlar.cli.plan.WhatIfCommand;
import picocli.CommandLine;

/** The commands that the class path has the libraries for. */
final class Commands {
    private static final String OFFLINE = "dev.ashlar.blocks.importing.ModelImporter";

    private Commands() {}

    static void register(CommandLine line) {
        if (isPresent(OFFLINE)) {
            OfflineCommands.register(line);
        }
        line.addSubcommand(new PlanCommand());
        line.addSubcommand(new WhatIfCommand());
        line.addSubcommand(new DemoCommand());
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, Commands.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
