import { expect, test, vi } from "vitest";
import { z } from "zod";

import * as one from "#app/api/schedules/[scheduleId]/route.ts";
import * as all from "#app/api/schedules/route.ts";
import { apiUser, call, freshApp } from "#tests/support/api.ts";
import { storeWorkflow } from "#tests/support/executions.ts";

/** No cookie signs anybody in here, because Next's own request scope does not exist. */
vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));
vi.mock("next/server", () => ({ connection: async () => {} }));

const ask = {
  id: "ask",
  name: "Ask",
  type: "data_collection",
  uses: "form.ask",
  config: { dataType: "investor-profile" },
} as const;

const schedule = z.object({
  id: z.uuid(),
  workflowId: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  enabled: z.boolean(),
  nextAt: z.iso.datetime().nullable(),
});
const list = z.object({ schedules: z.array(schedule) });

async function planned() {
  const { db } = await freshApp();
  const workflowId = await storeWorkflow(db, [ask]);
  const { authorization } = await apiUser(db);
  const body = { workflowId, cron: "0 8 * * 1", timeZone: "America/New_York" };
  const response = await call(all.POST, {}, { authorization, body, key: "mondays" });
  expect(response.status).toBe(201);
  const made = schedule.parse(await response.json());
  const mine = async () => {
    const answer = await call(all.GET, {}, { authorization, method: "GET" });
    return list.parse(await answer.json()).schedules;
  };
  return { db, authorization, body, made, mine };
}

test("a schedule is planned once per key, listed, paused, changed and deleted", async () => {
  const { authorization, body, made, mine } = await planned();
  expect(made).toMatchObject({ ...body, enabled: true, nextAt: expect.any(String) });
  expect(made).not.toHaveProperty("ownerId");
  const again = await call(all.POST, {}, { authorization, body, key: "mondays" });
  expect(schedule.parse(await again.json()).id).toBe(made.id);
  const at = { scheduleId: made.id };
  const change = async (what: object) =>
    await call(one.PATCH, at, { authorization, method: "PATCH", body: what });
  const paused = await change({ enabled: false });
  expect(await paused.json()).toMatchObject({ enabled: false, nextAt: null, cron: body.cron });
  const resumed = await change({ enabled: true, cron: "30 9 1 * *" });
  expect(await resumed.json()).toMatchObject({ enabled: true, cron: "30 9 1 * *" });
  expect(await mine()).toHaveLength(1);
  const gone = await call(one.DELETE, at, { authorization, method: "DELETE" });
  expect(gone.status).toBe(204);
  expect(await mine()).toEqual([]);
});

test("what is wrong with a schedule is said by field", async () => {
  const { authorization, body, made } = await planned();
  const refused = await call(all.POST, {}, { authorization, body: { ...body, cron: "often" } });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    code: "invalid",
    fields: { cron: [expect.stringContaining("five parts")] },
  });
  const elsewhere = await call(
    one.PATCH,
    { scheduleId: made.id },
    { authorization, method: "PATCH", body: { timeZone: "Mars/Olympus" } },
  );
  expect(await elsewhere.json()).toMatchObject({ fields: { timeZone: [expect.any(String)] } });
  const unknown = { ...body, workflowId: "no-such-workflow" };
  expect((await call(all.POST, {}, { authorization, body: unknown })).status).toBe(404);
});

test("someone else's schedule, one that does not exist and what is no id are all unknown", async () => {
  const { db, made, mine } = await planned();
  const other = await apiUser(db);
  for (const scheduleId of [made.id, crypto.randomUUID(), "1; drop table"]) {
    for (const [handler, method] of [
      [one.PATCH, "PATCH"],
      [one.DELETE, "DELETE"],
    ] as const) {
      const { authorization } = other;
      const sent = { authorization, method, body: { enabled: false } };
      const response = await call(handler, { scheduleId }, sent);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ message: "There is no such schedule." });
    }
  }
  expect(await mine()).toMatchObject([{ enabled: true }]);
});
