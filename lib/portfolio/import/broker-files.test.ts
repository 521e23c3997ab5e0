import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

import { sourceOf } from "./file/source.ts";
import { readHoldings } from "./read-holdings.ts";

const folder = join(import.meta.dirname, "../../../tests/support/broker-files");

/** Lines, what identifies it, units, price, value, currency, account. */
type Row = [string, string, number, number, number, string, string];
type Expected = { rows: Row[]; left: string[]; questions: string[] };

/** What nothing in the file says. */
const told: Record<string, ReadOptions> = {
  "world/portfolio-performance.csv": { currency: "EUR" },
};

const expected: Record<string, Expected> = {
  "europe/comdirect.csv": {
    rows: [
      ["4", "VANGUARD FTSE ALL-WORLD", 1250, 118.4, 148000, "EUR", ""],
      ["5", "TOTALENERGIES SE", 15, 53.1, 796.5, "EUR", ""],
      ["6", "BUND 24/34 2,2%", 10000, 0.985, 9850, "EUR", ""],
      ["7", "APPLE INC.", 20, 231.3795, 4627.59, "EUR", ""],
    ],
    left: [],
    questions: [],
  },
  "europe/degiro-de.csv": {
    rows: [
      ["2", "CASH & CASH FUND & FTX CASH (EUR)", 152.33, 1, 152.33, "EUR", ""],
      ["3", "US0378331005", 10, 231.379, 2313.79, "EUR", ""],
      ["4", "IE00B3RBWM25", 25, 118.4, 2960, "EUR", ""],
      ["5", "GB00BH4HKS39", 1000, 1.04022, 1040.22, "EUR", ""],
    ],
    left: [],
    questions: [],
  },
  "europe/degiro-en.csv": {
    rows: [
      ["2", "CASH & CASH FUND & FTX CASH (EUR)", 152.33, 1, 152.33, "EUR", ""],
      ["3", "US0378331005", 10, 231.379, 2313.79, "EUR", ""],
      ["4", "IE00B3RBWM25", 25, 118.4, 2960, "EUR", ""],
      ["5", "GB00BH4HKS39", 1000, 1.04022, 1040.22, "EUR", ""],
    ],
    left: [],
    questions: [],
  },
  "europe/degiro-nl.csv": {
    rows: [
      ["2", "CASH & CASH FUND & FTX CASH (EUR)", 152.33, 1, 152.33, "EUR", ""],
      ["3", "US0378331005", 10, 231.379, 2313.79, "EUR", ""],
      ["4", "IE00B3RBWM25", 25, 118.4, 2960, "EUR", ""],
      ["5", "GB00BH4HKS39", 1000, 1.04022, 1040.22, "EUR", ""],
    ],
    left: [],
    questions: [],
  },
  "europe/ing.csv": {
    rows: [
      ["5", "IE00B3RBWM25", 150, 118.4, 17760, "EUR", ""],
      ["6", "US0378331005", 12.5, 231.38, 2892.25, "EUR", ""],
    ],
    left: ["7 total"],
    questions: [],
  },
  "europe/swissquote.csv": {
    rows: [
      ["2", "NESN", 120, 81.16, 9739.2, "CHF", ""],
      ["3", "AAPL", 25, 216.094, 5402.35, "CHF", ""],
      ["4", "ABBN", 1500, 58.24, 87360, "CHF", ""],
    ],
    left: ["5 total"],
    questions: [],
  },
  "uk/aj-bell.csv": {
    rows: [
      ["2", "Vanguard FTSE All-World ETF (LSE:VWRL)", 60, 109.82, 6589.2, "GBP", ""],
      ["3", "Apple Inc (NASDAQ:AAPL)", 10, 204.885, 2048.85, "GBP", ""],
      ["4", "Cash GBP", 310.25, 1, 310.25, "GBP", ""],
    ],
    left: [],
    questions: [],
  },
  "uk/hargreaves-lansdown.csv": {
    rows: [
      ["10", "VWRL", 60, 109.82, 6589.2, "GBP", ""],
      ["11", "Legal & General Global Technology Index Trust", 1200.55, 3.184, 3822.55, "GBP", ""],
      ["12", "ULVR", 21.17, 45.11, 954.98, "GBP", ""],
    ],
    left: ["13 total"],
    questions: [],
  },
  "uk/interactive-investor.csv": {
    rows: [
      ["2", "VWRL", 60, 109.82, 6589.2, "GBP", ""],
      ["3", "AAPL", 10, 204.885, 2048.85, "GBP", ""],
    ],
    left: ["4 total"],
    questions: [],
  },
  "us/etrade.csv": {
    rows: [
      ["9", "VTI", 30, 331.18, 9935.4, "USD", ""],
      ["10", "IBM", 6, 238.2625, 1429.58, "USD", ""],
      ["11", "CASH", 1250.75, 1, 1250.75, "USD", ""],
    ],
    left: ["12 total", "14 heading"],
    questions: [],
  },
  "us/fidelity.csv": {
    rows: [
      ["2", "SPAXX", 2410.55, 1, 2410.55, "USD", "Individual Z10000001"],
      ["3", "VTI", 100.5, 331.18, 33283.59, "USD", "Individual Z10000001"],
      ["4", "TTE", 40, 61.5, 2460, "USD", "Individual Z10000001"],
      ["5", "AAPL261218C300", -2, 415, -830, "USD", "Individual Z10000001"],
      ["7", "VTI", 30, 331.18, 9935.4, "USD", "ROTH IRA Z20000002"],
    ],
    left: ["6 pending", "9 note", "11 note", "13 heading"],
    questions: [],
  },
  "us/interactive-brokers-activity.csv": {
    rows: [
      ["9", "AAPL", 20, 268.4, 5368, "USD", "U1234567"],
      ["11", "TSLA", -5, 400, -2000, "USD", "U1234567"],
      ["13", "VWCE", 50, 118.4, 5920, "EUR", "U1234567"],
      ["15", "AAPL 18DEC26 300 C", -2, 415, -830, "USD", "U1234567"],
    ],
    left: ["10 lot", "12 total", "14 total", "16 total"],
    questions: [],
  },
  "us/schwab-all-accounts.csv": {
    rows: [
      ["5", "VTI", 10, 331.18, 3311.8, "USD", "Individual ...123"],
      ["6", "Cash & Cash Investments", 1000, 1, 1000, "USD", "Individual ...123"],
      ["11", "VTI", 5, 331.18, 1655.9, "USD", "Roth_IRA ...456"],
    ],
    left: ["7 total", "10 heading", "12 total"],
    questions: [],
  },
  "us/schwab-one-account.csv": {
    rows: [
      ["4", "SCHD", 150, 29.64, 4446, "USD", "Individual ...123"],
      ["5", "CASH", 12, 81.1, 973.2, "USD", "Individual ...123"],
      ["6", "TSLA", -5, 400, -2000, "USD", "Individual ...123"],
      ["7", "Cash & Cash Investments", 4473.1, 1, 4473.1, "USD", "Individual ...123"],
    ],
    left: ["8 total"],
    questions: [],
  },
  "us/vanguard.csv": {
    rows: [
      ["2", "VTSAX", 120.456, 160.1, 19285.01, "USD", "10000001"],
      ["3", "VBTLX", 300, 9.62, 2886, "USD", "10000001"],
      ["4", "VMFXX", 512.33, 1, 512.33, "USD", "10000001"],
    ],
    left: [],
    questions: [],
  },
  "world/portfolio-performance.csv": {
    rows: [
      ["2", "AAPL", 10, 231.379, 2313.79, "EUR", ""],
      ["3", "VWRL", 25, 118.4, 2960, "EUR", ""],
    ],
    left: ["4 total"],
    questions: [],
  },
  "world/trading212-pie.csv": {
    rows: [
      ["2", "AAPL", 4.97, 231.40845070423, 1150.1, "EUR", ""],
      ["3", "VWCE", 20, 118.4, 2368, "EUR", ""],
    ],
    left: ["4 total"],
    questions: [],
  },
  "world/zerodha.csv": {
    rows: [
      ["6", "INFY", 100, 1585.25, 158525, "INR", ""],
      ["7", "RELIANCE", 250, 1425.1, 356275, "INR", ""],
    ],
    left: [],
    questions: [],
  },
};

const trades: Record<string, RegExp> = {
  "europe/degiro-transactions.csv": /In DEGIRO, open Portfolio and choose “Export”/u,
  "us/robinhood-activity.csv": /Robinhood has no export of holdings/u,
  "world/portfolio-performance-transactions.csv": /Vermögensaufstellung/u,
  "world/trading212-history.csv": /open your pie and export it/u,
};

async function read(file: string) {
  return readHoldings(await sourceOf(readFileSync(join(folder, file))), told[file]);
}

test("every file of the folder has its expected reading", () => {
  const files = globSync("**/*.csv", { cwd: folder }).toSorted();
  expect([...Object.keys(expected), ...Object.keys(trades)].toSorted()).toEqual(files);
});

test.each(Object.entries(expected))("%s", async (file, { rows, left, questions }) => {
  const reading = await read(file);
  const found = reading.rows.map((row): Row => {
    const { lines, ticker, isin, name, units, price, value, currency, account = "" } = row;
    const what = ticker ?? isin ?? name;
    return [lines.join("+"), what, units, price ?? 0, value, currency ?? "", account];
  });
  expect(found).toEqual(rows);
  expect(reading.leftOut.map(({ line, kind }) => `${line} ${kind}`)).toEqual(left);
  expect(reading.questions.map(({ name }) => name)).toEqual(questions);
});

test.each(Object.entries(trades))(
  "%s is a list of trades, and says what to export",
  async (file, instead) => {
    await expect(read(file)).rejects.toThrow(/^This is a list of what was bought and sold/u);
    await expect(read(file)).rejects.toThrow(instead);
  },
);

test("the total at the end of a file is that of what was read of it", async () => {
  const totals: [string, number, string][] = [
    ["us/schwab-one-account.csv", 7_892.3, "USD"],
    ["us/etrade.csv", 12_615.73, "USD"],
    ["uk/hargreaves-lansdown.csv", 11_366.73, "GBP"],
    ["uk/interactive-investor.csv", 8_638.05, "GBP"],
    ["europe/ing.csv", 20_652.25, "EUR"],
    ["europe/swissquote.csv", 102_501.55, "CHF"],
    ["world/trading212-pie.csv", 3_518.1, "EUR"],
  ];
  for (const [file, value, currency] of totals) {
    const reading = await read(file);
    expect({ file, totals: reading.totals }).toEqual({ file, totals: [{ currency, value }] });
  }
});
