/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versions of the operators that one graph of several blocks uses. */
final class OperatorSets {
    /*
     * Rounded blocks of a network of sets 7 to 9 are of set 10, the first in which ONNX Runtime makes 8-bit operators of
     * them; its other blocks stay what they are. Both are of set 10 together, which changes nothing but these operators.
     */
    private static final String STANDARD = "";
    private static final long FIRST_RAISED = 7;
    private static final long RAISED = 10;
    private static final Set<String> CHANGED_BY_RAISING = Set.of("Slice", "TopK", "Upsample");

    /** The last set in which the normalisation of a batch could differ by place. */
    private static final long LAST_SPATIAL = 8;

    private final Map<String, Long> versions = new TreeMap<>();
    private final Set<String> older = new HashSet<>();

    /** Adds those of a block; answers with why it cannot be in one graph with the blocks before, or null. */
    @Nullable
    String add(ModelProto model) {
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            String domain = set.getDomain().equals("ai.onnx") ? STANDARD : set.getDomain();
            if (domain.isEmpty() && set.getVersion() < RAISED) {
                model.getGraph().getNodeList().stream()
                        .filter(node -> node.getDomain().isEmpty())
                        .map(NodeProto::getOpType)
                        .filter(type -> CHANGED_BY_RAISING.contains(type)
                                || (type.equals("BatchNormalization") && set.getVersion() <= LAST_SPATIAL))
                        .forEach(older::add);
            }
            Long before = versions.get(domain);
            if (before != null && before != set.getVersion() && !isRaised(domain, before, set.getVersion())) {
                return "blocks use versions %d and %d of the operators of '%s'"
                        .formatted(before, set.getVersion(), domain);
            }
            versions.merge(domain, set.getVersion(), Math::max);
        }
        return null;
    }

    private boolean isRaised(String domain, long one, long other) {
        return domain.isEmpty()
                && Math.min(one, other) >= FIRST_RAISED
                && Math.max(one, other) <= RAISED
                && older.isEmpty();
    }

    /** Declares them in a graph of all that were added. */
    void declare(ModelProto.Builder model) {
        versions.forEach((domain, version) -> model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    }
}
