/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a block file, given after the cache folder, says so, and keeps it open until its input ends. */
final class HoldsBlocksInChild {
    private HoldsBlocksInChild() {}

    public static void main(String[] arguments) throws IOException {
        byte[] content = Files.readAllBytes(Path.of(arguments[1]));
        BlockFile file = new BlockFile(Path.of(arguments[1]), Digest.sha256(content), content.length);
        try (OrtBlockEngine engine = OrtBlockEngine.open(Path.of(arguments[0]));
                LoadedBlock block = engine.open(file)) {
            System.out.println("open " + block.digest());
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
        System.out.println("closed");
    }
}
