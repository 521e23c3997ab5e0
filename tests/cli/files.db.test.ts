import { expect, test, vi } from "vitest";
import { z } from "zod";

import { patch } from "#lib/engine/patch/patch.ts";
import { operations } from "#lib/steps/registry.ts";
import { fileOf, npmRunWorkflow, workflow, workflowJson } from "#tests/support/command-line.ts";

import { definitionOf, doubles, doublesYaml, runs, sum } from "./definitions.ts";

// Each test starts processes, one after the other.
vi.setConfig({ testTimeout: 600_000 });

test("a definition may be JSON or YAML, and can run or not by the exit code", async () => {
  const json = fileOf("doubles.json", doubles);
  expect(await npmRunWorkflow(["validate", json])).toEqual({
    code: 0,
    out: `${json} can run.`,
    err: "",
  });
  const yaml = fileOf("doubles.yaml", doublesYaml);
  expect(await workflowJson(["validate", yaml])).toEqual({
    code: 0,
    json: { ok: true, problems: [] },
  });
});

test("what is wrong with a definition is said with its place, errors first, and makes the exit code 1", async () => {
  const steps = [
    sum("first", "steps.nothing.number"),
    sum("second", "1.0", 0, { dependencies: ["frist"] }),
  ];
  const file = fileOf("wrong.json", definitionOf(steps));
  const { code, out } = await workflow(["validate", file]);
  expect(code).toBe(1);
  const lines = out.split("\n");
  expect(lines.at(-1)).toBe(`${file} cannot run.`);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^error unknown_dependency at steps 2 › dependencies 1 \(line \d+, column \d+\): .*Quick fix: Depend on first\.$/u,
    ),
  );
  const report = await workflowJson(["validate", file]);
  expect(report.code).toBe(1);
  const { ok, problems } = z
    .object({ ok: z.boolean(), problems: z.array(z.record(z.string(), z.unknown())) })
    .parse(report.json);
  expect(ok).toBe(false);
  expect(problems).toHaveLength(lines.length - 1);
  expect(problems).toContainEqual(
    expect.objectContaining({
      code: "unknown_dependency",
      severity: "error",
      steps: ["second"],
      fix: expect.objectContaining({ changes: expect.any(Array) }),
    }),
  );
});

test("a workflow that a step names and that is not there is told by every command in the same sentence", async () => {
  const steps = [runs("sub", { workflow: { id: "nowhere" } })];
  const file = fileOf("missing.json", definitionOf(steps));
  const sentence = /"sub" runs the workflow "nowhere", which is not there\. /u;
  expect(await workflow(["validate", file])).toMatchObject({
    code: 1,
    out: expect.stringMatching(sentence),
  });
  expect(await workflow(["simulate", file])).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(sentence),
  });
});

test("a schema is a JSON Schema of what is accepted, and every operation is listed with its contract", async () => {
  const { out } = await workflow(["schema", "patch"]);
  expect(JSON.parse(out)).toEqual(z.toJSONSchema(patch, { io: "input", unrepresentable: "any" }));
  const { json } = await workflowJson(["operations"]);
  const listed = z
    .object({
      operations: z.array(
        z.object({
          id: z.string(),
          inputs: z.unknown(),
          config: z.unknown(),
          example: z.unknown(),
        }),
      ),
      dataTypes: z.array(z.object({ id: z.string() })).min(1),
    })
    .parse(json);
  expect(listed.operations.map(({ id }) => id)).toEqual([...operations.keys()]);
});

test("whatever is thrown becomes a sentence beside the output, and the exit code 1", async () => {
  expect(await workflow(["vaildate", "x"])).toEqual({
    code: 1,
    out: "",
    err: expect.stringMatching(
      /^There is no command "vaildate"\.\n\nUsage: npm run -s workflow -- COMMAND/u,
    ),
  });
  expect(
    await workflow(["run", fileOf("doubles.json", doubles), "--memory", "--input", '{"more": 1}']),
  ).toEqual({
    code: 1,
    out: "",
    err: `There is a problem with the run's inputs.\n- Give a value for "How much?".\n- This workflow has no input named "more".`,
  });
  expect(await workflow(["fsck"], "postgres://x@127.0.0.1:1/x")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/DATABASE_URL does not lead to a database \(127\.0\.0\.1:1\/x\)/u),
  });
});
