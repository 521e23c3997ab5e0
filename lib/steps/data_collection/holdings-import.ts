import { z } from "zod";

import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

import { readHoldings } from "./csv/holdings.ts";

/** Enough for thousands of positions; a file above it is not a table of holdings. */
const maxCharacters = 500_000;
const shownProblems = 10;

const exampleTable =
  'Symbol,Quantity,Price,Value\nVOO,10,612.40,"$6,124.00"\nBND,-5,74.06,($370.30)\n';

/** Takes a broker's export of holdings, pasted or uploaded. All of it is read or none. */
export const holdingsImport = defineOperation({
  id: "holdings.import",
  stepType: "data_collection",
  mode: "interactive",
  presents: "form",
  title: "Import holdings",
  description:
    "Asks for a broker's table of holdings (CSV), pasted or uploaded. Reads the usual headings, delimiters and number styles; lines that cannot be read are listed and nothing is imported.",
  config: z.strictObject({
    title: z.string().min(1).max(200).default("What do you hold now?"),
    /** For amounts that name no currency. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/u)
      .default("USD"),
  }),
  inputs: {},
  outputs: { holdings: { type: "holdings" } },
  example: {
    config: {},
    input: {},
    data: { table: exampleTable },
  },
  form: ({ config: { title } }) => ({
    type: "object",
    title,
    properties: {
      table: {
        type: "string",
        title,
        "x-name": "Holdings",
        "x-widget": "file",
        "x-hint": "The CSV file that your broker lets you download, or its text pasted here",
        "x-why":
          "Your plan starts from what you own. We read the ticker, quantity, price and value of each line.",
        maxLength: maxCharacters,
        examples: [exampleTable],
      },
    },
    required: ["table"],
  }),
  accept({ config: { currency }, data }) {
    const { table } = data;
    const text = typeof table === "string" ? table : "";
    if (text.length > maxCharacters)
      throw refused("Nothing was imported. The file is too large to be a table of holdings.", []);
    const read = readHoldings(text, currency);
    if (read.ok) return { output: { holdings: read.holdings } };
    const lines = read.problems.map(({ line, sentence }) =>
      line === 0 ? sentence : `Line ${line}: ${sentence}`,
    );
    const left = lines.length - shownProblems;
    const shown = [...lines.slice(0, shownProblems), ...(left > 0 ? [`And ${left} more.`] : [])];
    throw refused(
      `Nothing was imported. ${shown.join(" ")}`,
      read.problems.map(({ line, sentence }) => ({ line, sentence })),
    );
  },
});

function refused(
  sentence: string,
  lines: readonly { line: number; sentence: string }[],
): StepFailure {
  return new StepFailure("invalid_answer", "There is a problem", {
    fields: { table: sentence },
    details: { lines },
  });
}
