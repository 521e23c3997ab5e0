import { expect, test } from "vitest";

import type { ReportData } from "./report-data.ts";
import {
  frontierFinding,
  paidIn,
  planSummary,
  projectionFinding,
  sectionOf,
  tableYears,
  weightsFinding,
} from "./report-text.ts";

const weights = [
  { assetClass: "b", label: "US shares", ticker: "VOO", weight: 0.3, amount: 14_400 },
  { assetClass: "a", label: "US bonds", ticker: "BND", weight: 0.7, amount: 33_600 },
  { assetClass: "c", label: "Gold", ticker: "GLDM", weight: 0, amount: 0 },
];
const data: ReportData = {
  title: "Your plan",
  workflow: null,
  owner: "You",
  reference: "RUN-1",
  version: "1",
  made: "22 November 2026",
  startYear: 2026,
  horizonYears: 12,
  allocation: {
    amount: { amount: 48_000, currency: "USD" },
    weights,
    expectedReturn: 0.0572,
    volatility: 0.085,
    sharpe: 0.3,
    objective: "max_return",
    targetVolatility: 0.085,
    certificate: {
      status: "optimal",
      solver: "scs",
      iterations: 1,
      boundViolation: 0,
      rowViolation: 0,
      dualityGap: 0,
      activeLimits: [],
    },
    frontier: [],
    lowestRisk: { volatility: 0.02, expectedReturn: 0.03 },
    assumptions: {
      name: "Default",
      asOf: "2026-07",
      horizonYears: 10,
      riskFreeRate: 0.03,
      inflation: 0.02,
      yearlyCost: 0.0007,
    },
  },
  risk: {
    currency: "USD",
    rows: [{ id: "worst_year", label: "Bad year", hint: "", share: -0.0773, amount: -3709 }],
  },
  projection: {
    currency: "USD",
    fan: [{ year: 12, p10: 62_512, p50: 89_342, p90: 127_481 }],
    contributed: 48_000,
    paths: 2000,
    seed: 1,
  },
  now: null,
  explanation: null,
  csv: null,
};

test("three sentences say what it holds, what it expects and what it can lose", () => {
  expect(planSummary(data)).toBe(
    "The plan holds two kinds of investments, the largest of them US bonds at 70.0%. " +
      "It expects 5.7% a year before costs, at a volatility of 8.5%. " +
      "About 1 year in 20 loses more than 7.7%, which is $3,710 of $48,000.",
  );
});

test("with holdings it compares, and a plan that gains in a bad year claims no loss", () => {
  const now = { weights: [], volatility: 0.095, expectedReturn: 0.057, risk: data.risk };
  expect(planSummary({ ...data, now })).toContain(
    "Volatility goes from 9.5% to 8.5% a year, for about the same expected return (5.7%).",
  );
  expect(frontierFinding({ ...data, now })).toBe("Your holdings now sit below the line");
  const calm = { ...data.risk, rows: [{ ...data.risk.rows[0]!, share: 0.01, amount: 480 }] };
  expect(planSummary({ ...data, risk: calm })).toContain("expected to gain");
});

test("the calmest mix is called calm, and no more is claimed of another than that it is best at its risk", () => {
  const calmest = { ...data.allocation, volatility: 0.0204, expectedReturn: 0.03 };
  expect(frontierFinding({ ...data, allocation: calmest })).toBe(
    "The plan is the calmest mix within your limits: no other has a lower volatility",
  );
  expect(frontierFinding(data)).toContain("expects more at its risk");
});

test("the projection says that savings rise with inflation, where there are some", () => {
  const projection = { ...data.projection, contributed: 76_800 };
  expect(paidIn({ ...data, projection })).toBe(
    "You put in $76,800 in today’s money, $48,000 of it at the start. The monthly saving rises with inflation: the projection counts on that.",
  );
  expect(paidIn(data)).toBe("You put in $48,000 at the start.");
});

test("findings follow the figures", () => {
  const shown = [
    { label: "US bonds", share: 0.7 },
    { label: "US shares", share: 0.3 },
  ];
  expect(weightsFinding(shown)).toEqual({
    finding: "More than half is in US bonds",
    reading: "No other kind takes up more than 30.0%",
  });
  expect(weightsFinding([{ label: "Cash", share: 1 }]).finding).toBe("All of it is in Cash");
  expect(projectionFinding(data)).toBe("The middle outcome in 2038 is $89,300");
});

test("the table keeps the first and the last year", () => {
  const fan = Array.from({ length: 41 }, (_, year) => ({ year }));
  const years = tableYears(fan).map(({ year }) => year);
  expect(years).toHaveLength(8);
  expect([years[0], years.at(-1)]).toEqual([0, 40]);
  expect(tableYears(fan.slice(0, 5))).toHaveLength(5);
});

test("numbers lead to the part that shows them, numbers from elsewhere to none", () => {
  expect(sectionOf("allocation.weights.BND")).toBe("#weights");
  expect(sectionOf("allocation.expectedReturn")).toBe("#points");
  expect(sectionOf("projection.fan.12.p50")).toBe("#projection");
  expect(sectionOf("profile.horizonYears")).toBeNull();
});
