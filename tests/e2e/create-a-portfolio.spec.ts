import { expect, type Page, test } from "@playwright/test";

import { signedIn } from "#tests/support/people.ts";
import { runWaitingAt } from "#tests/support/runs.ts";

const proceed = (page: Page) => page.getByRole("button", { name: "Continue", exact: true }).click();

/** Answers any questions of a step: a number where one is asked, else one of the choices. */
async function answerStep(page: Page, step: string): Promise<void> {
  const main = page.getByRole("main");
  const heading = main.getByRole("heading", { level: 1 });
  while (new RegExp(`/steps/${step}\\b`).test(page.url())) {
    const question = await heading.innerText();
    const radios = main.getByRole("radio");
    if ((await radios.count()) > 0) await radios.nth(1).check();
    else await main.getByRole("textbox").fill("12");
    await proceed(page);
    await expect(heading).not.toHaveText(question);
  }
}

/** Without JavaScript nothing moves by itself: a link, or loading the page again, shows how far it is. */
async function waitFor(page: Page, address: RegExp, javaScriptEnabled: boolean): Promise<void> {
  if (javaScriptEnabled) return await expect(page).toHaveURL(address, { timeout: 60_000 });
  await expect(async () => {
    const refresh = page.getByRole("main").getByRole("link", { name: "Refresh" });
    if (!address.test(page.url())) await refresh.click();
    expect(page.url()).toMatch(address);
  }).toPass({ timeout: 60_000 });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a guest is led from a template to a saved plan", async ({ page }) => {
      test.slow();
      await page.goto("/templates");
      await page.getByRole("link", { name: "Create a portfolio" }).click();
      await page.getByRole("link", { name: "Start", exact: true }).click();
      await page.getByRole("button", { name: "Try without an account" }).click();
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await expect(page.getByRole("heading", { name: "How this works" })).toBeVisible();
      await page.getByRole("button", { name: "I understand, continue" }).click();

      await expect(page.getByText("step 1 of about 8, question 1 of 5")).toBeVisible();
      await page.getByLabel("Retirement").check();
      await proceed(page);
      await page.getByLabel("How much do you want to invest now?").fill("$48,000");
      await proceed(page);
      await page.getByLabel("How much can you add each month?").fill("500");
      await proceed(page);
      await page.getByLabel("How long until you need this money?").fill("12 years");
      await proceed(page);
      await page.getByLabel("Grow, with falls that stay moderate").check();
      await proceed(page);
      await expect(page).toHaveURL(/risk_questions/);
      await answerStep(page, "risk_questions");
      await answerStep(page, "capacity");
      if (page.url().includes("contradictions")) await proceed(page);
      await expect(
        page.getByRole("heading", { name: "How should your plan be built?" }),
      ).toBeVisible();
      await proceed(page);

      await waitFor(page, /steps\/explain/, javaScriptEnabled);
      await expect(async () => {
        if (!javaScriptEnabled) await page.reload();
        await expect(page.getByText("Confidence: ").first()).toBeVisible({ timeout: 3_000 });
      }).toPass({ timeout: 60_000 });
      await page.getByRole("button", { name: /^Use (this|anyway)$/ }).click();

      await expect(
        page.getByRole("heading", { name: "Check your answers before you save this plan" }),
      ).toBeVisible();
      await expect(page.getByText("$48,000").first()).toBeVisible();
      await expect(page.getByText("12 years", { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Save this plan" }).click();

      await waitFor(page, /portfolios/, javaScriptEnabled);
      await expect(page.getByText(/Your plan is saved. Its reference is RUN-/)).toBeVisible();
      await expect(
        page.getByRole("heading", { name: "Your plan for $48,000 over 12 years" }),
      ).toBeVisible();
      const weights = await page.request.get(`${new URL(page.url()).pathname}/weights.csv`);
      expect(weights.headers()["content-type"]).toBe("text/csv; charset=utf-8");
      expect(await weights.text()).toContain("Ticker,Investment,Share,Amount,Currency");
      await page.goto("/portfolios");
      await expect(page.getByRole("link", { name: "Retirement plan" })).toBeVisible();
    });

    test("what is missing is said twice in the same words, and what was typed stays", async ({
      page,
      context,
      request,
    }) => {
      const person = await signedIn(context);
      const run = await runWaitingAt(request, person, "profile");
      await page.goto(`/runs/${run}/steps/profile?q=horizonYears`);
      await proceed(page);
      const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
      await expect(summary).toBeFocused();
      const missing = "Enter how many years until you need this money";
      await expect(summary.getByRole("link", { name: missing })).toBeVisible();
      const field = page.getByRole("main").getByRole("textbox");
      await expect(field).toHaveAccessibleDescription(new RegExp(missing));
      await field.fill("0.5");
      await proceed(page);
      await expect(summary.getByRole("link", { name: /^Years must be/ })).toBeVisible();
      await expect(field).toHaveValue("0.5");
      if (javaScriptEnabled) await expect(page).toHaveTitle(/^Error: How long until/);
      await field.fill("12");
      await proceed(page);
      await expect(page).not.toHaveURL(/horizonYears/);
    });

    test("of two tabs that answer the same step, one is told and may replace the other", async ({
      page,
      context,
      request,
    }) => {
      const person = await signedIn(context);
      const run = await runWaitingAt(request, person, "framework");
      const other = await context.newPage();
      const address = `/runs/${run}/steps/framework?q=choice`;
      await page.goto(address);
      await other.goto(address);
      await other.getByLabel(/^A few kinds/).check();
      await page.getByLabel(/^Broad mix/).check();
      await proceed(other);
      await expect(other).not.toHaveURL(/framework/);

      await proceed(page);
      await expect(
        page.getByText(
          /already answered in another tab at \d\d:\d\d(?: UTC)?\. Nothing you typed here was saved\./,
        ),
      ).toBeVisible();
      await page.getByRole("link", { name: "See that answer" }).click();
      await expect(page.getByRole("main").getByText(/^A few kinds/)).toBeVisible();

      await page.goBack();
      await page.getByRole("button", { name: "Replace it with mine" }).click();
      await expect(page).not.toHaveURL(/conflict/);
      await page.goto(`/runs/${run}/steps/framework`);
      await expect(page.getByRole("main").getByText(/^Broad mix/)).toBeVisible();
    });

    test("an answer is changed from check answers, and the way leads straight back", async ({
      page,
      context,
      request,
    }) => {
      test.slow();
      const person = await signedIn(context);
      const run = await runWaitingAt(request, person, "approve");
      await page.goto(`/runs/${run}`);
      await page.getByRole("link", { name: "Change Goal" }).click();
      await expect(page.getByText(/Changing this runs \d+ later steps? again./)).toBeVisible();
      await page.getByLabel("A home").check();
      await page.getByRole("button", { name: "Change and run again" }).click();
      await waitFor(page, /steps\/(explain|approve)/, javaScriptEnabled);
      await page.goto(`/runs/${run}/steps/profile`);
      await expect(page.getByText("A home", { exact: true })).toBeVisible();
      await page.goto(`/runs/${run}/history`);
      await expect(page.getByText(/^Answer changed: About your money/)).toBeVisible();
    });
  });
}
