/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.core.plan.PlanRequest;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** LegoDNN's way: the program written in PuLP, and CBC started as a process of its own for every solve. */
final class PulpCbc implements Solver {
    /*
     * The Python interpreter stays, as the program around LegoDNN's optimizer does, and only what its optimizer does is
     * counted, by Python's own clock: building the problem, and the process of CBC with its files.
     */
    private static final List<String> INTERPRETERS = List.of("/usr/bin/python3", "python3");
    private static final double NANOS_PER_SECOND = 1e9;

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private PulpCbc(Process process) {
        this.process = process;
        this.questions = process.outputWriter();
        this.answers = process.inputReader();
    }

    /** The solver, or null if Python, PuLP or CBC is missing. */
    static @Nullable PulpCbc find(Path folder) {
        Path script = folder.resolve("pulp_cbc.py");
        try (InputStream source = PulpCbc.class.getResourceAsStream("pulp_cbc.py")) {
            if (source == null) {
                throw new IllegalStateException("Impossible state: pulp_cbc.py is no part of the program.");
            }
            Files.write(script, source.readAllBytes());
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The script %s cannot be written (%s). Maybe --work names another folder.".formatted(script, e), e);
        }
        for (String interpreter : INTERPRETERS) {
            PulpCbc started = start(interpreter, script);
            if (started != null) {
                return started;
            }
        }
        return null;
    }

    private static @Nullable PulpCbc start(String interpreter, Path script) {
        try {
            Process process = new ProcessBuilder(interpreter, script.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            PulpCbc started = new PulpCbc(process);
            if ("ready".equals(started.answers.readLine())) {
                return started;
            }
            process.destroy();
            return null;
        } catch (IOException e) {
            // No interpreter of this name.
            return null;
        }
    }

    @Override
    public String name() {
        return "PuLP+CBC";
    }

    @Override
    public Solved solve(PlanRequest request) {
        BinaryProgram program = new BinaryProgram(request);
        try {
            questions.write(question(program, request).toString());
            questions.newLine();
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("it ended");
            }
            JsonNode answer = json.readTree(line);
            long nanos = Math.round(answer.path("seconds").doubleValue() * NANOS_PER_SECOND);
            if (!answer.has("chosen")) {
                return new Solved(null, false, Double.POSITIVE_INFINITY, nanos);
            }
            Set<Integer> chosen = new TreeSet<>();
            answer.path("chosen").forEach(variable -> chosen.add(variable.intValue()));
            return new Solved(
                    program.plan(chosen::contains),
                    answer.path("proven").booleanValue(),
                    Double.POSITIVE_INFINITY,
                    nanos);
        } catch (IOException e) {
            throw new BenchmarkException("The process of PuLP fails (%s). Maybe run it again.".formatted(e), e);
        }
    }

    private ObjectNode question(BinaryProgram program, PlanRequest request) {
        ObjectNode question = json.createObjectNode();
        question.put("limit", request.timeLimit().toNanos() / NANOS_PER_SECOND);
        ArrayNode costs = question.putArray("costs");
        program.costs().forEach(costs::add);
        ArrayNode groups = question.putArray("groups");
        program.groups().forEach(group -> add(groups.addArray(), group));
        ArrayNode rows = question.putArray("rows");
        for (BinaryProgram.Row row : program.rows()) {
            ObjectNode node = rows.addObject();
            ArrayNode variables = node.putArray("variables");
            row.variables().forEach(variables::add);
            ArrayNode numbers = node.putArray("numbers");
            row.numbers().forEach(numbers::add);
            node.put("bound", row.bound());
        }
        ArrayNode implications = question.putArray("implications");
        program.implications().forEach(pair -> add(implications.addArray(), pair));
        return question;
    }

    private static void add(ArrayNode list, int[] values) {
        for (int value : values) {
            list.add(value);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
