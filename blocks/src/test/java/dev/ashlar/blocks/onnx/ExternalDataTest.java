/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.BlocksException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a file may fetch from beside itself. */
class ExternalDataTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeWeights() throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[16]);
    }

    private static TensorProto floats(String name, long count) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(count)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"))
                .build();
    }

    @Test
    void readsConstantsUpToTheTotalAndNoneBeyond() {
        ExternalData external = new ExternalData(folder.resolve("net.onnx"), 32);
        assertThat(external.inline(floats("first", 4)).getRawData().size()).isEqualTo(16);
        assertThat(external.inline(floats("again", 4)).getRawData().size()).isEqualTo(16);
        assertThatThrownBy(() -> external.inline(floats("toomuch", 1)))
                .isInstanceOf(BlocksException.class)
                .hasMessage(
                        "The constants of %s up to toomuch take 36 bytes of external data; more than 32 are not read. Maybe the file is damaged, or many constants name the same bytes.",
                        folder.resolve("net.onnx"));
    }

    @Test
    void constantsInsideTheFileDoNotCount() {
        ExternalData external = new ExternalData(folder.resolve("net.onnx"), 0);
        TensorProto inside = TensorProto.newBuilder()
                .setName("inside")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(1)
                .addFloatData(1)
                .build();
        assertThat(external.inline(inside)).isEqualTo(inside);
    }

    @Test
    void refusesAConstantThatIsTooLargeByItself() {
        ExternalData external = new ExternalData(folder.resolve("net.onnx"));
        assertThatThrownBy(() -> external.inline(floats("huge", (1L << 28) + 1)))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("huge")
                .hasMessageContaining("more than 1073741824 are not read");
    }
}
