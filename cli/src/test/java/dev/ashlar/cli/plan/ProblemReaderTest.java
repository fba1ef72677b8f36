/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.testing.JsonSchema;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.StreamSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemReaderTest {
    @TempDir
    private Path folder;

    private static final String DEEP = "[".repeat(100_000);

    @Test
    void readsTheExampleToTheLastUnit() throws IOException {
        PlanRequest request = ProblemFiles.read(ProblemFiles.example());

        PlanModel det = request.models().get(new ModelId("det"));
        assertThat(det).isNotNull();
        assertThat(det.fixedNanos()).isEqualTo(900_000);
        assertThat(det.fixedBytes()).isEqualTo(2048 * 1024);
        assertThat(det.blocks().get(1).variants().get(2).nanos()).isEqualTo(4_900_000);
        assertThat(det.blocks().get(1).variants().get(2).bytes()).isEqualTo(2100 * 1024);
        assertThat(request.workload().streams().get(1).period()).isEqualTo(Duration.ofMillis(50));
        assertThat(request.workload().streams().get(0).weight()).isEqualTo(2);
        assertThat(request.budget().memory().count()).isEqualTo(14000 * 1024);
        assertThat(request.budget().cpuCores()).isEqualTo(0.55);
        assertThat(request.switchingCostPerKiB()).isEqualTo(1e-7);
        assertThat(request.resident()).containsExactlyInAnyOrder(new Digest("det-b00"), new Digest("det-b01-50"));
        assertThat(request.timeLimit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(request.seed()).isEqualTo(1);
    }

    @Test
    void whatIsFinerThanAUnitIsRoundedToTheSafeSide() throws IOException {
        PlanRequest request = ProblemFiles.read(ProblemFiles.example()
                .replace("\"latencyUs\": 14000", "\"latencyUs\": 0.0001")
                .replace("\"memoryKiB\": 9000", "\"memoryKiB\": 1e-50")
                .replace("\"periodMs\": 50", "\"periodMs\": 33.3333337")
                .replace("\"memoryKiB\": 14000", "\"memoryKiB\": 0.0019"));

        PlanModel.Variant variant = request.model(request.workload().streams().get(0))
                .blocks()
                .get(1)
                .variants()
                .get(0);
        assertThat(variant.nanos()).isEqualTo(1);
        assertThat(variant.bytes()).isEqualTo(1);
        assertThat(request.workload().streams().get(1).period()).isEqualTo(Duration.ofNanos(33_333_333));
        assertThat(request.budget().memory().count()).isEqualTo(1);
    }

    @Test
    void anyTextIsADigestAndEqualTextsAreOne() throws IOException {
        String text = "Ä/\\\"".repeat(200);
        String json = text.replace("\\", "\\\\").replace("\"", "\\\"");
        PlanRequest request = ProblemFiles.read(ProblemFiles.example()
                .replace("\"det-b00\"", "\"" + json + "\"")
                .replace("\"signs-b00\"", "\"" + json + "\""));

        Digest first = digest(request, "det");
        assertThat(first).isEqualTo(digest(request, "signs"));
        assertThat(request.resident()).contains(first);
    }

    private static Digest digest(PlanRequest request, String model) {
        PlanModel found = request.models().get(new ModelId(model));
        assertThat(found).isNotNull();
        return found.blocks().get(0).variants().get(0).digest();
    }

    /** The example with all that a problem may hold beyond it. */
    private static String rich() throws IOException {
        return ProblemFiles.example()
                .replace(
                        "\"fixedMemoryKiB\": 2048,",
                        "\"fixedMemoryKiB\": 2048, \"activationKiB\": 10, \"accuracyLink\": [[0, 0], [0.1, 0.2]],"
                                + " \"latencyTails\": [[50, 0.9], [99, 1.3]],"
                                + " \"measured\": [{\"variants\": [\"keep-50\", \"keep-50\"], \"accuracy\": 0.6}],")
                .replace("\"digest\": \"det-b00\"", "\"digest\": \"det-b00\", \"privateKiB\": 7, \"energyUj\": 1.5")
                .replace(
                        "\"weight\": 2",
                        "\"deadlinePercentile\": 50, \"models\": [\"signs\"], \"rateSteps\": [0.5, 400, {\"factor\": 0.8, \"utility\": 0.9}]")
                .replace("\"cpuCores\": 0.55", "\"cpuCores\": 0.55, \"powerW\": 3")
                .replace(
                        "\"seed\": 1",
                        "\"objective\": \"max-min\", \"responseModel\": {\"slowdown\": [1, 1.5], \"blocksPerSegment\": 2},"
                                + " \"pins\": [{\"stream\": \"road-cam\", \"block\": 0, \"variant\": \"keep-50\"}],"
                                + " \"exclusions\": [{\"model\": \"det\", \"block\": \"b01\", \"variant\": \"keep-25\"}],"
                                + " \"running\": [{\"id\": \"door-cam\", \"model\": \"det\","
                                + " \"variants\": [\"original\", \"keep-50\"], \"periodMs\": 200,"
                                + " \"forecast\": {\"accuracy\": 1}}], \"changeCostPerBlock\": 0.001");
    }

    private static String unsure(String confidence) throws IOException {
        String band =
                "\"accuracyLink\": [[0, 0], [0.1, 0.1], [1, 1]], \"errorBand\": {\"floor\": 0.01, \"slope\": 0.5},";
        return ProblemFiles.example()
                .replace(
                        "\"fixedMemoryKiB\": 2048,",
                        "\"fixedMemoryKiB\": 2048," + band
                                + " \"measured\": [{\"variants\": [\"keep-50\", \"keep-50\"], \"accuracy\": 0.6, \"error\": 0.01}],")
                .replace("\"fixedMemoryKiB\": 512,", "\"fixedMemoryKiB\": 512," + band)
                .replace("\"seed\": 1", confidence + "\"seed\": 1");
    }

    @Test
    void promisesLessWithMoreConfidence() throws IOException {
        String sure = unsure("\"confidence\": 0.975, ");
        assertThat(JsonSchema.documented("problem.schema.json").faults(new ObjectMapper().readTree(sure)))
                .isEmpty();
        ModelId det = new ModelId("det");
        PlanModel likely =
                Objects.requireNonNull(ProblemFiles.read(unsure("")).models().get(det));
        PlanModel least =
                Objects.requireNonNull(ProblemFiles.read(sure).models().get(det));

        assertThat(likely.link().loss(0.1)).isCloseTo(0.1, within(1e-9));
        // Half the width of the 95 % interval is what one is 97.5 % sure of on one side: 0.01 + 0.5 * 0.1 here.
        assertThat(least.link().loss(0.1)).isCloseTo(0.16, within(1e-4));
        assertThat(least.link().loss(0)).isZero();
        List<DescendantId> halves = List.of(new DescendantId("keep-50"), new DescendantId("keep-50"));
        assertThat(likely.measured()).containsEntry(halves, 0.6);
        assertThat(Objects.requireNonNull(least.measured().get(halves))).isCloseTo(0.6 - 0.0196, within(1e-4));
    }

    @Test
    void refusesAConfidenceInWhatDoesNotSayHowSureItIs() throws IOException {
        assertThatThrownBy(() -> ProblemFiles.read(
                        ProblemFiles.example().replace("\"seed\": 1", "\"seed\": 1, \"confidence\": 0.9")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("$.models.")
                .hasMessageContaining("errorBand")
                .hasMessageContaining("Maybe ");
    }

    @Test
    void readsAllThatAProblemMayHold() throws IOException {
        assertThat(JsonSchema.documented("problem.schema.json").faults(new ObjectMapper().readTree(rich())))
                .isEmpty();

        PlanRequest request = ProblemFiles.read(rich());

        StreamSpec door = request.workload().streams().get(0);
        PlanModel det = request.model(door);
        assertThat(det.link().loss(0.05)).isCloseTo(0.1, within(1e-12));
        assertThat(det.measured()).hasSize(1);
        assertThat(det.activationBytes()).isEqualTo(10_240);
        assertThat(det.blocks().get(0).variants().get(0).privateBytes()).isEqualTo(7168);
        assertThat(det.blocks().get(0).variants().get(0).nanojoules()).isEqualTo(1500);
        assertThat(door.models()).extracting(ModelId::value).containsExactly("det", "signs");
        assertThat(door.rateSteps())
                .extracting(RateStep::period)
                .containsExactly(Duration.ofMillis(125), Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(door.rateSteps()).extracting(RateStep::utility).containsExactly(0.9, null, null);
        assertThat(request.budget().watts()).isEqualTo(3);
        assertThat(request.rules().goal()).isEqualTo(Goal.MAX_MIN);
        assertThat(request.rules().response()).isEqualTo(new ResponseModel.Scheduled(List.of(1.0, 1.5), 2));
        assertThat(request.rules().pins()).hasSize(1);
        assertThat(request.rules().exclusions()).hasSize(2);
        assertThat(request.rules().ladder()).isTrue();
        assertThat(door.deadlinePercentile()).isEqualTo(50);
        assertThat(det.tails().factor(99)).isEqualTo(1.3);
        assertThat(request.rules().changeCostPerBlock()).isEqualTo(0.001);
        Plan running = request.rules().running();
        assertThat(running).isNotNull();
        assertThat(running.chains().get(door.id())).hasToString("det[original,keep-50]");
        assertThat(running.period(door)).isEqualTo(Duration.ofMillis(200));
    }

    static Stream<Arguments> aBadProblemIsRefusedByItsPath() {
        return Stream.of(
                bad("\"weight\": 2", "\"deadlinePercentile\": 99", "$", "none is known beyond 95"),
                bad("\"weight\": 2", "\"deadlinePercentile\": 0", "$.streams[0].deadlinePercentile", "(0)"),
                bad("\"fixedMemoryKiB\": 2048", "\"latencyTails\": [[99, 0.5]]", "$.models.det", "must not fall"),
                bad(
                        "\"fixedMemoryKiB\": 2048",
                        "\"latencyTails\": [[99, 2], [99, 3]]",
                        "$.models.det.latencyTails[1]",
                        "given above"),
                bad("\"seed\": 1", running("x-cam", "original"), "$.running[0]", "x-cam"),
                bad("\"seed\": 1", running("road-cam", "absent"), "$.running[0]", "absent"),
                bad("\"seed\": 1", running("door-cam", "original"), "$.running[0]", "one descendant for each"),
                bad(
                        "\"seed\": 1",
                        "\"running\": [{\"id\": \"road-cam\", \"variants\": []}]",
                        "$.running[0].variants",
                        "1"),
                bad("\"seed\": 1", "\"changeCostPerBlock\": -1", "$.changeCostPerBlock", "(-1)"),
                bad("\"seed\": 1", "\"switchingTolerance\": 2", "$.switchingTolerance", "(2)"),
                bad(
                        "\"seed\": 1",
                        "\"switchingTolerance\": 0.1, \"objective\": \"max-min\"",
                        "$.switchingTolerance",
                        "MAX_MIN"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": -5", "$.models.det.blocks[1].variants[2].latencyUs", "(-5)"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": NaN", "blocks[1].variants[2].latencyUs", "(NaN)"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": -Infinity", "variants[2].latencyUs", "(-Infinity)"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": 1e400", "variants[2].latencyUs", "(1e400)"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": 1e999999999", "variants[2].latencyUs", "(1e999999999)"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": 99999999999999999999", "variants[2].latencyUs", "(999999"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": \"4900\"", "variants[2].latencyUs", "must be a number"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": null", "variants[2].latencyUs", "must be a number"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": {}", "variants[2].latencyUs", "(an object)"),
                bad("\"latencyUs\": 4900", "\"latencyUs\": " + "9".repeat(5000), "variants[2].latencyUs", "beyond"),
                bad("\"memoryKiB\": 9000", "\"memoryKiB\": 1e18", "blocks[1].variants[0].memoryKiB", "(1e18)"),
                bad("\"accuracyDrop\": 0.018", "\"accuracyDrop\": 1.8", "blocks[1].variants[1].accuracyDrop", "(1.8)"),
                bad("\"accuracyDrop\": 0.018", "\"accuracyDrop\": -0.1", "variants[1].accuracyDrop", "(-0.1)"),
                bad("\"id\": \"keep-25\"", "\"id\": \"keep-50\"", "$.models.det.blocks[1]", "two descendants named"),
                bad("\"id\": \"keep-25\"", "\"id\": \"\"", "$.models.det.blocks[1].variants[2]", "()"),
                bad("\"id\": \"keep-25\"", "\"id\": \"../x\"", "blocks[1].variants[2]", "(../x)"),
                bad("\"digest\": \"det-b00\"", "\"digest\": \"\"", "$.models.det.blocks[0].variants[0]", "digest"),
                bad("\"digest\": \"det-b00\"", "\"digest\": 7", "blocks[0].variants[0].digest", "must be a text"),
                bad(", \"digest\": \"det-b00\"", "", "$.models.det.blocks[0].variants[0].digest", "is missing"),
                bad("\"baseAccuracy\": 0.62", "\"baseAccuracy\": 62", "$.models.det.baseAccuracy", "(62)"),
                bad("\"baseAccuracy\": 0.62,", "", "$.models.det.baseAccuracy", "is missing"),
                bad("\"fixedLatencyUs\": 900", "\"fixedLatencyMs\": 900", "$.models.det.fixedLatencyMs", "no field"),
                bad("\"signs\": {", "\"det\": {", "$.models.det", "written twice"),
                bad("\"signs\": {", "\"a sign\": {", "$.models['a sign']", "(a sign)"),
                bad("\"signs\": {", "\"signs\": 3, \"x\": {", "$.models.signs", "must be an object"),
                bad("\"budget\": {", "\"models\": {}, \"budget\": {", "$.models", "written twice"),
                bad("\"model\": \"signs\"", "\"model\": \"sings\"", "$.streams[2].model", "(sings)"),
                bad("\"id\": \"yard-cam\"", "\"id\": \"door-cam\"", "$.streams[1]", "(door-cam)"),
                bad("\"periodMs\": 100", "\"periodMs\": 0", "$.streams[0].periodMs", "(0)"),
                bad("\"deadlineMs\": 80", "\"deadlineMs\": 1e12", "$.streams[0].deadlineMs", "(1e12)"),
                bad("\"weight\": 2", "\"weight\": 0", "$.streams[0].weight", "(0)"),
                bad("\"weight\": 2", "\"priority\": 1.5", "$.streams[0].priority", "(1.5)"),
                bad("\"weight\": 2", "\"priority\": 99999", "$.streams[0].priority", "(99999)"),
                bad("\"accuracyFloor\": 0.9", "\"accuracyFloor\": 90", "$.streams[2].accuracyFloor", "(90)"),
                bad("\"memoryKiB\": 14000", "\"memoryKiB\": -1", "$.budget.memoryKiB", "(-1)"),
                bad("\"cpuCores\": 0.55", "\"cpuCores\": 0", "$.budget.cpuCores", "(0)"),
                bad("\"cpuCores\": 0.55", "\"cpuCores\": 1e9", "$.budget.cpuCores", "(1e9)"),
                bad(", \"cpuCores\": 0.55", "", "$.budget.cpuCores", "is missing"),
                bad("\"seed\": 1", "\"seed\": 1.5", "$.seed", "(1.5)"),
                bad("\"seed\": 1", "\"objective\": \"best\"", "$.objective", "(best)"),
                bad("\"seed\": 1", "\"responseModel\": \"magic\"", "$.responseModel", "(magic)"),
                bad("\"seed\": 1", "\"sede\": 1", "$.sede", "no field"),
                bad("\"timeLimitMs\": 2000", "\"timeLimitMs\": 0", "$.timeLimitMs", "(0)"),
                bad("\"seed\": 1", "\"pins\": [{\"block\": 9, \"variant\": \"x\"}]", "$.pins[0]", "no block 9"),
                bad(
                        "\"seed\": 1",
                        "\"pins\": [{\"stream\": \"x\", \"block\": 0, \"variant\": \"x\"}]",
                        "$.pins[0]",
                        "(x)"),
                bad(
                        "\"seed\": 1",
                        "\"exclusions\": [{\"block\": 0, \"variant\": \"x\"}]",
                        "$.exclusions[0]",
                        "named x"),
                bad("\"weight\": 2", "\"models\": [\"det\"]", "$.streams[0]", "must differ"),
                bad("\"weight\": 2", "\"models\": [\"dat\"]", "$.streams[0].model", "(dat)"),
                bad("\"model\": \"signs\",", "", "$.streams[2]", "names no network"),
                bad("\"weight\": 2", "\"rateSteps\": [20]", "$.streams[0]", "Maybe "),
                bad("\"weight\": 2", "\"rateSteps\": [{\"utility\": 0.5}]", "$.streams[0].rateSteps[0]", "no rate"),
                bad("\"weight\": 2", "\"rateSteps\": [{\"factor\": 0}]", "$.streams[0].rateSteps[0].factor", "(0)"),
                bad("\"fixedLatencyUs\": 900", "\"accuracyLink\": [[0, 0]]", "$.models.det.accuracyLink", "Maybe "),
                bad(
                        "\"fixedLatencyUs\": 900",
                        "\"accuracyLink\": [[0, 1], [1, 0]]",
                        "$.models.det.accuracyLink",
                        "rise"),
                bad(
                        "\"fixedLatencyUs\": 900",
                        "\"accuracyLink\": [[0], [1]]",
                        "$.models.det.accuracyLink[0]",
                        "at least 2"),
                bad("\"resident\": [", "\"resident\": [7, ", "$.resident[0]", "must be a text"),
                bad("\"resident\": [", "\"resident\": " + DEEP + "[", "$.resident[0]", "must be a text"),
                bad("\"seed\": 1", "\"seed\": " + DEEP, "$.seed", "must be a whole number"),
                bad("\"seed\": 1", "\"seed\": 01", "$.", "no JSON"),
                bad("\"seed\": 1,", "\"seed\": 1", "$.", "no JSON"));
    }

    private static String running(String stream, String variant) {
        return "\"running\": [{\"id\": \"%s\", \"variants\": [\"%s\"]}]".formatted(stream, variant);
    }

    private static Arguments bad(String good, String bad, String path, String said) {
        return arguments(good, bad, path, said);
    }

    @ParameterizedTest
    @MethodSource
    void aBadProblemIsRefusedByItsPath(String good, String bad, String path, String said) throws IOException {
        String text = ProblemFiles.example();
        assertThat(text).contains(good);

        assertThatThrownBy(() -> ProblemFiles.read(text.replace(good, bad)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(path)
                .hasMessageContaining(said)
                .hasMessageContaining("Maybe ")
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(600));
    }

    /** A hundred megabytes that are never there at once. */
    private static InputStream hundredMegabytes(String head, String repeated) {
        byte[] first = head.getBytes(StandardCharsets.UTF_8);
        byte[] piece = repeated.getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private long at;

            @Override
            public int read(byte[] into, int offset, int most) {
                int count = 0;
                for (int next = 0; count < most && next >= 0; count += next < 0 ? 0 : 1) {
                    next = read();
                    into[offset + count] = (byte) next;
                }
                return count == 0 ? -1 : count;
            }

            @Override
            public int read() {
                long place = at++ - first.length;
                if (place >= 100_000_000) {
                    return -1;
                }
                return (place < 0 ? first[(int) (place + first.length)] : piece[(int) (place % piece.length)]) & 0xFF;
            }
        };
    }

    @Test
    void aHundredMegabytesAreRefusedWhereverTheyStand() throws IOException {
        String variant =
                "{\"id\": \"v\", \"accuracyDrop\": 0, \"latencyUs\": 1, \"memoryKiB\": 1, \"digest\": \"d\"}, ";
        String block = "{\"variants\": [" + variant.replace("}, ", "}") + "]}, ";
        String network = "\"blocks\": [" + block.repeat(900) + block.replace("]}, ", "]}") + "]}, ";
        Map<String, InputStream> files = Map.of(
                "$.resident", hundredMegabytes("{\"resident\": [\"d\"", ", \"" + "e".repeat(3000) + "\""),
                "$", hundredMegabytes("", " ".repeat(1000)),
                "$.models.a.blocks[0].variants[1000]",
                        hundredMegabytes("{\"models\": {\"a\": {\"blocks\": [{\"variants\": [", variant),
                "$.models.a.blocks[1000]", hundredMegabytes("{\"models\": {\"a\": {\"blocks\": [", block),
                "$.streams[0].forecast", hundredMegabytes("{\"streams\": [{\"forecast\": [", "[], "),
                "$.running[0].forecast", hundredMegabytes("{\"running\": [{\"forecast\": {\"a\": [", "[], "),
                "$.models.a", hundredMegabytes("{\"models\": {", "\"a\": {\"baseAccuracy\": 1, " + network));

        files.forEach((path, file) -> assertThatThrownBy(() -> ProblemReader.read("of the test", file, null, null))
                .as(path)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(path)
                .hasMessageContaining("Maybe "));
        Path sparse = folder.resolve("large.json");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        assertThatThrownBy(() -> ProblemReader.read(sparse, null, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most 64.00 MiB are read. Maybe ");
    }

    @Test
    void emptyListsAndNothingAtAllAreRefused() {
        assertThatThrownBy(() -> ProblemFiles.read("")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> ProblemFiles.read("[]")).hasMessageContaining("$ (a list) must be an object");
        assertThatThrownBy(() -> ProblemFiles.read("{}")).hasMessageContaining("$.streams is missing");
        assertThatThrownBy(() -> ProblemFiles.read("{\"models\": {\"a\": {\"blocks\": []}}}"))
                .hasMessageContaining("$.models.a.blocks must have at least 1 element");
        assertThatThrownBy(() -> ProblemFiles.read("{\"models\": {\"a\": {\"blocks\": [{\"variants\": []}]}}}"))
                .hasMessageContaining("$.models.a.blocks[0].variants must have at least 1 element");
    }

    @Test
    void textAfterTheProblemIsRefused() throws IOException {
        String text = ProblemFiles.example() + "{}";

        assertThatThrownBy(() -> ProblemFiles.read(text)).hasMessageContaining("followed by more text");
    }

    @Test
    void everyPrefixOfAProblemIsRefusedInWords() throws IOException {
        byte[] whole = ProblemFiles.example().strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ProblemFiles.read(cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void damagedProblemsAreReadOrRefusedInWords() throws IOException {
        byte[] whole = ProblemFiles.example().getBytes(StandardCharsets.UTF_8);
        byte[][] splices = Stream.of(
                        "-", "\"", "[", "{", "}", ",", ":", "9e99", "null", "true", "\\u0000", "\0", "ÿ", "1")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
        int read = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            int hits = 1 + random.nextInt(3);
            for (int i = 0; i < hits; i++) {
                byte[] splice = splices[random.nextInt(splices.length)];
                int at = random.nextInt(damaged.length - splice.length);
                System.arraycopy(splice, 0, damaged, at, splice.length);
            }
            try {
                ProblemFiles.read(damaged);
                read++;
            } catch (ProblemException e) {
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .contains("Maybe ")
                        .hasSizeLessThan(600);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " is refused as " + e, e);
            }
        }
        assertThat(read).isPositive();
    }
}
