/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** Hears how the operators of a graph tie the channels of its tensors together. */
public interface ChannelSink {

    /** Channel i of one tensor is channel i of the other: where one goes, so must the other. */
    void same(String left, String right);

    /** The channels of {@code whole} are those of the parts, one part after the other. */
    void concatenated(List<String> parts, String whole);

    /** Channels {@code i * times} to {@code i * times + times - 1} of {@code to} are channel i of {@code from}. */
    void repeated(String from, String to, int times);

    /**
     * Channels {@code i * times} to {@code i * times + times - 1} of {@code to} are made of channel i of {@code from}
     * alone; the operator could as well work on a choice of channels of {@code from}.
     */
    void depthwise(NodeProto node, String from, String to, int times);

    /** Both tensors fall into so many groups of neighbouring channels, and each group of one is mixed to one of the other. */
    void grouped(String from, String to, int groups);

    /** The operator mixes all channels of {@code in} linearly into new channels of {@code out}. */
    void linear(NodeProto node, String in, String out);

    /** Input {@code index} of the operator is a constant with one slice along {@code axis} per channel of {@code tensor}. */
    void sliced(NodeProto node, int index, int axis, String tensor);

    /** Input {@code index} of the operator is a constant shape that names the number of channels of {@code tensor}. */
    void counted(NodeProto node, int index, String tensor);

    /** No channel of this tensor may go. */
    void fixed(String tensor);
}
