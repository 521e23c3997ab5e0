import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

import { connect, type Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { getPortfolio, listPortfolios } from "#db/queries/portfolios/portfolios.ts";
import { riskQuestionIds, riskQuestions } from "#lib/data-types/risk-answers.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { setEnv } from "#lib/env.ts";
import { loadComparison } from "#lib/runtime/compare/load-comparison.ts";
import type { ExecutionView } from "#lib/runtime/executions/execution-view.ts";
import { forkExecution } from "#lib/runtime/executions/fork-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { portfolioReport } from "#lib/steps/integration/portfolio-report.ts";
import { somebody } from "#tests/support/executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { templates } from "./index.ts";

beforeEach(() => setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" }));

const dollars = (amount: number) => ({ amount, currency: "USD" });

/** A person who answers consistently: level 4 by tolerance, 5 by capacity, 4 by time. */
const answers: Readonly<Record<string, JsonObject>> = {
  profile: {
    goal: "retirement",
    amount: dollars(48_000),
    monthlySaving: dollars(500),
    horizonYears: 12,
    aim: "balanced",
  },
  risk_questions: Object.fromEntries(
    riskQuestionIds.map((id) => {
      const { options } = riskQuestions[id];
      return [id, options[id === "q1" ? 1 : Math.min(2, options.length - 1)]![0]];
    }),
  ),
  capacity: {
    reserve: "over_6",
    income: "steady",
    share: "under_quarter",
    surplus: "plenty",
    earlyNeed: "no",
    afterFall: "wait",
  },
  contradictions: { confirmed: true },
  framework: { choice: "broad" },
  limits: { assetClasses: ["us_large", "intl_dev", "us_agg", "cash"], maxWeight: 50 },
  explain: { action: "use" },
  approve: { confirmed: true },
  holdings: { table: "Symbol,Quantity,Price,Value\nVOO,10,$600,$6000\nBND,10,$75,$750" },
  found: { confirmed: true },
};

async function started(workflowId: string) {
  const url = await freshDatabase();
  const db = connect(url);
  const hub = new NotificationHub(db);
  const worker = await startWorker(db, hub, url);
  onTestFinished(async () => {
    await worker.stop();
    await hub.close();
    await db.$client.end({ timeout: 1 });
  });
  const { definition } = templates.find((t) => t.definition.id === workflowId)!;
  await saveDefinition(db, { definition, ownerId: null });
  const ownerId = await somebody(db);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  return { db, place: { executionId: id, ownerId } };
}

const patience = { timeout: 20_000, interval: 20 };

type Place = { executionId: string; ownerId: string };

/**
 * Answers whatever is asked until the run ends or asks for what `given` does not hold; the steps in the order asked.
 */
async function walk(
  db: Database,
  place: Place,
  given: Readonly<Record<string, JsonObject>>,
): Promise<{ view: ExecutionView; asked: string[] }> {
  const asked: string[] = [];
  for (;;) {
    const view = await settled(db, place);
    const next = view.waitingFor.find(({ stepId }) => given[stepId]);
    if (!next) return { view, asked };
    const { stepId } = next;
    const outcome = await submitStep(db, {
      ...place,
      stepId,
      revision: view.revision,
      data: given[stepId],
      idempotencyKey: null,
    });
    // A worker may overtake this view, which is then a conflict. The next view of the run has the newer revision.
    if (outcome.ok) asked.push(stepId);
    else if (outcome.rejection.code !== "conflict") throw new Error(outcome.rejection.message);
  }
}

/** The run once it waits for a person or has ended. */
async function settled(db: Database, place: Place): Promise<ExecutionView> {
  return await vi.waitFor(async () => {
    const view = await viewExecution(db, place);
    if (view.status === "running" && view.waitingFor.length === 0) throw new Error("still working");
    return view;
  }, patience);
}

function outputOf(view: ExecutionView, stepId: string) {
  return view.steps.find(({ id }) => id === stepId)?.output;
}

test("“Create a portfolio” leads from the goal to a saved plan", async () => {
  const { db, place } = await started("create-a-portfolio");
  const { view, asked } = await walk(db, place, answers);
  expect(view).toMatchObject({ status: "completed" });
  expect(asked).toEqual([
    "profile",
    "risk_questions",
    "capacity",
    "framework",
    "explain",
    "approve",
  ]);
  expect(outputOf(view, "risk")).toMatchObject({ assessment: { level: 4, contradictions: [] } });

  const [summary, ...others] = await listPortfolios(db, place);
  expect(others).toEqual([]);
  expect(summary).toMatchObject({ name: "Retirement plan", amount: 48_000, riskLevel: 4 });
  const saved = await getPortfolio(db, { portfolioId: summary!.id, ownerId: place.ownerId });
  const report = portfolioReport.parse(saved?.report);
  expect(report.allocation.volatility).toBeCloseTo(0.11, 5);
  expect(report.explanation?.source.kind).toBe("rules");
  expect(report.checks?.passed).toBe(true);
  expect(saved?.holdings).toHaveLength(report.allocation.weights.length);
});

test("answers that disagree are shown, and the careful one counts", async () => {
  const { db, place } = await started("create-a-portfolio");
  const bold = {
    profile: { ...answers["profile"], aim: "growth" },
    risk_questions: answers["risk_questions"]!,
    capacity: { ...answers["capacity"], afterFall: "sell" },
  };
  const { view } = await walk(db, place, bold);
  expect(view.waitingFor).toMatchObject([
    {
      stepId: "contradictions",
      kind: "review",
      schema: {
        title: "Your answers point in different directions",
        description:
          "You chose high growth, but would sell after a 10% fall. We use the more careful answer.",
      },
    },
  ]);
  const { view: after, asked } = await walk(db, place, { contradictions: { confirmed: true } });
  expect(asked).toEqual(["contradictions"]);
  expect(after.waitingFor).toMatchObject([
    { stepId: "framework", schema: { properties: { choice: { default: "broad" } } } },
  ]);
  expect(outputOf(after, "risk")).toMatchObject({ assessment: { level: 2 } });
});

test("own limits are asked for when chosen, and kept to", async () => {
  const { db, place } = await started("create-a-portfolio");
  const { view, asked } = await walk(db, place, { ...answers, framework: { choice: "own" } });
  expect(view.status).toBe("completed");
  expect(asked).toContain("limits");
  const [summary] = await listPortfolios(db, place);
  const saved = await getPortfolio(db, { portfolioId: summary!.id, ownerId: place.ownerId });
  for (const { assetClass, weight } of saved!.holdings) {
    expect(["us_large", "intl_dev", "us_agg", "cash"]).toContain(assetClass);
    expect(weight).toBeLessThanOrEqual(0.5 + 1e-6);
  }
});

test("limits that no plan can keep to wait for the person, in words", async () => {
  const { db, place } = await started("create-a-portfolio");
  const { view } = await walk(db, place, {
    ...answers,
    profile: { ...answers["profile"], horizonYears: 2 },
    framework: { choice: "own" },
    limits: { assetClasses: ["us_large", "em"], maxWeight: 60 },
  });
  expect(view).toMatchObject({ status: "running", waitingFor: [{ stepId: "optimise" }] });
  const { error } = view.steps.find(({ id }) => id === "optimise")!;
  expect(error).toMatchObject({ code: "infeasible" });
  expect(error?.message).toContain(
    "above the target of 4%. Your risk level allows no more volatility",
  );
});

test("“Check my risk level” ends with an explanation", async () => {
  const { db, place } = await started("check-my-risk-level");
  const { view } = await walk(db, place, answers);
  expect(view).toMatchObject({ status: "completed", outputs: { assessment: { level: 4 } } });
});

test.each([
  ["growth", "at_once", "skipped"],
  ["steady", "careful", "completed"],
] as const)("“Spread a lump sum” for %s goes %s", async (aim, outcome, ladder) => {
  const { db, place } = await started("invest-a-lump-sum");
  const { view } = await walk(db, place, { ...answers, profile: { ...answers["profile"], aim } });
  expect(view.status).toBe("completed");
  expect(outputOf(view, "route")).toMatchObject({ decision: { outcome } });
  expect(view.steps.find(({ id }) => id === "ladder")).toMatchObject({ status: ladder });
  expect(await listPortfolios(db, place)).toHaveLength(1);
});

test("“Import and check my holdings” names what did not pass", async () => {
  const { db, place } = await started("check-my-holdings");
  const { view } = await walk(db, place, { holdings: answers["holdings"]! });
  expect(view.waitingFor).toMatchObject([
    {
      stepId: "found",
      schema: {
        description:
          "You hold fewer than three investments. One bad year in one of them decides your result. One investment takes more than 40% of what you hold.",
      },
    },
  ]);
  const { view: after } = await walk(db, place, { found: { confirmed: true } });
  expect(after.status).toBe("completed");
});

test("what if the money were needed at another time: what a fresh run gives, and the saved plan stays", async () => {
  const { db, place } = await started("create-a-portfolio");
  const { ownerId } = place;
  await walk(db, place, { ...answers, profile: { ...answers["profile"], horizonYears: 3 } });
  const [saved] = await listPortfolios(db, { ownerId });
  const asked = { ...place, stepId: "profile", data: answers["profile"], revision: null };
  const fork = await forkExecution(db, { ...asked, idempotencyKey: null });
  const there = { executionId: fork.id, ownerId };
  const { view, asked: again } = await walk(db, there, answers);
  expect(view.status).toBe("completed");
  expect(again).toEqual(["explain", "approve"]);

  const fresh = await startExecution(db, { workflowId: "create-a-portfolio", ownerId, inputs: {} });
  const { view: afresh } = await walk(db, { executionId: fresh.id, ownerId }, answers);
  for (const stepId of ["risk", "constraints", "optimise", "checks"]) {
    expect(outputOf(view, stepId)).toEqual(outputOf(afresh, stepId));
  }
  const plans = await listPortfolios(db, { ownerId });
  expect(plans).toHaveLength(3);
  expect(plans.find(({ id }) => id === saved!.id)).toEqual(saved);

  const { comparison } = await loadComparison(db, { ...place, otherId: fork.id });
  expect(comparison.answers).toMatchObject([{ field: "horizonYears", a: 3, b: 12 }]);
  expect(comparison.portfolio?.measures.map(({ id }) => id)).toEqual([
    "expected_return",
    "volatility",
    "worst_year",
    "worst_year_average",
    "drawdown",
    "drawdown_bad",
    "chance_of_loss",
    "p10",
    "p50",
    "p90",
    "end",
  ]);
  const total = (of: "a" | "b") => comparison.portfolio!.weights.reduce((sum, w) => sum + w[of], 0);
  expect([total("a"), total("b")]).toEqual([expect.closeTo(1, 3), expect.closeTo(1, 3)]);
  const same = await loadComparison(db, { ...there, otherId: fresh.id });
  expect(same.comparison.answers).toEqual([]);
  expect(same.comparison.portfolio?.measures.every(({ a, b }) => a === b)).toBe(true);
});
