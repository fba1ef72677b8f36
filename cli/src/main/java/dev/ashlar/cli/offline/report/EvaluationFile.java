/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code ashlar evaluate --json} wrote, read again; {@code docs/formats/evaluation.schema.json} describes it. */
final class EvaluationFile {
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_COMPOSITIONS = 100_000;
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MOST_BYTES)
                            .maxNestingDepth(24)
                            .maxStringLength(1 << 16)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;

    private EvaluationFile(Path file) {
        this.file = file;
    }

    static List<Evaluated> readAll(List<Path> files) {
        List<Evaluated> all = new ArrayList<>();
        files.forEach(file -> all.addAll(new EvaluationFile(file).read()));
        return all;
    }

    private List<Evaluated> read() {
        JsonNode root = parse();
        if (!root.path("formatVersion").isInt() || root.path("formatVersion").intValue() > VERSION) {
            throw wrong("it has no version that is known here", null);
        }
        JsonNode list = root.path("compositions");
        if (!list.isArray() || list.size() > MOST_COMPOSITIONS) {
            throw wrong("it has no list of compositions", null);
        }
        try {
            ModelId model = new ModelId(root.path("model").asText());
            List<Evaluated> compositions = new ArrayList<>();
            for (JsonNode each : list) {
                compositions.add(composition(model, root.path("metric").asText(), each));
            }
            return compositions;
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()), e);
        }
    }

    private JsonNode parse() {
        if (!Files.isRegularFile(file)) {
            throw new ReportException(
                    "The evaluation (%s) is not there. Maybe its name is misspelt.".formatted(file), null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw wrong("it is too long", null);
            }
            return MAPPER.readTree(content);
        } catch (IOException e) {
            throw wrong("it is no JSON document", e);
        }
    }

    private ReportException wrong(String why, @Nullable Exception cause) {
        return new ReportException(
                "The file (%s) cannot be read as an evaluation: %s. Maybe write it with `ashlar evaluate --json`."
                        .formatted(file, why),
                cause);
    }

    private static Evaluated composition(ModelId model, String metric, JsonNode node) {
        List<DescendantId> choices = new ArrayList<>();
        node.path("choices").forEach(choice -> choices.add(new DescendantId(choice.asText())));
        List<Digest> digests = new ArrayList<>();
        node.path("digests").forEach(digest -> digests.add(new Digest(digest.asText())));
        JsonNode measured = node.path("measured");
        Reading drop = reading(measured.path("drop"));
        if (drop == null) {
            throw new IllegalArgumentException("a composition has no measured drop");
        }
        return new Evaluated(
                metric,
                new BlockChain(model, choices),
                digests,
                drop,
                reading(measured.path("latency").path("p50Nanos")),
                reading(measured.path("bytes")));
    }

    /** A number, or an object with its interval; null if there is none. */
    private static @Nullable Reading reading(JsonNode node) {
        if (node.isObject()) {
            return new Reading(number(node.path("value")), number(node.path("low")), number(node.path("high")));
        }
        return node.isNumber() ? Reading.exact(number(node)) : null;
    }

    private static double number(JsonNode node) {
        double value = node.asDouble(Double.NaN);
        if (!node.isNumber() || !Double.isFinite(value)) {
            throw new IllegalArgumentException("a measured number is missing or not finite");
        }
        return value;
    }
}
