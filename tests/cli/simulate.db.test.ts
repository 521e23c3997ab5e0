import { expect, test, vi } from "vitest";

import { fileOf, workflow, workflowJson } from "#tests/support/command-line.ts";
import { recordedGraphs } from "#tests/support/recorded-graphs.ts";

import { definitionOf, doubles, runs, sum } from "./definitions.ts";

// Each test starts processes, one after the other.
vi.setConfig({ testTimeout: 600_000 });

test("a simulation takes inputs as a run does, and runs the workflows of steps on the same clock", async () => {
  const child = { definition: doubles };
  const file = fileOf(
    "calls.json",
    definitionOf(
      [
        runs("one", child, { inputs: { amount: "inputs.amount" } }),
        runs("other", child, { inputs: { amount: "inputs.amount + 1.0" } }),
        sum("last", "steps.one.doubled + steps.other.doubled", 1, {
          dependencies: ["one", "other"],
          when: "steps.one.doubled > 5.0",
        }),
      ],
      { inputs: { amount: { type: "number" } } },
    ),
  );
  expect(await workflowJson(["simulate", file, "--input", '{"amount": 3}'])).toEqual({
    code: 0,
    json: {
      status: "completed",
      makespanSeconds: 3.5,
      sumFinishSeconds: 2.5 + 2.5 + 3.5,
      peakConcurrency: 2,
      steps: 3,
      completed: 3,
      skipped: 0,
    },
  });
  const input = fileOf("input.json", { amount: 1 });
  expect(await workflowJson(["simulate", file, "--input", `@${input}`])).toMatchObject({
    json: { makespanSeconds: 2.5, completed: 2, skipped: 1 },
  });
});

const graph = recordedGraphs().find(({ name }) => name === "montage-2mass-005d");

test.skipIf(!graph)("a recorded graph keeps its recorded times", async () => {
  const { tasks, facts } = graph!;
  const file = fileOf(
    "recorded.json",
    definitionOf(
      tasks.map(({ id, deps, runtimeSeconds }) =>
        sum(id, "1.0", runtimeSeconds, { name: id.slice(0, 200), dependencies: deps }),
      ),
    ),
  );
  const { code, out } = await workflow(["simulate", file]);
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    `status: "completed"`,
    `makespanSeconds: ${facts.criticalPathSeconds}`,
    `sumFinishSeconds: ${facts.sumFinishSeconds}`,
    `peakConcurrency: ${facts.peakConcurrency}`,
    `steps: ${facts.tasks}`,
    `completed: ${facts.tasks}`,
    "skipped: 0",
  ]);
});
