import { expect, type Page, test } from "@playwright/test";

import { db } from "#db/index.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { createAPortfolio } from "#lib/templates/create-a-portfolio.ts";
import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { budgets, expectWithinBudget } from "#tests/support/budget.ts";
import { newPerson, type Person, signedIn, signInAs } from "#tests/support/people.ts";
import { runWaitingAt } from "#tests/support/runs.ts";

const { definition } = createAPortfolio;

const rewiring = "changes:\n  - { op: rewire, step: explain, dependencies: [optimise] }";

/** A version of this person's own with another text for one of the last steps. */
async function newerVersionFor(person: Person): Promise<void> {
  const steps = definition.steps.map((step) =>
    step.id === "checks" ? { ...step, name: "Check the weights" } : step,
  );
  const newer = { ...definition, version: "1.1.0", steps };
  await saveDefinition(db, { definition: newer, ownerId: person.id });
}

async function expectStep(page: Page, run: string, name: string, there: boolean): Promise<void> {
  await page.goto(`/runs/${run}?view=all`);
  await expect(page.getByText(name, { exact: true })).toHaveCount(there ? 1 : 0);
}

test("a run is changed step by step, and what was done is shown and undone", async ({
  page,
  context,
  request,
}) => {
  test.slow();
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "profile");
  await page.goto(`/runs/${run}?view=all`);
  await page.getByRole("link", { name: "Change this run" }).click();
  await page.getByRole("link", { name: "Check the plan" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change “Check the plan”");

  await page.getByRole("button", { name: "Check this change" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Nothing is different yet");
  await page.getByLabel("Name", { exact: true }).fill("Last checks");
  await page.getByRole("button", { name: "Check this change" }).click();
  await expect(page.getByRole("heading", { name: "What this changes" })).toBeFocused();
  await expect(page.getByText("its name is now “Last checks”")).toBeVisible();
  await expect(page.getByText("Stays as it is: About your money.")).toBeVisible();
  await page.getByRole("button", { name: "Make this change" }).click();
  await expect(page.getByText("Your change was made.")).toBeVisible();
  await expectStep(page, run, "Last checks", true);

  await page.goto(`/runs/${run}/change?step=contradictions`);
  await page.getByRole("link", { name: "Remove this step" }).click();
  await expect(page.getByText("“Answers that disagree” is removed.")).toBeVisible();
  await page.getByRole("button", { name: "Remove this step" }).click();
  await expect(page.getByText("Your change was made.")).toBeVisible();
  await expectStep(page, run, "Answers that disagree", false);

  await page.goto(`/runs/${run}/history`);
  await expect(page.getByText("You changed this run", { exact: true })).toHaveCount(2);
  await expect(page.getByText("“Answers that disagree” is removed.")).toBeVisible();

  await page.goto(`/runs/${run}/change`);
  await page.getByRole("link", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo this change" }).click();
  await expect(page.getByText("Your change was made.")).toBeVisible();
  await expectStep(page, run, "Answers that disagree", true);
});

test("what cannot change says why", async ({ page, context, request }) => {
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "profile");
  await page.goto(`/runs/${run}/change?remove=risk`);
  await expect(page.getByText("This change cannot be made")).toBeVisible();
  await page.goto(`/runs/${run}/change?remove=profile`);
  await expect(page.getByText("can no longer be removed")).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove this step" })).toHaveCount(0);
});

test("a change is written by hand, without JavaScript too", async ({ browser, request }) => {
  test.slow();
  const person = await newPerson();
  const context = await browser.newContext({ javaScriptEnabled: false });
  await signInAs(context, person);
  const run = await runWaitingAt(request, person, "profile");
  const page = await context.newPage();
  await page.goto(`/runs/${run}/change`);
  await page.getByRole("link", { name: "Write a change yourself" }).click();
  const area = page.getByLabel("Change, as YAML or JSON");
  await area.fill("changes: [{ op: remove }]");
  await page.getByRole("button", { name: "Check this change" }).click();
  await expect(page.getByRole("alert").first()).toContainText("changes 1 › step: This is missing.");
  await expect(area).toHaveValue("changes: [{ op: remove }]");
  await area.fill(rewiring);
  await page.getByRole("button", { name: "Check this change" }).click();
  await expect(page.getByText("“Why this mix”: it starts after “Choose weights”.")).toBeVisible();
  await page.getByRole("button", { name: "Make this change" }).click();
  await expect(page.getByText("Your change was made.")).toBeVisible();
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a change that was looked at too long ago is not made, JavaScript ${javaScriptEnabled}`, async ({
    browser,
    request,
  }) => {
    test.slow();
    const person = await newPerson();
    const context = await browser.newContext({ javaScriptEnabled });
    await signInAs(context, person);
    const run = await runWaitingAt(request, person, "profile");
    const page = await context.newPage();
    await page.goto(`/runs/${run}/change?write=1`);
    const area = page.getByLabel("Change, as YAML or JSON");
    await area.fill(rewiring);
    await page.getByRole("button", { name: "Check this change" }).click();
    await expect(page.getByRole("button", { name: "Make this change" })).toBeVisible();
    const other = await context.newPage();
    await other.goto(`/runs/${run}/change?remove=contradictions`);
    await other.getByRole("button", { name: "Remove this step" }).click();
    await expect(other.getByText("Your change was made.")).toBeVisible();
    await page.getByRole("button", { name: "Make this change" }).click();
    await expect(page.getByRole("alert").first()).toContainText("This run has moved on");
    await expect(page.getByRole("button", { name: "Make this change" })).toHaveCount(0);
    await expect(area).toHaveValue(rewiring);
    await page.getByRole("button", { name: "Check this change" }).click();
    await page.getByRole("button", { name: "Make this change" }).click();
    await expect(page.getByText("Your change was made.")).toBeVisible();
    await context.close();
  });
}

test("a run moves to a newer version", async ({ page, context, request }) => {
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "profile");
  await page.goto(`/runs/${run}/change`);
  await expect(page.getByText("A newer version is available")).toHaveCount(0);
  await newerVersionFor(person);
  await page.reload();
  await expect(
    page.getByText("“Check the plan”: its name is now “Check the weights”."),
  ).toBeVisible();
  await page.getByRole("link", { name: "Check version 1.1.0" }).click();
  await page.getByRole("button", { name: "Move to version 1.1.0" }).click();
  await expect(page.getByText("You moved to version 1.1.0")).toBeVisible();
  await expectStep(page, run, "Check the weights", true);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the pages of a change, ${colorScheme}`, async ({
    page,
    context,
    request,
  }) => {
    test.slow();
    const person = await signedIn(context);
    const run = await runWaitingAt(request, person, "profile");
    await newerVersionFor(person);
    await page.emulateMedia({ colorScheme });
    for (const query of [
      "",
      "?step=explain",
      "?write=1",
      "?remove=contradictions",
      "?remove=risk",
      "?version=1.1.0",
    ]) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`/runs/${run}/change${query}`);
      await expectNoAxeViolations(page);
      await page.setViewportSize({ width: 320, height: 640 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([query, width]).toEqual([query, 320]);
    }
  });
}

test("the page of a change keeps its budget", async ({ page, context, request }) => {
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "profile");
  await expectWithinBudget(page, `/runs/${run}/change`, budgets.managing);
});
