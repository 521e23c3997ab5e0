import { expect, test, vi } from "vitest";

import { ask, second, threeQuestions } from "#tests/support/changing-run.ts";
import { fileOf, workflow, workflowJson } from "#tests/support/command-line.ts";
import { urlOf } from "#tests/support/pg.ts";

// Each test starts processes, one after the other.
vi.setConfig({ testTimeout: 600_000 });

test("fsck finds what is wrong with a run, repairs it where that is asked for, and says so by its exit code", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  await run.answer("first");
  const url = await urlOf(db);
  const sound = { executions: 1, found: 0, findings: [] };
  expect(await workflowJson(["fsck"], url)).toMatchObject({ code: 0, json: sound });

  const before = await run.view();
  await db.$client`
    update workflow_step_executions set status = 'pending' where step_id = 'second'`;
  const wrong = await workflow(["fsck", "--execution", executionId], url);
  expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining(`${executionId} second `) });
  expect(await workflowJson(["fsck", "--repair"], url)).toMatchObject({
    code: 0,
    json: { ...sound, repaired: 1 },
  });
  expect((await run.view()).steps).toEqual(before.steps);

  const nobody = "00000000-0000-4000-8000-000000000000";
  expect(await workflow(["fsck", "--execution", nobody], url)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`There is no run ${nobody}.`),
  });
});

test("patch shows what a change would come to, makes it, and refuses one that cannot be", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  await run.answer("first");
  const url = await urlOf(db);
  const fourth = ask("fourth", { name: "Fourth question", dependencies: ["third"] });
  const more = fileOf("more.json", { changes: [{ op: "add", step: fourth }] });

  const dry = await workflow(["patch", executionId, more, "--dry-run"], url);
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining("Fourth question") });
  expect(await run.statuses()).not.toHaveProperty("fourth");

  expect(await workflowJson(["patch", executionId, more], url)).toMatchObject({
    code: 0,
    json: { ok: true, changed: true },
  });
  expect(await run.statuses()).toMatchObject({ first: "completed", fourth: "pending" });

  const { revision } = await run.view();
  const away = fileOf("away.yaml", "changes:\n  - { op: remove, step: first }\n");
  expect(await workflow(["patch", executionId, away], url)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/error: .*First question/u),
  });
  expect((await run.view()).revision).toBe(revision);

  const noPatch = fileOf("no-patch.json", { changes: [{ op: "explode", step: second }] });
  expect(await workflow(["patch", executionId, noPatch], url)).toMatchObject({
    code: 1,
    err: expect.stringContaining("is no patch:"),
  });
  expect(await workflow(["patch", "7", more], url)).toMatchObject({
    code: 1,
    err: expect.stringContaining("There is no run 7."),
  });
});

test("archive packs what ended before a day, at most as many as are asked for", async () => {
  const run = await threeQuestions();
  const { db, executionId } = run;
  const url = await urlOf(db);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const none = { code: 0, json: { executions: 0, events: 0 } };
  expect(await workflowJson(["archive", "--before", tomorrow], url)).toMatchObject(none);
  for (const step of ["first", "second", "third"]) {
    // eslint-disable-next-line no-await-in-loop -- one answer follows the other
    await run.answer(step);
  }
  const ended = await run.view();
  expect(ended.status).toBe("completed");
  expect(await workflowJson(["archive", "--before", "2020-01-01"], url)).toMatchObject(none);
  expect(await workflow(["archive", "--before", tomorrow, "--limit", "5"], url)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Archived 1 ended runs with \d+ events in \d+ ms\.\n/u),
  });
  const [{ count }] = await db.$client<[{ count: number }]>`
    select count(*)::int as count from workflow_events where execution_id = ${executionId}`;
  expect(count).toBe(0);
  expect((await run.view()).steps).toEqual(ended.steps);
});
