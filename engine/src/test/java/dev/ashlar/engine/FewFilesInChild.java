/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens a block, then another while the process can open no more files, then that one again when it can. */
final class FewFilesInChild {
    private FewFilesInChild() {}

    public static void main(String[] arguments) throws IOException {
        List<BlockFile> files = new ArrayList<>();
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            byte[] content = Files.readAllBytes(Path.of(name));
            files.add(new BlockFile(Path.of(name), Digest.sha256(content), content.length));
        }
        try (OrtBlockEngine engine = OrtBlockEngine.open(Path.of(arguments[0]))) {
            engine.open(files.get(0)).close();
            // Loads the classes of a refusal while files can be opened.
            refused(engine, new BlockFile(Path.of("absent"), files.get(1).digest(), 1));
            List<FileInputStream> streams = new ArrayList<>();
            try {
                while (true) {
                    streams.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException full) {
                System.out.println("full after " + streams.size());
            }
            System.out.println(refused(engine, files.get(1)));
            for (FileInputStream stream : streams) {
                stream.close();
            }
            engine.open(files.get(1)).close();
            engine.open(files.get(2)).close();
            System.out.println("opened again");
        }
    }

    private static String refused(OrtBlockEngine engine, BlockFile file) {
        try {
            engine.open(file).close();
            return "not refused";
        } catch (EngineException e) {
            return "refused " + e.getMessage();
        }
    }
}
