# SPDX-License-Identifier: Apache-2.0
# Copyright the Ashlar authors
"""Solves 0/1 programs, one JSON object a line, with PuLP and CBC started as a process for each."""
import json
import sys
import time

import pulp

SOLVERS = [pulp.COIN_CMD, pulp.PULP_CBC_CMD]
solver_class = next((each for each in SOLVERS if each(msg=0).available()), None)
if solver_class is None:
    sys.exit("no CBC")
print("ready", flush=True)

for line in sys.stdin:
    question = json.loads(line)
    began = time.perf_counter()
    problem = pulp.LpProblem("plan", pulp.LpMinimize)
    x = [pulp.LpVariable("x%d" % i, cat=pulp.LpBinary) for i in range(len(question["costs"]))]
    problem += pulp.LpAffineExpression(list(zip(x, question["costs"])))
    for group in question["groups"]:
        problem += pulp.LpAffineExpression([(x[i], 1) for i in group]) == 1
    for row in question["rows"]:
        terms = [(x[i], number) for i, number in zip(row["variables"], row["numbers"])]
        problem += pulp.LpAffineExpression(terms) <= row["bound"]
    for user, used in question["implications"]:
        problem += x[user] <= x[used]
    status = problem.solve(solver_class(msg=0, gapAbs=0, gapRel=0, timeLimit=question["limit"]))
    seconds = time.perf_counter() - began
    answer = {"seconds": seconds}
    if status == pulp.LpStatusOptimal:
        answer["chosen"] = [i for i, variable in enumerate(x) if (variable.varValue or 0) > 0.5]
        answer["proven"] = problem.sol_status == pulp.LpSolutionOptimal
    print(json.dumps(answer), flush=True)
