import * as fc from "fast-check";
import { expect, test } from "vitest";

import { money, percent, roundMoney } from "#components/format/numbers.ts";
import { allocationFacts } from "#lib/ai/grounding/allocation-facts.ts";
import type { Allocation } from "#lib/data-types/portfolio.ts";
import { capitalMarketAssumptions } from "#lib/finance/estimate/assumptions.ts";
import { riskTable } from "#lib/finance/outlook/risk-table.ts";
import { estimate, roundTo } from "#lib/money/round.ts";
import { shownHoldings } from "#lib/money/shown-shares.ts";
import { allocationOf } from "#lib/portfolio/portfolio-results.ts";

import type { ReportData } from "./report-data.ts";
import { planSummary } from "./report-text.ts";

const { assetClasses } = capitalMarketAssumptions;

/** A plan with weights drawn anyhow, some of them dust. */
function planOf(raw: readonly number[], amount: number, volatility: number): Allocation {
  const sum = raw.reduce((a, b) => a + b, 0);
  const assets = assetClasses.slice(0, raw.length).map(({ id, label }) => ({ id, label }));
  const problem = {
    assets,
    expectedReturns: [],
    covariance: [],
    bounds: [],
    objective: { kind: "min_volatility" } as const,
  };
  const certificate = {
    status: "optimal" as const,
    solver: "scs" as const,
    iterations: 1,
    boundViolation: 0,
    rowViolation: 0,
    dualityGap: 0,
    activeLimits: [],
  };
  const solved = {
    ok: true as const,
    weights: raw.map((w) => w / sum),
    expectedReturn: 0.05,
    volatility,
    sharpe: 0.3,
    certificate,
  };
  const point = { weights: [], expectedReturn: 0.03, volatility: 0.02, dualityGap: 0 };
  return allocationOf({ amount: { amount, currency: "USD" } }, problem, solved, [point]);
}

const weights = fc
  .array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1e-7, 0.0004)), {
    minLength: 2,
    maxLength: assetClasses.length,
  })
  .filter((raw) => raw.some((w) => w > 0.01));
const amounts = fc.integer({ min: 100, max: 100_000_000 }).map((cents) => cents / 100);

test("what is held adds up to 100.0% and to the amount, in the plan, the table, the file and the facts alike", () => {
  fc.assert(
    fc.property(weights, amounts, (raw, amount) => {
      const plan = planOf(raw, amount, 0.08);
      const rows = shownHoldings(plan.weights, plan.amount);
      const cents = rows.reduce((sum, row) => sum + Math.round(row.amount * 100), 0);
      expect(cents).toBe(Math.round(amount * 100));
      const shown = rows.reduce((sum, { share }) => sum + Math.round(share * 1000), 0);
      expect(shown).toBe(1000);
      const stored = new Map(plan.weights.map((row) => [row.assetClass, row.amount]));
      const { facts } = allocationFacts(plan, null);
      const printed = new Map(facts.map((fact) => [fact.path, fact.printed]));
      for (const row of rows) {
        expect(stored.get(row.assetClass)).toBe(row.amount);
        expect(printed.get(`allocation.weights.${row.assetClass}`)).toBe(percent(row.share));
        expect(printed.get(`allocation.amounts.${row.assetClass}`)).toBe(money(row.amount));
      }
      const groups = facts.filter(({ path }) => path.startsWith("allocation.groups."));
      expect(
        roundTo(
          groups.reduce((sum, { value }) => sum + Number(value), 0),
          6,
        ),
      ).toBe(1);
      expect(printed.get("allocation.kinds")).toBe(String(rows.length));
    }),
    { numRuns: 200 },
  );
});

test("a bad year is one figure: in the summary, the risk table, its file and the facts", () => {
  fc.assert(
    fc.property(amounts, fc.double({ min: 0.02, max: 0.2, noNaN: true }), (amount, volatility) => {
      const allocation = planOf([0.6, 0.4], amount, volatility);
      const after = allocation.expectedReturn - allocation.assumptions.yearlyCost;
      const share = -riskTable({ expectedReturn: after, volatility, paths: 1 }).worstYear;
      fc.pre(share < -0.001 && Math.abs(share) * amount > 1);
      const row = {
        id: "worst_year",
        label: "",
        hint: "",
        share,
        amount: estimate(share * amount),
      };
      const { facts } = allocationFacts(allocation, null);
      const fact = facts.find(({ path }) => path === "allocation.badYearAmount")!;
      const table = roundMoney(row.amount);
      expect(fact.printed).toBe(table);
      expect(fact.value).toBe(row.amount);
      const data = { allocation, risk: { currency: "USD", rows: [row] }, now: null };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the summary reads these three
      const summary = planSummary(data as unknown as ReportData);
      expect(summary).toContain(`which is ${table.replace("\u2212", "")} of ${money(amount)}`);
      expect(summary).toContain(`loses more than ${percent(-share)}`);
      expect(facts.find(({ path }) => path === "allocation.badYear")!.printed).toBe(percent(share));
    }),
    { numRuns: 200 },
  );
});
