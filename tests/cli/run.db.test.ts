import { expect, test, vi } from "vitest";

import { connect } from "#db/client.ts";
import { fileOf, workflowJson } from "#tests/support/command-line.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { ask, definitionOf, doubles, doublesYaml, runs, sum } from "./definitions.ts";

// Each test starts processes, one after the other.
vi.setConfig({ testTimeout: 600_000 });

/** Asks twice, the second time in a child run, and adds up. */
const asksTwice = definitionOf(
  [
    ask("first"),
    runs(
      "sub",
      {
        definition: definitionOf([ask("second")], {
          outputs: { n: "steps.second.answers.number" },
        }),
      },
      { dependencies: ["first"] },
    ),
    sum("total", "steps.first.answers.number + coalesce(steps.sub.n, 0)", 0, {
      dependencies: ["sub"],
    }),
  ],
  { outputs: { total: "steps.total.number" } },
);

const both = [
  ["in memory", true],
  ["on PostgreSQL", false],
] as const;

test.each(both)("a run %s takes its input as text or as a file", async (_, memory) => {
  const url = memory ? undefined : await freshDatabase();
  const where = memory ? ["--memory"] : [];
  const input = fileOf("input.yaml", "amount: 4");
  const runsWith = async (file: string, given: string) =>
    await workflowJson(["run", file, "--input", given, ...where], url);
  expect(await runsWith(fileOf("doubles.json", doubles), '{"amount": 3}')).toEqual({
    code: 0,
    json: {
      status: "completed",
      steps: 1,
      events: 3,
      ms: expect.any(Number),
      outputs: { doubled: 6 },
    },
  });
  expect(await runsWith(fileOf("doubles.yaml", doublesYaml), `@${input}`)).toMatchObject({
    code: 0,
    json: { status: "completed", outputs: { doubled: 8 } },
  });
});

test.each(both)(
  "a run %s stands where no answer was given, and ends with them all",
  async (_, memory) => {
    const url = memory ? undefined : await freshDatabase();
    const where = memory ? ["--memory"] : [];
    const file = fileOf("asks.json", asksTwice);
    const answeredWith = async (answers: object) =>
      await workflowJson(
        ["run", file, "--answers", fileOf("answers.json", answers), ...where],
        url,
      );
    expect(await answeredWith({})).toMatchObject({
      code: 1,
      json: { status: "running", waitingFor: ["first"] },
    });
    const whole = { first: { number: 40 }, sub: { second: { number: 2 } } };
    expect(await answeredWith(whole)).toMatchObject({
      code: 0,
      json: { status: "completed", outputs: { total: 42 } },
    });
  },
);

test("what was run on PostgreSQL is stored, in the name of nobody who could sign in", async () => {
  const url = await freshDatabase();
  const file = fileOf("doubles.json", doubles);
  await workflowJson(["run", file, "--input", '{"amount": 1}'], url);
  const db = connect(url);
  try {
    expect(
      await db.$client`
        select e.status, u.email, u.password_hash is null as shut
        from workflow_executions e join users u on u.id = e.user_id`,
    ).toEqual([{ status: "completed", email: "command-line@localhost", shut: true }]);
  } finally {
    await db.$client.end();
  }
});

test("a run that fails is told with its error, and makes the exit code 1", async () => {
  const file = fileOf("fails.json", definitionOf([sum("broken", "double('x')")]));
  expect(await workflowJson(["run", file, "--memory"])).toMatchObject({
    code: 1,
    json: { status: "failed", error: { code: expect.any(String), message: expect.any(String) } },
  });
});
