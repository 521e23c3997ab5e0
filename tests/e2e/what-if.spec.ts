import { expect, type Page, test } from "@playwright/test";

import { runReference } from "#components/format/run-reference.ts";
import { riskQuestionIds, riskQuestions } from "#lib/data-types/risk-answers.ts";
import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { budgets, expectWithinBudget } from "#tests/support/budget.ts";
import { newPerson, signedIn, signInAs } from "#tests/support/people.ts";
import { runWaitingAt } from "#tests/support/runs.ts";

const profile = {
  goal: "retirement",
  amount: { amount: 48_000, currency: "USD" },
  monthlySaving: { amount: 500, currency: "USD" },
  horizonYears: 4,
  aim: "balanced",
};

/** A person who can bear risk, so that the horizon decides. */
const answers = {
  profile,
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
};

/** Without JavaScript nothing moves by itself: loading the page again shows how far it is. */
async function until(page: Page, reached: () => Promise<unknown>, javaScriptEnabled: boolean) {
  await expect(async () => {
    if (!javaScriptEnabled) await page.reload();
    await reached();
  }).toPass({ timeout: 40_000 });
}

async function saveThePlan(page: Page, javaScriptEnabled: boolean): Promise<void> {
  await page.getByRole("button", { name: "Save this plan" }).click();
  const seen = () => expect(page).toHaveURL(/portfolios\//, { timeout: 1_000 });
  await until(page, seen, javaScriptEnabled);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("another horizon is tried in a run of its own, compared, and used", async ({
      page,
      context,
      request,
    }) => {
      test.setTimeout(180_000);
      const person = await signedIn(context);
      const run = await runWaitingAt(request, person, "approve", answers);
      await page.goto(`/runs/${run}/steps/approve`);
      await saveThePlan(page, javaScriptEnabled);
      const saved = page.url();

      await page.goto(`/runs/${run}/steps/profile`);
      await page.getByRole("link", { name: "What if? Years" }).click();
      await expect(page.getByText(/stays as it is/)).toBeVisible();
      await expect(page.getByText(/^Runs again: .*Choose weights/)).toBeVisible();
      const field = page.getByRole("main").getByRole("textbox");
      await expect(field).toHaveValue("4");
      const ask = page.getByRole("button", { name: "See what would follow" });
      await ask.click();
      await expect(page.getByText(/This is the answer you gave/).first()).toBeVisible();
      await field.fill("25");
      await ask.click();
      await expect(page).not.toHaveURL(new RegExp(run));
      await expect(page.getByText("What if", { exact: true })).toBeVisible();

      const use = page.getByRole("button", { name: /^Use (this|anyway)$/ });
      await until(page, () => expect(use).toBeVisible({ timeout: 1_000 }), javaScriptEnabled);
      await use.click();
      await expect(page.getByText("25 years", { exact: true })).toBeVisible();
      await page.getByRole("link", { name: "Compare the two" }).click();
      await expect(page.getByText(/^With 25 years instead of 4 years/)).toBeVisible();
      const differ = page.getByRole("region", { name: "Answers that differ" });
      await expect(differ.getByRole("row")).toHaveCount(2);
      const results = page.getByRole("region", { name: "Results of both runs" });
      await expect(results.getByRole("row", { name: /^Expected return/ })).toContainText("higher");
      await expect(page.getByRole("region", { name: "Weights of both runs" })).toBeVisible();
      if (javaScriptEnabled) await expectNoAxeViolations(page);

      await page.getByRole("button", { name: "Use B instead" }).click();
      await expect(page.getByText("25 years", { exact: true })).toBeVisible();
      await saveThePlan(page, javaScriptEnabled);
      expect(page.url()).not.toBe(saved);
      await expect(page.getByText("Compare the two")).toBeVisible();
      await page.goto(saved);
      const title = "Your plan for $48,000 over 4 years";
      await expect(page.getByRole("heading", { name: title })).toBeVisible();
    });
  });
}

test("a choice is asked about from the history; keeping the first run cancels the what-if", async ({
  page,
  context,
  request,
}) => {
  test.setTimeout(120_000);
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "explain", answers);
  await page.goto(`/runs/${run}/history`);
  await page.getByRole("link", { name: "What if? How to build the plan completed" }).click();
  await page.getByRole("link", { name: /^What if\?/ }).click();
  await page.getByLabel(/^A few kinds/).check();
  await page.getByRole("button", { name: "See what would follow" }).click();
  await expect(page.getByRole("button", { name: /^Use (this|anyway)$/ })).toBeVisible({
    timeout: 40_000,
  });
  await page.goto(`/runs/${run}/history`);
  const others = page.getByRole("region", { name: "Compare with" });
  await expect(others.getByText(/^what if,/)).toBeVisible();
  await others.getByRole("link").first().click();
  await expect(page.getByText(/^With A few kinds/)).toBeVisible();
  await expect(page.getByText(/Keeping A cancels B/)).toBeVisible();
  await page.getByRole("button", { name: "Keep A" }).click();
  await expect(page).toHaveURL(new RegExp(`${run}/steps/`));
  await page.goto("/runs?show=ended");
  await expect(page.getByText("Cancelled")).toBeVisible();
  await expect(page.getByText(`a what-if of ${runReference(run)}`)).toBeVisible();
});

test("the log is replayed event by event, from the timeline too", async ({
  page,
  context,
  request,
}) => {
  test.slow();
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "framework", answers);
  await page.goto(`/runs/${run}/replay?at=1`);
  await expect(page.getByRole("heading", { name: /^Run started/ })).toBeVisible();
  const moves = page.getByRole("navigation", { name: "Move through the events" });
  await expect(moves.getByRole("link")).toHaveText(["Forward", "Last"]);
  await moves.getByRole("link", { name: "Forward" }).click();
  await expect(page.getByText(/event 2 of \d+/)).toBeVisible();
  const changed = page.getByRole("region", { name: "Changed by this event" });
  await expect(changed.getByRole("listitem")).toHaveText([/About your money.*Ready/]);
  await expectNoAxeViolations(page);
  await page.getByRole("link", { name: /About your money completed/ }).click();
  await expect(changed.getByRole("listitem")).toHaveText([/About your money.*Completed/]);
  await page.goto(`/runs/${run}/history`);
  await page.getByRole("link", { name: /^State then.*Risk level completed/ }).click();
  await expect(changed.getByRole("listitem")).toHaveText([/Risk level.*Completed/]);
  await expect(page.getByRole("region", { name: "As they were" })).toContainText("Risk questions");
});

test("another person's runs are neither compared nor replayed", async ({
  page,
  context,
  request,
}) => {
  const [owner, other] = [await newPerson(), await newPerson()];
  const theirs = await runWaitingAt(request, owner, "profile");
  const mine = await runWaitingAt(request, other, "profile");
  const listed = await runWaitingAt(request, other, "holdings", {}, "check-my-holdings");
  await signInAs(context, other);
  for (const path of [
    `/runs/${mine}/compare/${theirs}`,
    `/runs/${theirs}/compare/${mine}`,
    `/runs/${mine}/compare/none`,
    `/runs/${theirs}/replay`,
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
  await page.goto(`/runs/${mine}/compare/${listed}`);
  await expect(page.getByText("follow different workflows")).toBeVisible();
  await page.goto(`/runs/${mine}/compare/${mine}`);
  await expect(page.getByText("All answers are the same.")).toBeVisible();
});

test("comparing and replaying keep their budgets", async ({ page, context, request }) => {
  test.setTimeout(120_000);
  const person = await signedIn(context);
  const one = await runWaitingAt(request, person, "explain", answers);
  const two = await runWaitingAt(request, person, "explain", {
    ...answers,
    profile: { ...profile, horizonYears: 25 },
  });
  for (const [path, budget] of [
    [`/runs/${one}/compare/${two}`, budgets.report],
    [`/runs/${one}/replay`, budgets.reading],
    [`/runs/${one}/history`, budgets.reading],
  ] as const) {
    const fresh = await context.newPage();
    await expectWithinBudget(fresh, path, budget);
    await fresh.close();
  }
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of [`/runs/${one}/compare/${two}`, `/runs/${one}/replay`]) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(320);
  }
});
