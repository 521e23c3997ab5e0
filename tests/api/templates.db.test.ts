import { beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";

import * as list from "#app/api/workflows/templates/route.ts";
import { listPortfolios } from "#db/queries/portfolios/portfolios.ts";
import { setEnv } from "#lib/env.ts";
import { templates } from "#lib/templates/index.ts";
import { seed } from "#lib/templates/seed.ts";
import { apiUser, call, freshApp, freshAppWithWorker } from "#tests/support/api.ts";
import { storedAndReplayed } from "#tests/support/executions.ts";
import { drive } from "#tests/support/generic-client.ts";

import { overRoutes } from "./over-routes.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));

beforeEach(() => setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" }));

const listed = z.strictObject({
  templates: z.array(
    z.strictObject({
      id: z.uuid(),
      workflowId: z.string(),
      name: z.string(),
      description: z.string(),
      category: z.string(),
      version: z.string().regex(/^\d+\.\d+\.\d+$/u),
      estimatedMinutes: z.number(),
      usageCount: z.int(),
    }),
  ),
});

test("the list has every built-in workflow, as the contract says; of one category on request", async () => {
  const { db } = await freshApp();
  await seed(db);
  const { authorization } = await apiUser(db);
  const read = async (query: string) => {
    const response = await call(list.GET, {}, { authorization, method: "GET", query });
    expect(response.status).toBe(200);
    return listed.parse(await response.json()).templates;
  };
  const all = await read("");
  expect(all.map(({ workflowId }) => workflowId).toSorted()).toEqual(
    templates.map(({ definition }) => definition.id).toSorted(),
  );
  const category = "portfolio_creation";
  const some = await read(`?category=${category}`);
  expect(some).toEqual(all.filter((template) => template.category === category));
  expect(some.length).toBeGreaterThan(0);
  expect(await read("?category=no_such")).toEqual([]);
});

const drivable = templates.map(({ definition: { id, steps } }) => ({
  workflowId: id,
  saves: steps.some(({ uses }) => uses === "portfolio.save"),
}));

test.each(drivable)(
  "a client that knows only the schemas drives $workflowId to its end",
  async ({ workflowId, saves }) => {
    const { db } = await freshAppWithWorker();
    await seed(db);
    const { authorization, id: ownerId } = await apiUser(db);
    const done = await drive(overRoutes(authorization), workflowId);
    expect(done).toMatchObject({ status: "completed", waitingFor: [] });
    expect(done.steps.filter(({ error }) => error)).toEqual([]);
    const { stored, replayed, events } = await storedAndReplayed(db, done.id);
    expect(stored).toEqual(replayed);
    const completed = events.flatMap((event) =>
      event.type === "step.completed" ? event.step : [],
    );
    expect(new Set(completed).size).toBe(completed.length);
    const saved = await listPortfolios(db, { ownerId });
    expect(saved.map(({ executionId }) => executionId)).toEqual(saves ? [done.id] : []);
  },
  60_000,
);
