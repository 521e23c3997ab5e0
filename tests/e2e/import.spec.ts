import { join } from "node:path";

import { expect, type Page, test } from "@playwright/test";

import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { signedIn } from "#tests/support/people.ts";
import { runWaitingAt } from "#tests/support/runs.ts";

const files = join(import.meta.dirname, "../support/broker-files");
const asks = "What do you hold now?";
const checks = "Check what was read before you keep it";

/** A file as a broker's export would be, made for one test. */
function csv(lines: readonly string[], name = "positions.csv") {
  return { name, mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

/** What the page says is wrong. */
function problem(page: Page) {
  return page.getByRole("alert").filter({ hasText: "There is a problem" });
}

async function waitsForFile(page: Page, run: string): Promise<void> {
  await page.goto(`/runs/${run}/steps/holdings`);
  await expect(page.getByRole("heading", { level: 1, name: asks })).toBeVisible();
}

async function send(page: Page, file: Parameters<ReturnType<Page["locator"]>["setInputFiles"]>[0]) {
  await page.getByLabel(asks).setInputFiles(file);
  await page.getByRole("button", { name: "Read the file" }).click();
}

test("a file is shown as it is read, a choice is changed, and its holdings are kept", async ({
  page,
  context,
  request,
}) => {
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "holdings", {}, "check-my-holdings");
  await waitsForFile(page, run);
  await send(page, join(files, "us/schwab-all-accounts.csv"));
  await expect(page.getByRole("heading", { level: 1, name: checks })).toBeVisible();
  const read = page.getByRole("table", { name: "3 holdings read from the file" });
  await expect(
    read.getByRole("row", { name: /VTI.*\$3,311\.80.*Individual \.\.\.123/ }),
  ).toBeVisible();
  await expect(
    read.getByRole("row", { name: /VTI.*\$1,655\.90.*Roth_IRA \.\.\.456/ }),
  ).toBeVisible();
  await expect(read.getByRole("row", { name: /Total of 3.*\$5,967\.70/ })).toBeVisible();
  const left = page.getByRole("table", { name: "Lines left out" });
  await expect(left.getByRole("row", { name: /Line 10 .*The headings once more/ })).toBeVisible();
  await expect(left.getByRole("row", { name: /Line 12 .*A total, not a holding/ })).toBeVisible();

  // With the wrong sign before the decimals nothing can be read, and nothing is lost by trying.
  await page.getByLabel("Decimal sign").selectOption("comma");
  await page.getByRole("button", { name: "Read the file again" }).click();
  await expect(left.getByRole("row", { name: /Line 5 .*is not a number/ })).toBeVisible();
  await page.getByLabel("Decimal sign").selectOption("point");
  // What has not been seen is not kept: the button reads first.
  await page.getByRole("button", { name: /^Keep/ }).click();
  await expect(page.getByText("it was read again first")).toBeVisible();
  await page.getByRole("button", { name: "Keep these 3 holdings" }).click();
  await expect(page.getByText("4 of 5 completed")).toBeVisible();

  // The file is gone with the answer: changing it asks for one again.
  await page.goto(`/runs/${run}/steps/holdings?change=1`);
  await expect(page.getByRole("heading", { level: 1, name: asks })).toBeVisible();
});

test("two possible readings are asked about, and unknown headings are remembered", async ({
  page,
  context,
  request,
}) => {
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "holdings", {}, "check-my-holdings");
  const lines = [
    "Name,Symbol,Ccy,Posn,Lpx,XRef",
    "World shares,VWRL,GBP,12,10982.00,90017",
    "Apple,AAPL,USD,20,268.40,90018",
  ];
  await waitsForFile(page, run);
  await send(page, csv(lines));
  await expect(page.getByRole("heading", { name: "3 headings are not known" })).toBeVisible();
  await page.getByLabel("Read Posn as").selectOption("units");
  await page.getByLabel("Read Lpx as").selectOption("price");
  await page.getByRole("button", { name: "Read the file again" }).click();
  const question = page.getByRole("group", { name: "Are these prices in pence or pounds?" });
  await expect(question).toBeVisible();
  await expectNoAxeViolations(page);

  await page.getByRole("button", { name: "Keep these 2 holdings" }).click();
  await expect(problem(page)).toContainText("Answer this first");
  await page.getByLabel(/^Pence\. It is worth £1,317\.84/).check();
  await page.getByRole("button", { name: "Read the file again" }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole("row", { name: /VWRL.*£109\.82.*£1,317\.84/ })).toBeVisible();
  await page.getByRole("button", { name: "Keep these 2 holdings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: checks })).toBeHidden();

  const next = await runWaitingAt(request, person, "holdings", {}, "check-my-holdings");
  await waitsForFile(page, next);
  await send(page, csv(lines));
  await expect(page.getByText("as you said of an earlier file")).toBeVisible();
  await expect(page.getByRole("table", { name: "2 holdings read from the file" })).toBeVisible();
});

test("a file that cannot be read gets a sentence, whatever its size and kind", async ({
  page,
  context,
  request,
}) => {
  const person = await signedIn(context);
  const run = await runWaitingAt(request, person, "holdings", {}, "check-my-holdings");
  await waitsForFile(page, run);
  const sentences: [string, Buffer, string][] = [
    ["statement.pdf", Buffer.from("%PDF-1.7 something"), "This file is a PDF"],
    ["large.csv", Buffer.alloc(1_500_000, "VT,1,100\n"), "larger than 1 MB"],
    ["huge.csv", Buffer.alloc(15_000_000, "VT,1,100\n"), "larger than 1 MB"],
  ];
  for (const [name, buffer, sentence] of sentences) {
    await send(page, { name, mimeType: "text/csv", buffer });
    await expect(problem(page), name).toContainText(sentence);
  }
  await page.getByRole("button", { name: "Read the file" }).click();
  await expect(problem(page)).toContainText("Choose a file, or paste its lines");
  await send(page, join(files, "us/robinhood-activity.csv"));
  await expect(problem(page)).toContainText("This is a list of what was bought and sold");
  await page.getByText("Paste the lines instead").click();
  await page
    .getByLabel("Lines of the file")
    .fill("Name;Stück;Kurs;Wert\nFonds A;10,5;12,40 €;130,20 €");
  await page.getByRole("button", { name: "Read the file" }).click();
  await expect(page.getByRole("row", { name: /Fonds A.*10\.5.*€12\.40.*€130\.20/ })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a file is sent, read again and kept", async ({ page, context, request }) => {
    const person = await signedIn(context);
    const run = await runWaitingAt(request, person, "holdings", {}, "check-my-holdings");
    await waitsForFile(page, run);
    await send(page, csv(["Symbol,Quantity,Price,Value", "VT,1,100,100", "BND,2,75,150"]));
    await page.getByLabel("Which currency are these amounts in?").selectOption("EUR");
    await page.getByRole("button", { name: "Read the file again" }).click();
    await expect(page.getByRole("row", { name: /Total of 2.*€250\.00/ })).toBeVisible();
    await page.getByRole("button", { name: "Keep these 2 holdings" }).click();
    await expect(page.getByText("4 of 5 completed")).toBeVisible();
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the page that shows a file has no axe violations, ${colorScheme}`, async ({
    page,
    context,
    request,
  }) => {
    const person = await signedIn(context);
    const run = await runWaitingAt(request, person, "holdings", {}, "check-my-holdings");
    await page.emulateMedia({ colorScheme });
    await waitsForFile(page, run);
    await expectNoAxeViolations(page);
    await send(page, join(files, "europe/degiro-nl.csv"));
    await expect(page.getByRole("heading", { level: 1, name: checks })).toBeVisible();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoAxeViolations(page);
      await page.screenshot({
        path: `test-results/import-${colorScheme}-${width}.png`,
        fullPage: true,
      });
    }
  });
}
