import { expect, test } from "@playwright/test";

import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { signedIn } from "#tests/support/people.ts";
import { templateWithInputs } from "#tests/support/template-with-inputs.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a workflow with inputs asks for them before it starts", async ({ page, context }) => {
      const id = await templateWithInputs();
      await signedIn(context);
      await page.goto(`/templates/${id}`);
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.getByRole("button", { name: "I understand, continue" }).click();
      await expect(page.getByRole("heading", { name: "What this run starts with" })).toBeVisible();
      await expect(page.getByLabel("Most in one fund")).toHaveValue("40");
      if (javaScriptEnabled) await expectNoAxeViolations(page);

      await page.getByLabel("How much is it?").fill("a lot");
      await page.getByRole("button", { name: "Start", exact: true }).click();
      const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
      await expect(summary.getByRole("link")).toHaveCount(2);
      await expect(page.getByLabel("How much is it?")).toHaveValue("a lot");

      await page.getByLabel("How much is it?").fill("$4,800");
      await page.getByLabel("Yes").check();
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await expect(page).toHaveURL(/\/runs\//);
    });
  });
}
