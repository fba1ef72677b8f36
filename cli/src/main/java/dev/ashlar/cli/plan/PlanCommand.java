/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.cli.common.ConfidenceOption;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.UserFolders;
import dev.ashlar.core.plan.Explainer;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.optimizer.CpSatPlanner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Solve a planning problem from a file, without a store: which descendant of every block serves each stream.",
            "That nothing fits, or that time ran out, is an answer too, and no error."
        })
public final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-p", "--problem"},
            required = true,
            paramLabel = "FILE",
            description = "The problem as JSON (docs/formats/problem.schema.json); - for standard input.")
    private Path problem = Path.of("-");

    @Option(names = "--json", description = "Print the answer as JSON (docs/formats/plan.schema.json).")
    private boolean json;

    @Option(names = "--no-explanation", description = "Do not plan again to tell what more of each budget would bring.")
    private boolean bare;

    @Mixin
    private ConfidenceOption confidence = new ConfidenceOption();

    @Override
    public Integer call() {
        long began = System.nanoTime();
        PlanRequest request = problem.toString().equals("-")
                ? ProblemReader.read("on standard input", System.in, null, confidence.given(spec))
                : ProblemReader.read(problem, null, confidence.given(spec));
        long read = System.nanoTime();
        Planner planner = CpSatPlanner.open(UserFolders.cache().resolve("natives"));
        long opened = System.nanoTime();
        PlanOutcome outcome = planner.plan(request);
        long planned = System.nanoTime();
        ObjectNode answer =
                PlanAnswer.of(request, outcome, Duration.ofNanos(read - began), Duration.ofNanos(planned - opened));
        String impairment = planner.impairment();
        if (impairment != null) {
            answer.put("impairment", impairment);
        }
        PlanOutcome.@Nullable Feasible plan =
                outcome.fold(feasible -> feasible, PlanOutcome.Infeasible::relief, undecided -> null);
        if (plan != null && !bare) {
            Duration patience = Explainer.patience(Duration.ofNanos(planned - opened));
            PlanAnswer.explain(
                    answer,
                    new Explainer(planner)
                            .explain(
                                    request.withTimeLimit(patience),
                                    plan,
                                    request.rules().running()));
        }
        if (json) {
            spec.commandLine().getOut().println(answer.toPrettyString());
            spec.commandLine().getOut().flush();
        } else {
            new PlanText(answer, spec.commandLine().getOut()).print();
        }
        return ExitCode.DONE;
    }
}
