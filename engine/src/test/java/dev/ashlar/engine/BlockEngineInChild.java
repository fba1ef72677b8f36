/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens block files, given after the cache folder, and says what each occupies or why it could not be opened. */
final class BlockEngineInChild {
    private BlockEngineInChild() {}

    public static void main(String[] arguments) throws IOException {
        try (OrtBlockEngine engine = OrtBlockEngine.open(Path.of(arguments[0]))) {
            List<LoadedBlock> blocks = new ArrayList<>();
            for (String name : List.of(arguments).subList(1, arguments.length)) {
                byte[] content = Files.readAllBytes(Path.of(name));
                BlockFile file = new BlockFile(Path.of(name), Digest.sha256(content), content.length);
                blocks.add(engine.open(file));
            }
            blocks.forEach(block -> System.out.println("opened " + block.footprint()));
            blocks.forEach(LoadedBlock::close);
        } catch (EngineException e) {
            System.out.println("refused " + e.getMessage());
        }
    }
}
