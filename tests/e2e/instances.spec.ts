import { type BrowserContext, expect, type Page, test } from "@playwright/test";

import { db } from "#db/index.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { storeWorkflow } from "#tests/support/executions.ts";
import { signedIn } from "#tests/support/people.ts";

type Step = WorkflowDefinitionInput["steps"][number];

function asks(id: string, name: string, title: string, more: Partial<Step> = {}): Step {
  const fields = {
    type: "object",
    properties: { note: { type: "string", title } },
    required: ["note"],
  };
  return { id, name, type: "data_collection", uses: "form.ask", config: { fields }, ...more };
}

const reviewed: Step[] = [
  asks("review", "Review", "What do you say about it?", {
    forEach: { in: "['Shares', 'Bonds']", open: true },
  }),
  {
    id: "collect",
    name: "Collect",
    type: "transformation",
    uses: "data.transform",
    config: {
      outputs: {
        notes: { type: "json", value: "steps.review.results.map(one, one.answers.note)" },
      },
    },
    dependencies: ["review"],
  },
];

const inside = {
  id: "inside",
  name: "Ask about fees",
  version: "1.0.0",
  category: "test",
  steps: [asks("fees", "Fees", "What does it cost?")],
  outputs: { fees: "steps.fees.answers.note" },
};
const around: Step[] = [
  {
    id: "costs",
    name: "Costs",
    type: "integration",
    uses: "workflow.run",
    config: { definition: JSON.parse(JSON.stringify(inside)) },
  },
  asks("verdict", "Verdict", "Is it worth it?", { dependencies: ["costs"] }),
];

const milestones: Step[] = [
  asks("offer", "Offer", "What is offered?"),
  asks("talk", "Talk", "What was said?", { dependencies: ["offer"] }),
  asks("contract", "Contract", "What is agreed?", { dependencies: ["talk"] }),
  asks("remark", "Remark", "What did you notice?", {
    window: { after: "offer", before: "contract" },
  }),
];

const told = asks("told", "Told", "Who was told that it is off?");
const ordered: Step[] = [
  asks("order", "Order", "What do you order?", {
    compensate: { uses: told.uses, config: told.config ?? {} },
  }),
  asks("approve", "Approve", "Is it good?", { dependencies: ["order"] }),
];

/** A run of a signed-in person, opened where it continues. */
async function opened(page: Page, context: BrowserContext, steps: Step[], name: string) {
  const person = await signedIn(context);
  const workflowId = await storeWorkflow(db, steps, { name });
  const { id } = await startExecution(db, { workflowId, ownerId: person.id, inputs: {} });
  await page.goto(`/runs/${id}`);
  return `/runs/${id}`;
}

/** Answers the question of the page, once it is there. Without JavaScript a link shows how far the run is. */
async function answer(page: Page, question: string, text: string): Promise<void> {
  const heading = page.getByRole("heading", { level: 1, name: question });
  const refresh = page.getByRole("main").getByRole("link", { name: "Refresh" });
  await expect(async () => {
    if (await refresh.isVisible()) await refresh.click();
    await expect(heading).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.getByRole("main").getByRole("textbox").fill(text);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    /** The tool reads a page by running in it. */
    async function accessible(page: Page): Promise<void> {
      if (javaScriptEnabled) await expectNoAxeViolations(page);
    }

    test("each thing on a list is asked about, more are added, and the run goes on when these are all", async ({
      page,
      context,
    }) => {
      const run = await opened(page, context, reviewed, "Look at each");
      await expect(page.getByText("Review, 1 of 2 (Shares)")).toBeVisible();
      await accessible(page);
      await answer(page, "What do you say about it?", "Fine");
      await expect(page.getByText("Review, 2 of 2 (Bonds)")).toBeVisible();
      await answer(page, "What do you say about it?", "Too many");

      const row = page.getByRole("main").getByRole("listitem");
      await expect(page.getByRole("heading", { level: 1, name: "Review" })).toBeVisible();
      await expect(page.getByText("2 of 2 done, more may be added")).toBeVisible();
      await expect(row).toHaveText([/1 of 2.*Shares.*Completed/, /2 of 2.*Bonds.*Completed/]);
      await accessible(page);
      const add = page.getByRole("button", { name: "Add another" });
      await add.click();
      await expect(page.getByText("Say what the next one is.")).toBeVisible();
      await page.getByLabel("What is the next one?").fill("Gold");
      await add.click();
      // The list names it, or its question does, if the page has already changed.
      await expect(page.getByText(/3 of 3/).first()).toBeVisible();

      await page.goto(`${run}?view=all`);
      const ready = page.getByRole("region", { name: "Ready now" });
      await expect(ready.getByRole("listitem")).toHaveText([/^Review2 of 3 done/, /Gold/]);
      await accessible(page);
      await ready.getByRole("link", { name: /Gold/ }).click();
      await answer(page, "What do you say about it?", "Shiny");
      await page.getByRole("button", { name: "That is all" }).click();
      await expect(page.getByText("2 of 2 completed")).toBeVisible();
      await page.getByRole("link", { name: /^Review/ }).click();
      await expect(page.getByRole("button", { name: "Add another" })).toHaveCount(0);
      await row.getByRole("link", { name: /Gold/ }).click();
      await expect(page.getByText("Shiny")).toBeVisible();
      await accessible(page);
    });

    test("a child run is opened from its parent and leads back, with links both ways", async ({
      page,
      context,
    }) => {
      const run = await opened(page, context, around, "Decide");
      await answer(page, "What does it cost?", "Much");
      await expect(page.getByRole("heading", { name: "Is it worth it?" })).toBeVisible();
      await expect(page).toHaveURL(new RegExp(`${run}/steps/verdict`));
      await page.goto(`${run}/steps/costs`);
      await accessible(page);
      await page.getByRole("link", { name: "All steps of Ask about fees" }).click();
      await expect(page.getByText("1 of 1 completed")).toBeVisible();
      await accessible(page);
      await page.getByRole("main").getByRole("link", { name: "Decide" }).click();
      await expect(page).toHaveURL(`${run}?view=all`);
    });

    test("a remark may be made beside the main path until the step begins that ends it", async ({
      page,
      context,
    }) => {
      const run = await opened(page, context, milestones, "Buy a house");
      await answer(page, "What is offered?", "A house");
      await expect(page.getByRole("heading", { name: "What was said?" })).toBeVisible();
      const besides = page.getByRole("region", { name: "You may also answer" });
      const ready = page.getByRole("region", { name: "Ready now" });
      for (const [list, hint] of [
        [besides, "begins"],
        [ready, "answered once"],
      ] as const) {
        if (list === ready) await page.goto(`${run}?view=all`);
        const remark = list.getByRole("listitem").filter({ hasText: "Remark" });
        await expect(remark).toContainText("Open until “Contract” begins");
        await expect(remark).toContainText(hint);
        await accessible(page);
        await remark.getByRole("link").click();
        await expect(page.getByRole("heading", { name: "What did you notice?" })).toBeVisible();
        await expect(besides).toHaveCount(0);
        await answer(page, "What did you notice?", `It is old: ${hint}`);
        await expect(page.getByRole("heading", { name: "What was said?" })).toBeVisible();
      }
      await expect(besides).toContainText("answered 2 times");
      await answer(page, "What was said?", "Yes");
      await expect(page.getByRole("heading", { name: "What is agreed?" })).toBeVisible();
      await expect(besides).toHaveCount(0);
      await answer(page, "What is agreed?", "All of it");
      await expect(page.getByText("4 of 4 completed")).toBeVisible();
      await page.getByRole("link", { name: "Remark" }).click();
      await expect(page.getByRole("main").getByText("It is old: answered once")).toHaveCount(1);
      await accessible(page);
    });

    test("a cancelled run asks for the compensations of its steps before it has ended", async ({
      page,
      context,
    }) => {
      const run = await opened(page, context, ordered, "Order something");
      await answer(page, "What do you order?", "A bicycle");
      await expect(page.getByRole("heading", { name: "Is it good?" })).toBeVisible();
      await page.goto(`${run}?view=all`);
      await page.getByText("Cancel", { exact: true }).click();
      await page.getByRole("button", { name: "Cancel run" }).click();
      await expect(page.getByText("This run is cancelled. What its steps did")).toBeVisible();
      await accessible(page);
      const undo = page.getByRole("region", { name: "Ready now" }).getByRole("link");
      await expect(undo).toHaveText(/^Undo: Order/);
      await page.getByText("Stop undoing", { exact: true }).click();
      await expect(page.getByText("What is not undone yet stays as it is.")).toBeVisible();
      await expect(page.getByRole("button", { name: "End run" })).toBeVisible();
      await expect(page.getByRole("link", { name: "Change this run" })).toHaveCount(0);
      await undo.click();
      // Without JavaScript the title of the page may stand in its body, with the same words.
      const where = page.getByRole("main").getByRole("paragraph");
      await expect(where.filter({ hasText: "Undo: Order" })).toBeVisible();
      await answer(page, "Who was told that it is off?", "The shop");
      await expect(page.getByText("This run was cancelled.")).toBeVisible();
      await page.getByRole("link", { name: "Approve" }).click();
      await expect(page.getByRole("heading", { name: "Approve" })).toBeVisible();
      await expect(page.getByRole("main").getByText("Cancelled", { exact: true })).toBeVisible();
      await page.goto(`${run}?view=all`);
      await page.getByRole("link", { name: "Undo: Order" }).click();
      await expect(page.getByText("The shop")).toBeVisible();
      // Compensations run when the run ends, so no what-if starts there.
      await expect(page.getByRole("link", { name: "What if?" })).toHaveCount(0);
      await accessible(page);
    });
  });
}
