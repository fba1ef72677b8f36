/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.core.plan.PlanRequest;
import java.util.Arrays;

/** Starts from the most accurate variants and gives up, again and again, what relieves the broken limits most cheaply. */
final class Greedy implements Solver {
    /*
     * The usual greedy heuristic of multiple-choice knapsacks with several rows (Kellerer, Pferschy and Pisinger,
     * Knapsack Problems, 2004, section 11.9): the step of least added loss for each relief, the relief being the sum over
     * the rows that are broken of what is taken away, as a share of the bound. Digests of several users count once they
     * are used, and are relieved only by their last user.
     */
    @Override
    public String name() {
        return "greedy";
    }

    @Override
    public Solved solve(PlanRequest request) {
        BinaryProgram program = new BinaryProgram(request);
        Search search = new Search(program);
        return search.run()
                ? new Solved(program.plan(search::isChosen), false, Double.POSITIVE_INFINITY, null)
                : Solved.NOTHING;
    }

    /** One descent. */
    private static final class Search {
        private final BinaryProgram program;
        private final int[] chosen;
        private final boolean[] taken;
        private final long[][] numbers;
        private final int[][] rowsOf;
        private final int[] own;
        private final int[] users;
        private final long[] used;

        Search(BinaryProgram program) {
            this.program = program;
            int variables = program.costs().size();
            int rows = program.rows().size();
            this.own = new int[variables];
            Arrays.fill(own, -1);
            program.implications().forEach(pair -> own[pair[0]] = pair[1]);
            this.users = new int[variables];
            int[] counts = new int[variables];
            program.rows().forEach(row -> row.variables().forEach(each -> counts[each]++));
            this.rowsOf = new int[variables][];
            this.numbers = new long[variables][];
            for (int i = 0; i < variables; i++) {
                rowsOf[i] = new int[counts[i]];
                numbers[i] = new long[counts[i]];
            }
            for (int r = 0; r < rows; r++) {
                BinaryProgram.Row row = program.rows().get(r);
                for (int i = 0; i < row.variables().size(); i++) {
                    int variable = row.variables().get(i);
                    int place = --counts[variable];
                    rowsOf[variable][place] = r;
                    numbers[variable][place] = row.numbers().get(i);
                }
            }
            this.used = new long[rows];
            this.taken = new boolean[variables];
            this.chosen = new int[program.groups().size()];
            for (int g = 0; g < chosen.length; g++) {
                int[] group = program.groups().get(g);
                chosen[g] = group[0];
                for (int each : group) {
                    chosen[g] = program.costs().get(each) < program.costs().get(chosen[g]) ? each : chosen[g];
                }
                use(chosen[g], 1);
                taken[chosen[g]] = true;
            }
        }

        private void use(int variable, int sign) {
            add(variable, sign);
            int shared = own[variable];
            if (shared >= 0) {
                int before = users[shared];
                users[shared] += sign;
                if (before == 0 || users[shared] == 0) {
                    add(shared, sign);
                }
            }
        }

        private void add(int variable, int sign) {
            for (int i = 0; i < rowsOf[variable].length; i++) {
                used[rowsOf[variable][i]] += sign * numbers[variable][i];
            }
        }

        boolean isChosen(int variable) {
            return taken[variable];
        }

        /** Whether a plan was found. */
        boolean run() {
            while (excess() > 0) {
                int bestGroup = -1;
                int bestVariable = -1;
                double bestPrice = Double.POSITIVE_INFINITY;
                for (int g = 0; g < chosen.length; g++) {
                    for (int each : program.groups().get(g)) {
                        double price = each == chosen[g] ? Double.POSITIVE_INFINITY : price(chosen[g], each);
                        if (price < bestPrice) {
                            bestPrice = price;
                            bestGroup = g;
                            bestVariable = each;
                        }
                    }
                }
                if (bestGroup < 0) {
                    return false;
                }
                swap(bestGroup, bestVariable);
            }
            return true;
        }

        private void swap(int group, int variable) {
            taken[chosen[group]] = false;
            use(chosen[group], -1);
            chosen[group] = variable;
            taken[variable] = true;
            use(variable, 1);
        }

        private double excess() {
            double sum = 0;
            for (int r = 0; r < used.length; r++) {
                sum += over(r);
            }
            return sum;
        }

        private double over(int row) {
            long bound = program.rows().get(row).bound();
            return Math.max(0, used[row] - bound) / (double) Math.max(1, bound);
        }

        private double price(int from, int to) {
            double before = excessOf(from, to);
            use(from, -1);
            use(to, 1);
            double relief = before - excessOf(from, to);
            use(to, -1);
            use(from, 1);
            double loss = program.costs().get(to) - program.costs().get(from);
            return relief > 1e-15 ? Math.max(1e-12, loss) / relief : Double.POSITIVE_INFINITY;
        }

        /** The excess of the rows that a change can touch. */
        private double excessOf(int from, int to) {
            double sum = 0;
            for (int row : rowsOf[from]) {
                sum += over(row);
            }
            for (int row : rowsOf[to]) {
                sum += Arrays.stream(rowsOf[from]).anyMatch(each -> each == row) ? 0 : over(row);
            }
            int memory = program.rows().size() - 1;
            return sum + (own[from] >= 0 || own[to] >= 0 ? over(memory) : 0);
        }
    }
}
