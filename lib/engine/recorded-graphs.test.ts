import { describe, expect, test } from "vitest";

import { Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";
import { type RecordedGraph, recordedGraphs } from "#tests/support/recorded-graphs.ts";
import { runTestOperation, testCatalog } from "#tests/support/test-catalog.ts";

import { simulate } from "./simulate/simulate.ts";

const graphs = recordedGraphs();

function planOf(graph: RecordedGraph, uses: string) {
  return testPlan(
    graph.tasks.map(({ id, deps, runtimeSeconds }): StepInput => {
      const metadata = { simulatedSeconds: runtimeSeconds };
      return { id, name: id.slice(0, 200), uses, dependencies: deps, metadata };
    }),
  );
}

describe.skipIf(graphs.length === 0)("recorded task graphs", () => {
  test.each(graphs.map((graph) => [graph.name, graph] as const))(
    "%s completes with every dependency respected",
    (_name, graph) => {
      const run = Driver.started(planOf(graph, "test.add"));
      expect(run.work.state.status).toBe("completed");
      const finished = new Map<string, number>();
      for (const event of run.log) {
        if (event.type === "step.completed") finished.set(event.step, event.seq);
      }
      expect(finished.size).toBe(graph.facts.tasks);
      for (const { id, deps } of graph.tasks) {
        for (const dep of deps) expect(finished.get(dep)).toBeLessThan(finished.get(id)!);
      }
    },
  );

  test.each(graphs.map((graph) => [graph.name, graph] as const))(
    "%s keeps its recorded times on a simulated clock",
    (_name, graph) => {
      const { definition } = planOf(graph, "test.job");
      const result = simulate(definition, testCatalog, {
        durationOf: (step) =>
          Math.round(Number(step.definition.metadata["simulatedSeconds"]) * 1000),
        resultOf: (_step, call) => runTestOperation(call),
      });
      expect(result.completed).toBe(graph.facts.tasks);
      expect({
        makespan: result.makespanMs / 1000,
        sumFinish: result.sumFinishMs / 1000,
        peak: result.peakConcurrency,
      }).toEqual({
        makespan: graph.facts.criticalPathSeconds,
        sumFinish: graph.facts.sumFinishSeconds,
        peak: graph.facts.peakConcurrency,
      });
    },
  );
});
