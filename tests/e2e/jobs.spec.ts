import { expect, test } from "@playwright/test";

import { runReference } from "#components/format/run-reference.ts";
import { db } from "#db/index.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { storeWorkflow } from "#tests/support/executions.ts";
import { signedIn } from "#tests/support/people.ts";

const wait = {
  id: "wait",
  name: "Wait a while",
  type: "integration",
  uses: "wait.for",
  config: { seconds: 3_600 },
} as const;

/** A run whose timer has been dead-lettered. */
async function stuckRun(ownerId: string): Promise<string> {
  const workflowId = await storeWorkflow(db, [wait]);
  const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  await db.$client`
    update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'Broken beyond repair'
    where payload ->> 'executionId' = ${id}`;
  return id;
}

test("an admin sees what did not work, has it run again or removes it", async ({
  page,
  context,
}) => {
  test.slow();
  const admin = await signedIn(context, "admin");
  const id = await stuckRun(admin.id);
  const row = page.getByRole("listitem").filter({ hasText: runReference(id) });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/admin/jobs");
    await expect(row.getByText("Broken beyond repair")).toBeVisible();
    await expectNoAxeViolations(page);
    await page.goto(`/runs/${id}?view=all`);
    await expect(page.getByText("This run cannot go on by itself.")).toBeVisible();
    await expectNoAxeViolations(page);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/admin/jobs");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await row.getByRole("button", { name: "Remove" }).click();
  await expect(row.filter({ hasText: "Removed by hand" })).toBeVisible();
  await page.goto(`/runs/${id}?view=all`);
  await expect(page.getByText("This run cannot go on by itself.")).toBeHidden();

  // When the timer is due nothing is left to wake the run.
  await db.$client`
    update workflow_step_executions set due_at = now() - interval '1 minute' where execution_id = ${id}`;
  await page.goto("/admin/jobs");
  await expect(row.filter({ hasNotText: "Removed by hand" })).toContainText("step wait");
  await expectNoAxeViolations(page);
  await page.goto(`/runs/${id}?view=all`);
  await expect(page.getByText("“Wait a while” does not get under way.")).toBeVisible();
});

test("the owner of a run that stands still has it tried again; the page of jobs is not theirs", async ({
  page,
  context,
}) => {
  const person = await signedIn(context);
  const id = await stuckRun(person.id);
  expect((await page.goto("/admin/jobs"))?.status()).toBe(404);
  await page.goto(`/runs/${id}?view=all`);
  await expect(page.getByText("“Wait a while” does not get under way")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("This run cannot go on by itself.")).toBeHidden();
});
