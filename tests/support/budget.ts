import { gzipSync } from "node:zlib";

import { expect, type Page, type Response } from "@playwright/test";

/** What a page may weigh, in KiB: script and document compressed, fonts as they are. */
export type Budget = { script: number; document: number };

/** Kinds of pages and their budgets. */
export const budgets = {
  reading: { script: 142, document: 25 },
  report: { script: 142, document: 40 },
  runner: { script: 146, document: 20 },
  ai: { script: 152, document: 25 },
  managing: { script: 172, document: 40 },
} satisfies Record<string, Budget>;

const everywhere = { style: 20, font: 97, fonts: 2 };

type Weight = { script: number; document: number; style: number; font: number; fonts: number };

/** Opens a page and fails if it weighs more than its budget until it has loaded. Prints its weight. */
export async function expectWithinBudget(page: Page, path: string, budget: Budget) {
  const weight = await weigh(page, path);
  const figures = Object.entries(weight).map(([kind, size]) => `${kind} ${size.toFixed(1)}`);
  console.log(`${path}: ${figures.join(", ")}`);
  const limits: Weight = { ...everywhere, ...budget };
  const kinds = ["script", "document", "style", "font", "fonts"] as const;
  expect(kinds.filter((kind) => weight[kind] > limits[kind])).toEqual([]);
}

type Kind = keyof Omit<Weight, "fonts">;

const kindOf: Record<string, Kind> = {
  script: "script",
  document: "document",
  stylesheet: "style",
  font: "font",
};

async function weigh(page: Page, path: string): Promise<Weight> {
  const weight: Weight = { script: 0, document: 0, style: 0, font: 0, fonts: 0 };
  const reading: Promise<void>[] = [];
  page.on("response", (response) => {
    const kind = kindOf[response.request().resourceType()];
    if (kind && response.status() === 200) reading.push(add(weight, kind, response));
  });
  const answer = await page.goto(path, { waitUntil: "load" });
  expect(answer?.status()).toBe(200);
  expect(new URL(page.url()).pathname, "the page must not lead elsewhere").toBe(path);
  await Promise.all(reading);
  return weight;
}

async function add(weight: Weight, kind: Kind, response: Response): Promise<void> {
  const body = await response.body();
  const size = kind === "font" ? body.length : gzipSync(body, { level: 9 }).length;
  if (kind === "font") weight.fonts += 1;
  weight[kind] += size / 1024;
}
