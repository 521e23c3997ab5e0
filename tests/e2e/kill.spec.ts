import { type APIRequestContext, expect, type Page, test } from "@playwright/test";

import type { Database } from "#db/client.ts";
import { getStepRows } from "#db/queries/executions/read-executions.ts";
import { getStepStatus } from "#db/queries/executions/step-status.ts";
import { listPortfolios } from "#db/queries/portfolios/portfolios.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { answerJson } from "#tests/support/ai-example.ts";
import { storedAndReplayed } from "#tests/support/executions.ts";
import { findingsIn } from "#tests/support/findings.ts";
import { type KillableServer, killableServer } from "#tests/support/killable-server.ts";
import { newPerson, type Person, signInAs } from "#tests/support/people.ts";
import { goOnTo, runWaitingAt } from "#tests/support/runs.ts";
import { scriptedOpenAi } from "#tests/support/scripted-openai.ts";

/** Somebody's run, the page on which they have it open, and the server that gets killed. */
type Scene = {
  server: KillableServer;
  model: Awaited<ReturnType<typeof scriptedOpenAi>>;
  page: Page;
  request: APIRequestContext;
  person: Person;
  run: string;
};

const away = "You are offline, or the service does not answer.";
const begun = "This text was begun and never came to its end.";

test("of a run that is killed in a form, in the solver and in a text nothing is lost and nothing done twice", async ({
  browser,
}) => {
  test.slow();
  const model = await scriptedOpenAi(
    { does: "stall", text: answerJson({ explanation: `${begun} ${begun}` }), after: 80 },
    { does: "say", text: answerJson() },
  );
  const settings = { OPENAI_API_KEY: "key", OPENAI_BASE_URL: model.baseUrl };
  const server = await killableServer("kill", settings);
  const context = await browser.newContext({ baseURL: server.base });
  try {
    await server.start();
    const person = await newPerson("user", server.db);
    await signInAs(context, person);
    const { request } = context;
    const run = await runWaitingAt(request, person, "profile");
    const scene = { server, model, page: await context.newPage(), request, person, run };
    await test.step("in a form", () => killedInForm(scene));
    await test.step("in the solver", () => killedInSolver(scene));
    await test.step("in a text", () => killedInText(scene));
    await test.step("and saved", () => saved(scene));
  } finally {
    await context.close();
    await server.remove();
    await model.close();
  }
});

/** What the page shows stays, is sent when the server is back, and counts once, together with the page before. */
async function killedInForm({ page, run, server }: Scene): Promise<void> {
  const amount = page.getByLabel("How much do you want to invest now?");
  await page.goto(`/runs/${run}`);
  await page.getByLabel("Retirement").check();
  await proceed(page);
  await amount.fill("$48,000");
  const expectSamePage = await marked(page);
  await server.kill();
  await proceed(page);
  await expect(page.getByRole("status").filter({ hasText: away })).toBeVisible();
  await expect(amount).toHaveValue("$48,000");
  await server.start();
  await page.getByLabel("How much can you add each month?").fill("500");
  await expect(page.getByRole("status").filter({ hasText: away })).toBeHidden();
  await proceed(page);
  await page.getByLabel("How long until you need this money?").fill("12 years");
  await proceed(page);
  await page.getByLabel("Grow, with falls that stay moderate").check();
  await proceed(page);
  await expect(page).toHaveURL(/risk_questions/);
  await expectSamePage();
  const answers = {
    goal: "retirement",
    amount: { amount: 48_000, currency: "USD" },
    monthlySaving: { amount: 500, currency: "USD" },
    horizonYears: 12,
  };
  expect(await completions(server.db, run)).toMatchObject([
    { step: "profile", output: { answers } },
  ]);
}

/**
 * The page, which may have been cut off during sending, goes on by itself to the text. The attempt is delivered once
 * more and is still the first one.
 */
async function killedInSolver({ page, person, request, run, server }: Scene): Promise<void> {
  const optimise = { executionId: run, stepId: "optimise" };
  await goOnTo(request, person, run, "framework");
  await page.goto(`/runs/${run}`);
  const solving = reached(server.db, optimise, "running");
  await proceed(page);
  await solving;
  await server.kill();
  expect(await getStepStatus(server.db, optimise)).toMatchObject({ status: "running" });
  await server.start();
  await expect(page.getByText(begun).first()).toBeVisible();
  expect(await eventsOf(server.db, run, "optimise")).toEqual([
    "step.queued",
    "step.started",
    "step.completed",
  ]);
  const row = (await getStepRows(server.db, run)).find(({ stepId }) => stepId === "optimise");
  expect(row).toMatchObject({ status: "completed", attempt: 1 });
}

/** The text is written again, and the page that shows half of the first one finally shows only the second one. */
async function killedInText({ model, page, run, server }: Scene): Promise<void> {
  await expect(page.getByText(begun).first()).toBeVisible();
  const expectSamePage = await marked(page);
  await server.kill();
  expect(await getStepStatus(server.db, { executionId: run, stepId: "explain" })).toMatchObject({
    status: "running",
    proposal: null,
  });
  await server.start();
  await expect(page.getByText("Confidence: ").first()).toBeVisible();
  await expect(page.getByText("You need the money in 12 years.")).toBeVisible();
  await expect(page.getByText(begun)).toHaveCount(0);
  await expectSamePage();
  expect(model.requests).toHaveLength(2);
}

async function saved({ page, person, run, server }: Scene): Promise<void> {
  await page.getByRole("button", { name: /^Use (this|anyway)$/ }).click();
  await page.getByRole("button", { name: "Save this plan" }).click();
  await expect(page.getByText(/Your plan is saved/)).toBeVisible();
  await completions(server.db, run);
  expect(await eventsOf(server.db, run, "explain")).toEqual([
    "step.queued",
    "step.started",
    "step.proposed",
    "step.completed",
  ]);
  expect(await listPortfolios(server.db, { ownerId: person.id })).toMatchObject([
    { executionId: run },
  ]);
}

const proceed = (page: Page) => page.getByRole("button", { name: "Continue", exact: true }).click();

/** Marks the page. Returns a check that it is still that page, and was not loaded again. */
async function marked(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => document.documentElement.setAttribute("data-seen", ""));
  return async () => await expect(page.locator("html")).toHaveAttribute("data-seen");
}

/** Settles when a step has this status, at the moment that the database notifies of it. */
async function reached(
  db: Database,
  step: { executionId: string; stepId: string },
  status: string,
): Promise<void> {
  const hub = new NotificationHub(db);
  const there = Promise.withResolvers<void>();
  const look = () => {
    getStepStatus(db, step).then((now) => now?.status === status && there.resolve(), there.reject);
  };
  await hub.follow(step.executionId, look);
  await there.promise;
  await hub.close();
}

/**
 * The completed steps of a run that shows no trace of the fault: nothing that is stored is wrong, the log leads to the
 * stored state, and no step was completed twice.
 */
async function completions(db: Database, run: string) {
  expect((await findingsIn(db)).findings).toEqual([]);
  const { stored, replayed, events } = await storedAndReplayed(db, run);
  expect(stored).toEqual(replayed);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const completed = events.filter((event) => event.type === "step.completed");
  const steps = completed.map(({ step }) => step);
  expect(steps).toEqual([...new Set(steps)]);
  return completed;
}

/** What happened to one step, in order. */
async function eventsOf(db: Database, run: string, step: string): Promise<string[]> {
  const { events } = await storedAndReplayed(db, run);
  return events.flatMap((event) => ("step" in event && event.step === step ? event.type : []));
}
