/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes attributes of operators. */
public final class Attributes {
    private Attributes() {}

    public static @Nullable AttributeProto find(NodeProto node, String name) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    public static long integer(NodeProto node, String name, long absent) {
        AttributeProto attribute = find(node, name);
        return attribute == null ? absent : attribute.getI();
    }

    public static float floating(NodeProto node, String name, float absent) {
        AttributeProto attribute = find(node, name);
        return attribute == null ? absent : attribute.getF();
    }

    public static String text(NodeProto node, String name, String absent) {
        AttributeProto attribute = find(node, name);
        return attribute == null ? absent : attribute.getS().toStringUtf8();
    }

    public static List<Long> integers(NodeProto node, String name, List<Long> absent) {
        AttributeProto attribute = find(node, name);
        return attribute == null ? absent : attribute.getIntsList();
    }

    public static AttributeProto of(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    /** The node with this attribute set, in the place of one of the same name. */
    public static NodeProto with(NodeProto node, AttributeProto attribute) {
        NodeProto.Builder changed = node.toBuilder().clearAttribute();
        node.getAttributeList().stream()
                .filter(other -> !other.getName().equals(attribute.getName()))
                .forEach(changed::addAttribute);
        return changed.addAttribute(attribute).build();
    }
}
