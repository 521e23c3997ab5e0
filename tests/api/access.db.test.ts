import { globSync } from "node:fs";
import { join } from "node:path";

import { beforeEach, describe, expect, test, vi } from "vitest";

import { setEnv } from "#lib/env.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { apiUser, freshApp } from "#tests/support/api.ts";
import { storeWorkflow } from "#tests/support/executions.ts";

import { openRoutes, routesOfRuns } from "./every-route.ts";

/** No cookie signs anybody in here, because Next's own request scope does not exist. */
vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));
vi.mock("next/server", () => ({ connection: async () => {} }));

beforeEach(() => setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" }));

const everyRoute = { ...routesOfRuns, ...openRoutes };
const nowhere = { executionId: crypto.randomUUID(), stepId: "explain" };

test("every route of the API is among those that are tested here", () => {
  const api = join(import.meta.dirname, "../../app/api");
  const files = globSync("**/route.ts", { cwd: api }).filter((file) => !file.startsWith("auth/"));
  expect(Object.keys(everyRoute).toSorted()).toEqual(files.toSorted());
});

describe.each(Object.entries(everyRoute))("%s", (_name, routed) => {
  test.each([
    ["no token", undefined],
    ["another scheme", "Basic YTpi"],
    ["a token nobody has", `Bearer iby_${"a".repeat(43)}`],
  ])("refuses %s with 401 and says how to sign in", async (_case, authorization) => {
    await freshApp();
    const response = await routed(nowhere, { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toContain("Bearer");
    expect(await response.json()).toEqual({
      code: "unauthenticated",
      message: expect.any(String),
    });
  });
});

describe.each(Object.entries(routesOfRuns))("%s", (_name, routed) => {
  test("does not know someone else's run, nor one that does not exist", async () => {
    const { db } = await freshApp();
    const [owner, other] = [await apiUser(db), await apiUser(db)];
    const workflowId = await storeWorkflow(db, [
      { id: "explain", name: "Why", type: "ai_generated", uses: "ai.write" },
    ]);
    const run = await startExecution(db, { workflowId, ownerId: owner.id, inputs: {} });
    const theirs = { executionId: run.id, stepId: "explain" };
    const answers = await Promise.all(
      [theirs, nowhere].map(async (at) => {
        const response = await routed(at, { authorization: other.authorization });
        return { status: response.status, problem: await response.json() };
      }),
    );
    const unknown = {
      status: 404,
      problem: { code: "not_found", message: "There is no such run." },
    };
    expect(answers).toEqual([unknown, unknown]);
  });
});

test("an id that cannot be one names no run, and a step that cannot be read no step", async () => {
  const { db } = await freshApp();
  const { authorization } = await apiUser(db);
  for (const [name, routed] of Object.entries(routesOfRuns)) {
    const response = await routed(
      { executionId: "1; drop table", stepId: "explain" },
      { authorization },
    );
    const asBody = name === "workflows/ai/execute-step/route.ts";
    expect([name, response.status]).toEqual([name, asBody ? 400 : 404]);
  }
  const steps = ["executions/[executionId]/steps/[stepId]/route.ts"];
  for (const name of steps) {
    const response = await routesOfRuns[name]!(
      { ...nowhere, stepId: "%E0%A4%A" },
      { authorization },
    );
    expect(response.status).toBe(404);
  }
});

test("a body that is not JSON, too large or of another shape is refused by name", async () => {
  const { db } = await freshApp();
  const { authorization } = await apiUser(db);
  const writing = Object.entries(everyRoute).filter(
    ([name]) =>
      !/templates|log|state|compare|stream|events|pause|resume|holdings|\[executionId\]\/route/u.test(
        name,
      ),
  );
  expect(writing).toHaveLength(14);
  for (const [name, routed] of writing) {
    const broken = await routed(nowhere, { authorization, body: '{"data":' });
    expect([name, broken.status]).toEqual([name, 400]);
    expect(await broken.json()).toMatchObject({ code: "invalid" });
    const large = await routed(nowhere, { authorization, body: `"${"x".repeat(1024 * 1024)}"` });
    expect([name, large.status]).toEqual([name, 413]);
    const other = await routed(nowhere, { authorization, body: { surprise: 1 } });
    expect([name, other.status]).toEqual([name, 400]);
    expect(JSON.stringify(await other.json())).toContain("surprise");
  }
});
