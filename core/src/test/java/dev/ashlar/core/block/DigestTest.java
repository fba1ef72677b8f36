/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DigestTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);

    @Test
    void isTheSha256OfTheContent() {
        assertThat(Digest.sha256(ABC)).hasToString(OF_ABC);
        assertThat(Digest.sha256(ABC).isSha256()).isTrue();
    }

    @Test
    void readsWhatRemainsInABufferAndLeavesItsPosition() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(5).put(1, ABC).position(1).limit(4);
        assertThat(Digest.sha256(buffer)).hasToString(OF_ABC);
        assertThat(buffer.position()).isEqualTo(1);
        assertThat(buffer.limit()).isEqualTo(4);
    }

    @Test
    void knowsAWellFormedSha256() {
        assertThat(new Digest(OF_ABC.toUpperCase(java.util.Locale.ROOT)).isSha256())
                .isFalse();
        assertThat(new Digest(OF_ABC.substring(1)).isSha256()).isFalse();
        assertThat(new Digest("g" + OF_ABC.substring(1)).isSha256()).isFalse();
    }

    @Test
    void refusesNothingAndTooMuch() {
        assertThatThrownBy(() -> new Digest("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Digest("x".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new Digest("x".repeat(129))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAFileOnlyIfItIsASha256() {
        Path path = Path.of("x.onnx");
        assertThat(new BlockFile(path, new Digest(OF_ABC), 3).bytes()).isEqualTo(3);
        assertThatThrownBy(() -> new BlockFile(path, new Digest("x"), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The digest (x) of x.onnx must be a SHA-256.");
        assertThatThrownBy(() -> new BlockFile(path, new Digest(OF_ABC), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
