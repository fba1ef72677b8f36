/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.core.testing.JsonSchema;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ashlar cut --json} prints is what {@code docs/formats/cut.schema.json} says. */
class CutJsonTest {
    @TempDir
    private Path folder;

    private JsonNode cut(Object network, Object... options) throws IOException {
        List<Object> args = new ArrayList<>(List.of("cut", network, "--json", "--store", folder.resolve("store")));
        args.addAll(List.of(options));
        JsonNode cut =
                new ObjectMapper().readTree(Launch.of(args.toArray()).done().out());
        assertThat(JsonSchema.documented("cut.schema.json").faults(cut))
                .as("%s", cut)
                .isEmpty();
        return cut;
    }

    @Test
    void aFileAndTheNetworkImportedFromItAreToldOfAlike() throws IOException {
        Path file = Given.network(folder.resolve("net.onnx"));
        Launch.of("import", file, "--store", folder.resolve("store")).done();

        assertThat(cut("net")).isEqualTo(cut(file));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theSharesAddUpHoweverManyBlocksThereAre(long seed) throws IOException {
        ModelProto network = OnnxNets.residual(seed, 16, 16);

        JsonNode cut = cut(Given.network(folder.resolve("net.onnx"), network), "--blocks", seed);

        assertThat(cut.path("blocks")).as("seed %d", seed).hasSizeLessThanOrEqualTo((int) seed);
        double elastic = 0;
        double prunable = 0;
        for (JsonNode block : cut.path("blocks")) {
            double share = block.path("share").doubleValue();
            elastic += block.path("elastic").booleanValue() ? share : 0;
            prunable += share * block.path("prunableShare").doubleValue();
        }
        assertThat(cut.path("elasticShare").doubleValue()).isBetween(elastic - 1e-9, elastic + 1e-9);
        assertThat(cut.path("prunableShare").doubleValue()).isBetween(prunable - 1e-9, prunable + 1e-9);
    }

    @Test
    void aNetworkWithoutChannelsToLoseIsAllGlue() throws IOException {
        OnnxNets net = OnnxNets.seeded(1);
        String answer = net.op("Sigmoid", net.maxPool(net.relu(net.input("input", -1, 3, 16, 16)), 2, 2));

        JsonNode cut = cut(Given.network(
                folder.resolve("net.onnx"), net.output(answer, -1, 3, 8, 8).model()));

        assertThat(cut.path("elasticShare").doubleValue()).isZero();
        assertThat(cut.path("glue")).hasSameSizeAs(cut.path("blocks"));
        assertThat(cut.path("blocks").path(0).path("note").textValue()).contains("no layer");
        assertThat(cut.path("blocks")
                        .path(0)
                        .path("inputs")
                        .path(0)
                        .path("shape")
                        .textValue())
                .isEqualTo("?x3x16x16");
    }

    @Test
    void realNetworksAreElasticForTheMostPart() throws IOException {
        for (String name : List.of("FastestDet.onnx", "yunet_n_320.onnx", "light_squeezenet.onnx")) {
            assertThat(cut(SharedData.require("models/" + name))
                            .path("elasticShare")
                            .doubleValue())
                    .as(name)
                    .isGreaterThan(0.8);
        }
    }
}
