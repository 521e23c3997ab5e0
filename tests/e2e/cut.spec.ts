import { type Browser, expect, type Page, test } from "@playwright/test";

import { db } from "#db/index.ts";
import { env } from "#lib/env.ts";
import { type CuttingProxy, cuttingProxy } from "#tests/support/cutting-proxy.ts";
import { storedAndReplayed } from "#tests/support/executions.ts";
import { signedIn } from "#tests/support/people.ts";
import { runWaitingAt } from "#tests/support/runs.ts";

for (const share of [0, 0.01, 0.5, 0.95]) {
  test(`an answer counts once and leads on, though only ${share * 100}% of what it leads to comes`, async ({
    browser,
  }) => {
    await throughProxy(browser, async ({ page, proxy, run }) => {
      await page.goto(`/runs/${run}`);
      const cut = proxy.cutNextPost(share);
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await cut;
      await expect(page.getByRole("button", { name: "Use this" })).toBeVisible();
      const { events } = await storedAndReplayed(db, run);
      const answered = events.filter((e) => e.type === "step.completed" && e.step === "framework");
      expect(answered).toHaveLength(1);
    });
  });
}

test("a token whose text got lost on the way is made anew, and is the only one", async ({
  browser,
}) => {
  await throughProxy(browser, async ({ page, proxy }) => {
    await page.goto("/settings/tokens");
    for (const name of ["Laptop", "Desktop"]) {
      await page.getByLabel("Name").fill(name);
      const cut = proxy.cutNextPost(0.5);
      await page.getByRole("button", { name: "Make token" }).click();
      await cut;
      await expect(page.getByText(`The token for ${name} is below.`)).toBeVisible();
    }
    await expect(page.getByText("Never used")).toHaveCount(2);
  });
});

test("a page that broke since a part of the program did not come is loaded anew", async ({
  page,
  context,
}) => {
  await signedIn(context);
  await page.goto("/templates/create-a-portfolio");
  await page.getByRole("button", { name: "Start" }).click();
  const begin = page.getByRole("button", { name: "I understand, continue" });
  await expect(begin).toBeVisible();
  const program = "**/_next/static/chunks/*.js";
  const missing = page.waitForEvent("requestfailed");
  await page.route(program, (route) => route.abort());
  await begin.click();
  await missing;
  await page.unroute(program);
  await expect(page.getByRole("button", { name: "Continue", exact: true })).toBeVisible();
});

test("a page follows its run again after a proxy had refused it", async ({ page, context }) => {
  const person = await signedIn(context);
  const run = await runWaitingAt(context.request, person, "explain");
  const stream = "**/api/executions/*/events?*";
  const refused = page.waitForResponse(stream);
  await page.route(stream, (route) => route.fulfill({ status: 502 }));
  await page.goto(`/runs/${run}?view=all`);
  const progress = page.getByText(/^\d+ of \d+ completed/);
  const before = await progress.innerText();
  expect((await refused).status()).toBe(502);
  await page.unroute(stream);
  const other = await context.newPage();
  await other.goto(`/runs/${run}`);
  await other.getByRole("button", { name: "Use this" }).click();
  await expect(other.getByRole("button", { name: "Save this plan" })).toBeVisible();
  await expect(progress).not.toHaveText(before);
});

/** A person's run at a question that is followed by a calculation, in a browser behind a proxy. */
async function throughProxy(
  browser: Browser,
  act: (scene: { page: Page; proxy: CuttingProxy; run: string }) => Promise<void>,
): Promise<void> {
  const { HOST, PORT } = env();
  const proxy = await cuttingProxy(`http://${HOST}:${PORT}`);
  const context = await browser.newContext({ baseURL: proxy.base });
  try {
    const person = await signedIn(context);
    const run = await runWaitingAt(context.request, person, "framework");
    await act({ page: await context.newPage(), proxy, run });
  } finally {
    await context.close();
    await proxy.close();
  }
}
