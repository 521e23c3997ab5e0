import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { countAiRequests, endAiCall, startAiCall } from "#db/queries/ai/ai-calls.ts";
import { aiCalls } from "#db/schema/ai.ts";
import { users } from "#db/schema/auth.ts";
import { freshDb } from "#tests/support/pg.ts";

const now = new Date("2026-11-22T14:00:00Z");
const call = { executionId: null, stepId: "explain", model: "small", repairOf: null, now };
const ended = { errorCode: null, inputTokens: 9, outputTokens: 5, firstTextMs: 40, ms: 900 };

async function person(db: Database): Promise<string> {
  const [user] = await db.insert(users).values({ name: "A guest" }).returning({ id: users.id });
  if (!user) throw new Error("No user was made.");
  return user.id;
}

test("a call is kept with how it ended", async () => {
  const db = await freshDb();
  const ownerId = await person(db);
  const id = await startAiCall(db, { ...call, ownerId, kind: "ai", dailyLimit: 20 });
  expect(id).not.toBeNull();
  await endAiCall(db, id ?? "", { ...ended, outcome: "completed" });
  expect(await db.select().from(aiCalls)).toEqual([
    {
      ...call,
      ...ended,
      now: undefined,
      id,
      ownerId,
      kind: "ai",
      outcome: "completed",
      createdAt: now,
    },
  ]);
});

test("of many at once, no more than the limit start", async () => {
  const db = await freshDb();
  const ownerId = await person(db);
  const start = () => startAiCall(db, { ...call, ownerId, kind: "ai", dailyLimit: 3 });
  const started = await Promise.all(Array.from({ length: 8 }, start));
  expect(started.filter((id) => id !== null)).toHaveLength(3);
});

test("the limit is each person's own, per day in UTC", async () => {
  const db = await freshDb();
  const [ownerId, other] = [await person(db), await person(db)];
  const start = (owner: string, at: string) =>
    startAiCall(db, { ...call, now: new Date(at), ownerId: owner, kind: "ai", dailyLimit: 1 });
  expect(await start(ownerId, "2026-11-22T23:59:59Z")).not.toBeNull();
  expect(await start(ownerId, "2026-11-22T23:59:59Z")).toBeNull();
  expect(await start(other, "2026-11-22T23:59:59Z")).not.toBeNull();
  expect(await start(ownerId, "2026-11-23T00:00:00Z")).not.toBeNull();
});

test("texts by rules, repairs and requests that the service did not answer are not counted", async () => {
  const db = await freshDb();
  const ownerId = await person(db);
  const start = (change: { kind?: "ai" | "rules"; repairOf?: string }) =>
    startAiCall(db, { ...call, ownerId, kind: "ai", dailyLimit: 2, ...change });
  const first = await start({});
  await start({ kind: "rules" });
  await start({ repairOf: first ?? "" });
  const unanswered = await start({});
  expect(await countAiRequests(db, { ownerId, now })).toBe(2);
  expect(await start({})).toBeNull();
  await endAiCall(db, unanswered ?? "", { ...ended, outcome: "unavailable", errorCode: "ai_busy" });
  expect(await countAiRequests(db, { ownerId, now })).toBe(1);
  expect(await start({})).not.toBeNull();
  expect(await start({ kind: "rules" })).not.toBeNull();
});
