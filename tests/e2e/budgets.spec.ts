import { expect, test } from "@playwright/test";
import { z } from "zod";

import { budgets, expectWithinBudget } from "#tests/support/budget.ts";
import { bearerOf, newPerson, signInAs } from "#tests/support/people.ts";

const open = [
  ["/", budgets.reading],
  ["/how-it-works", budgets.reading],
  ["/sign-in", budgets.runner],
  ["/sign-up", budgets.runner],
] as const;

const signedIn = [
  ["/home", budgets.runner],
  ["/templates", budgets.reading],
  ["/templates/create-a-portfolio", budgets.reading],
  ["/runs", budgets.reading],
  ["/portfolios", budgets.reading],
  ["/settings", budgets.managing],
  ["/settings/tokens", budgets.managing],
] as const;

for (const [path, budget] of open) {
  test(`${path} keeps its budget`, async ({ page }) => {
    await expectWithinBudget(page, path, budget);
  });
}

for (const [path, budget] of signedIn) {
  test(`${path} keeps its budget`, async ({ page, context }) => {
    await signInAs(context, await newPerson());
    await expectWithinBudget(page, path, budget);
  });
}

test("a question of a run keeps its budget", async ({ page, context, request }) => {
  const person = await newPerson();
  await signInAs(context, person);
  const started = await request.post("/api/workflows/create-a-portfolio/execute", {
    headers: await bearerOf(person),
    data: {},
  });
  expect(started.ok()).toBe(true);
  const { id } = z.object({ id: z.uuid() }).parse(await started.json());
  await expectWithinBudget(page, `/runs/${id}/steps/profile`, budgets.runner);
});
