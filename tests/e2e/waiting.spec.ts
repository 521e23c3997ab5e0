import { type BrowserContext, expect, test } from "@playwright/test";

import { db } from "#db/index.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { storeWorkflow } from "#tests/support/executions.ts";
import { signedIn } from "#tests/support/people.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const signal = { id: "paid", name: "Payment", type: "integration", uses: "wait.signal" } as const;

/** A run of a signed-in person that waits at its only step. */
async function runOf(context: BrowserContext, step: Step): Promise<string> {
  const person = await signedIn(context);
  const workflowId = await storeWorkflow(db, [step]);
  const run = await startExecution(db, { workflowId, ownerId: person.id, inputs: {} });
  return `/runs/${run.id}`;
}

test("a signal that does not come is given by a button, without JavaScript too", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const path = await runOf(context, { ...signal, config: { name: "payment-received" } });
  const page = await context.newPage();
  await page.goto(path);
  await expect(page.getByText("the signal “payment-received”")).toBeVisible();
  await page.getByRole("button", { name: "It has happened" }).click();
  await expect(page.getByText("1 of 1 completed")).toBeVisible();
  await context.close();
});

test("what a signal brings is asked for, and checked", async ({ page, context }) => {
  const fields = {
    type: "object",
    properties: { amount: { type: "number", title: "How much was paid?", minimum: 1 } },
    required: ["amount"],
  };
  const path = await runOf(context, { ...signal, config: { name: "payment", fields } });
  await page.goto(path);
  await page.getByRole("link", { name: "Say what happened" }).click();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert", { name: "There is a problem" })).toBeVisible();
  await page.getByLabel("How much was paid?").fill("250");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("1 of 1 completed")).toBeVisible();
});

test("until when a step waits is shown in the time zone of the browser, and in UTC before that is known", async ({
  browser,
}) => {
  const context = await browser.newContext({ timezoneId: "Asia/Kathmandu" });
  const until = "2099-03-01T20:00:00Z";
  const wait = { id: "wait", name: "Wait", type: "integration", uses: "wait.for" } as const;
  const path = await runOf(context, { ...wait, inputs: { until: `"${until}"` } });
  const page = await context.newPage();
  await page.goto(path);
  await expect(page.getByText("Waiting until 1 March 2099 20:00 UTC")).toBeVisible();
  await page.goto(path);
  await expect(page.getByText("Waiting until 2 March 2099 01:45")).toBeVisible();
  const exact = page.locator("time", { hasText: "Waiting until" });
  await expect(exact).toHaveAttribute("datetime", new Date(until).toISOString());
  await expectNoAxeViolations(page);
  await context.close();
});
