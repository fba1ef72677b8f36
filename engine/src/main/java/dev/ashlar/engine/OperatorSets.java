/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.ashlar.core.graph.RaisedOperators;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versions of the operators that one graph of several blocks uses. */
final class OperatorSets {
    /*
     * Rounded blocks of a network of sets 7 to 9 are of set 10, the first in which ONNX Runtime makes 8-bit operators of
     * them; its other blocks stay what they are. Both are of set 10 together, which changes nothing but these operators.
     */
    private static final String STANDARD = "";

    private final Map<String, Long> versions = new TreeMap<>();
    private boolean raisable = true;

    /** Adds those of a block; answers with why it cannot be in one graph with the blocks before, or null. */
    @Nullable
    String add(ModelProto model) {
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            String domain = set.getDomain().equals("ai.onnx") ? STANDARD : set.getDomain();
            long version = set.getVersion();
            if (domain.isEmpty()) {
                raisable &= isRaisable(model, version);
            }
            Long before = versions.get(domain);
            if (before != null && before != version && !(domain.isEmpty() && raisable)) {
                return "blocks use versions %d and %d of the operators of '%s'".formatted(before, version, domain);
            }
            versions.merge(domain, version, Math::max);
        }
        return null;
    }

    private static boolean isRaisable(ModelProto model, long version) {
        return RaisedOperators.isRaisable(version)
                && model.getGraph().getNodeList().stream()
                        .filter(node -> node.getDomain().isEmpty())
                        .allMatch(node -> RaisedOperators.isUnchanged(node.getOpType(), version));
    }

    /** Declares them in a graph of all that were added. */
    void declare(ModelProto.Builder model) {
        versions.forEach((domain, version) -> model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    }
}
