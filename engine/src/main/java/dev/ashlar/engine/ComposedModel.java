/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.graph.TensorSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A composition as one portable network: what ONNX Runtime would be given if there were no blocks. */
public final class ComposedModel {
    private ComposedModel() {}

    /**
     * One ONNX file of the portable files of blocks; outputs are in the order of the catalog.
     *
     * @param blocks one for each block of the network, in order
     */
    public static byte[] of(BlockCatalog catalog, List<BlockFile> blocks) {
        List<LinkPart> parts = new ArrayList<>();
        for (BlockFile block : blocks) {
            byte[] portable = BlockPreparation.verified(block);
            CheckedModel.require("block file " + block.path(), portable);
            try {
                parts.add(new LinkPart(ModelProto.parseFrom(portable), ""));
            } catch (IOException e) {
                throw new EngineException(
                        "The block file %s cannot be parsed: %s. Maybe import the network again."
                                .formatted(block.path(), e.getMessage()),
                        e);
            }
        }
        List<String> writes = catalog.outputs().stream().map(TensorSpec::name).toList();
        Linker.Result whole = Linker.concatenate(parts, Set.of(catalog.input().name()), writes);
        ModelProto model = whole.model();
        if (model == null) {
            throw new EngineException(
                    "The blocks of %s cannot be made one network: %s. Maybe run them as they are."
                            .formatted(catalog.model(), whole.obstacle()),
                    null);
        }
        return model.toByteArray();
    }
}
