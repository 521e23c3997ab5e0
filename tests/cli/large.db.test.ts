import { expect, test, vi } from "vitest";

import { fileOf, workflowJson } from "#tests/support/command-line.ts";

import { definitionOf, sum } from "./definitions.ts";

// Each test starts processes, one after the other.
vi.setConfig({ testTimeout: 600_000 });

const count = 20_000;

test("a workflow of the most steps there may be is checked, run in memory and simulated", async () => {
  const width = 100;
  const steps = Array.from({ length: count }, (_, i) =>
    sum(`s${i}`, "1.0", 1, i < width ? {} : { dependencies: [`s${i - width}`] }),
  );
  const file = fileOf("large.json", definitionOf(steps));
  expect(await workflowJson(["validate", file])).toEqual({
    code: 0,
    json: { ok: true, problems: [] },
  });
  expect(await workflowJson(["run", file, "--memory"])).toMatchObject({
    code: 0,
    json: { status: "completed", steps: count },
  });
  const layers = count / width;
  expect(await workflowJson(["simulate", file])).toMatchObject({
    code: 0,
    json: {
      makespanSeconds: layers,
      sumFinishSeconds: (width * layers * (layers + 1)) / 2,
      peakConcurrency: width,
      completed: count,
    },
  });
});

test("one more is refused with a sentence", async () => {
  const steps = Array.from({ length: count + 1 }, (_, i) => sum(`s${i}`, "1.0"));
  expect(
    await workflowJson(["validate", fileOf("larger.json", definitionOf(steps))]),
  ).toMatchObject({
    code: 1,
    json: { ok: false, problems: [{ code: "structure", path: ["steps"] }] },
  });
});
