/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the report for machines goes. */
final class ReportFile {
    private final Path file;

    private ReportFile(Path file) {
        this.file = file;
    }

    /**
     * A file that can be written, which is left as it is until there is a report: nobody wants to hear of an unwritable
     * one after three minutes, or to lose the last report to a run that failed.
     */
    static ReportFile at(Path file) {
        try {
            boolean present = Files.exists(file);
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
            if (!present) {
                Files.delete(file);
            }
            return new ReportFile(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    void write(String text) {
        try {
            Files.writeString(file, text + System.lineSeparator());
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static DemoException unwritable(Path file, IOException cause) {
        return new DemoException(
                "The report (%s) cannot be written (%s). Maybe choose another folder.".formatted(file, cause), cause);
    }
}
