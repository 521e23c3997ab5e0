import { expect, test } from "@playwright/test";

import { db } from "#db/index.ts";
import { saveDefinition, saveTemplate } from "#db/queries/definitions.ts";
import { workflowDefinition } from "#lib/engine/definition.ts";
import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { newPerson, signInAs } from "#tests/support/people.ts";

/** A workflow in the gallery that needs an amount and a yes or no before its first step. */
async function templateWithInputs(): Promise<string> {
  const id = `inputs-${crypto.randomUUID()}`;
  const definition = workflowDefinition.parse({
    id,
    name: `Check an amount ${id}`,
    version: "1.0.0",
    category: "test",
    inputs: {
      amount: { type: "money", title: "How much is it?" },
      ready: { type: "boolean", title: "Is the money there?" },
      share: { type: "percent", title: "Most in one fund", default: 40 },
    },
    steps: [
      {
        id: "report",
        name: "Is it enough",
        type: "validation",
        uses: "data.validate",
        config: {
          rules: [
            {
              id: "enough",
              label: "At least $100",
              severity: "error",
              check: "inputs.amount.amount >= 100.0",
              message: "It is less than $100.",
            },
          ],
        },
      },
    ],
  });
  const definitionId = await saveDefinition(db, { definition, ownerId: null });
  await saveTemplate(db, { definitionId, definition, template: {} });
  return id;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a workflow with inputs asks for them before it starts", async ({ page, context }) => {
      const id = await templateWithInputs();
      await signInAs(context, await newPerson());
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
