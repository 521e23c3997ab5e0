import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { mergeGuest } from "#db/queries/people/merge-guest.ts";
import { createAccount } from "#db/queries/people/users.ts";
import { portfolioHoldings } from "#db/schema/portfolios.ts";
import { transaction } from "#db/transaction.ts";
import { freshDb } from "#tests/support/pg.ts";
import { personWithRun } from "#tests/support/run.ts";

import { getPortfolio, listPortfolios, savePortfolio } from "./portfolios.ts";

const holding = (ticker: string, weight: number) => ({
  assetClass: ticker.toLowerCase(),
  label: `Fund ${ticker}`,
  ticker,
  weight,
  amount: weight * 1000.5,
});

async function setUp() {
  const db = await freshDb();
  const run = await personWithRun(db);
  const plan = {
    ...run,
    stepId: "save",
    name: "Home plan",
    amount: 1000.5,
    currency: "USD",
    expectedReturn: 0.053,
    volatility: 0.071,
    riskLevel: 3,
    report: { allocation: { note: "as saved" } },
    holdings: [holding("VOO", 0.4), holding("BND", 0.6)],
    now: new Date("2026-01-05T09:00:00Z"),
  };
  return { db, run, plan };
}

const save = async (db: Database, plan: Parameters<typeof savePortfolio>[1]) =>
  await transaction(db, async (tx) => await savePortfolio(tx, plan));

test("a saved plan comes back as it was, for its owner only", async () => {
  const { db, run, plan } = await setUp();
  const { id } = await save(db, plan);
  expect(await getPortfolio(db, { portfolioId: id, ownerId: run.ownerId })).toEqual({
    id,
    executionId: run.executionId,
    name: "Home plan",
    amount: 1000.5,
    currency: "USD",
    expectedReturn: 0.053,
    volatility: 0.071,
    riskLevel: 3,
    createdAt: plan.now,
    updatedAt: plan.now,
    report: plan.report,
    holdings: [
      { ...plan.holdings[0], amount: 400.2 },
      { ...plan.holdings[1], amount: 600.3 },
    ],
  });
  const stranger = crypto.randomUUID();
  expect(await getPortfolio(db, { portfolioId: id, ownerId: stranger })).toBeNull();
  expect(await listPortfolios(db, { ownerId: stranger })).toEqual([]);
});

test("saving the same step again keeps the id and replaces the rest", async () => {
  const { db, run, plan } = await setUp();
  const first = await save(db, plan);
  const later = new Date("2026-01-06T09:00:00Z");
  const again = await save(db, {
    ...plan,
    name: "Other",
    holdings: [holding("VT", 1)],
    now: later,
  });
  expect(again).toEqual({ id: first.id, name: "Other" });
  expect(await getPortfolio(db, { portfolioId: first.id, ownerId: run.ownerId })).toMatchObject({
    name: "Other",
    createdAt: plan.now,
    updatedAt: later,
    holdings: [{ ticker: "VT" }],
  });
  expect(await db.select().from(portfolioHoldings)).toHaveLength(1);
});

test("the same save at the same time is one plan", async () => {
  const { db, run, plan } = await setUp();
  const saved = await Promise.all(Array.from({ length: 5 }, () => save(db, plan)));
  expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
  expect(await listPortfolios(db, { ownerId: run.ownerId })).toHaveLength(1);
  expect(await db.select().from(portfolioHoldings)).toHaveLength(2);
});

test("plans are listed newest first", async () => {
  const { db, run, plan } = await setUp();
  await save(db, { ...plan, name: "First" });
  await save(db, {
    ...plan,
    name: "Second",
    stepId: "save_2",
    now: new Date("2026-02-01T00:00:00Z"),
  });
  const names = (await listPortfolios(db, { ownerId: run.ownerId })).map(({ name }) => name);
  expect(names).toEqual(["Second", "First"]);
});

test("a guest's plans move to the account they sign in to", async () => {
  const { db, run, plan } = await setUp();
  const { id } = await save(db, plan);
  const account = await createAccount(db, {
    email: "ann@example.com",
    name: "Ann",
    passwordHash: "x",
  });
  await transaction(db, async (tx) => {
    await mergeGuest(tx, { guestId: run.ownerId, userId: account.id });
  });
  expect(await getPortfolio(db, { portfolioId: id, ownerId: account.id })).toMatchObject({ id });
});
