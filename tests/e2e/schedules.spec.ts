import { expect, test } from "@playwright/test";

import { db } from "#db/index.ts";
import { listSchedules } from "#db/queries/jobs/schedules.ts";
import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { signedIn } from "#tests/support/people.ts";
import { templateWithInputs } from "#tests/support/template-with-inputs.ts";

const template = "/templates/check-my-risk-level";

test("a person plans runs of a template in words, pauses, resumes and deletes them", async ({
  page,
  context,
}) => {
  await signedIn(context);
  await page.goto(template);
  await page.getByRole("link", { name: "Run this regularly" }).click();
  await page.getByRole("button", { name: "plan these runs" }).click();
  await expect(page).toHaveTitle(/^Error: Run this regularly/);
  await page.getByRole("link", { name: "Select how often the run should start" }).click();
  await page.getByLabel("Every week").check();
  await page.getByLabel("Time zone").selectOption("America/New_York");
  await page.getByRole("button", { name: "plan these runs" }).click();
  await expect(page).toHaveURL(/\/schedules$/);
  await expect(page.getByText("Every week, on Monday at 08:00")).toBeVisible();
  await expect(page.getByText(/Next run: Monday .*, 08:00 \(America\/New York\)/)).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(/Next run: Monday/)).toBeVisible();
  await page.getByText("Delete", { exact: true }).click();
  await page.getByRole("button", { name: "Delete schedule" }).click();
  await expect(page.getByText("No schedules yet.")).toBeVisible();
});

test("without JavaScript a rule of one's own is refused in words, kept, and accepted when it is right", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await signedIn(context);
  const page = await context.newPage();
  await page.goto(`${template}/schedule`);
  await page.getByLabel("By a rule of your own").check();
  await page.getByLabel("Rule", { exact: true }).fill("* * * * *");
  await page.getByRole("button", { name: "plan these runs" }).click();
  await expect(page.getByRole("alert")).toContainText("at least 15 minutes apart");
  await expect(page.getByLabel("By a rule of your own")).toBeChecked();
  await page.getByLabel("Rule", { exact: true }).fill("30 6 * * 1-5");
  await page.getByRole("button", { name: "plan these runs" }).click();
  await expect(page.getByText("By the rule 30 6 * * 1-5")).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("what each planned run starts with is asked beside when it starts", async ({
      page,
      context,
    }) => {
      const id = await templateWithInputs();
      const person = await signedIn(context);
      await page.goto(`/templates/${id}/schedule`);
      await page.getByLabel("How much is it?").fill("a lot");
      await page.getByRole("button", { name: "plan these runs" }).click();
      const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
      await expect(summary.getByRole("link")).toHaveCount(3);
      await expect(page.getByLabel("How much is it?")).toHaveValue("a lot");
      if (javaScriptEnabled) await expectNoAxeViolations(page);
      await page.getByLabel("Every month").check();
      await page.getByLabel("How much is it?").fill("$4,800");
      await page.getByLabel("Yes").check();
      await page.getByRole("button", { name: "plan these runs" }).click();
      await expect(page).toHaveURL(/\/schedules$/);
      await expect(page.getByText("Every month, on the first day at 08:00")).toBeVisible();
      const [schedule] = await listSchedules(db, person.id);
      expect(schedule?.inputs).toEqual({
        amount: { amount: 4_800, currency: "USD" },
        ready: true,
        share: 40,
      });
    });
  });
}

test("axe finds nothing on the pages of schedules, in light and dark, and nothing is wider than a phone", async ({
  page,
  context,
}) => {
  test.slow();
  await signedIn(context);
  await page.goto(`${template}/schedule`);
  await page.getByLabel("Every quarter").check();
  await page.getByRole("button", { name: "plan these runs" }).click();
  await expect(page).toHaveURL(/\/schedules$/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of ["/schedules", `${template}/schedule`]) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(path);
      await expectNoAxeViolations(page);
      await page.setViewportSize({ width: 320, height: 640 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(320);
    }
  }
});
