import { expect, test } from "@playwright/test";

import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { newPerson, signInAs } from "#tests/support/people.ts";

const template = "/templates/check-my-risk-level";

test("a person plans runs of a template in words, pauses, resumes and deletes them", async ({
  page,
  context,
}) => {
  await signInAs(context, await newPerson());
  await page.goto(template);
  await page.getByRole("link", { name: "Run this regularly" }).click();
  await page.getByRole("button", { name: "plan these runs" }).click();
  await expect(page).toHaveTitle(/^Error: Run this regularly/);
  await page.getByRole("link", { name: "Choose how often a run starts" }).click();
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
  await signInAs(context, await newPerson());
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

test("axe finds nothing on the pages of schedules, in light and dark, and nothing is wider than a phone", async ({
  page,
  context,
}) => {
  test.slow();
  await signInAs(context, await newPerson());
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
