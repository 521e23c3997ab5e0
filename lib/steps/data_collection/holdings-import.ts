import { z } from "zod";

import { type Holdings, holdings } from "#lib/data-types/holdings.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import type { FieldSchema } from "#lib/form/json-schema.ts";
import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";
import { dateLabels, decimalLabels, delimiterLabels } from "#lib/portfolio/import/choices.ts";
import { pastedSource } from "#lib/portfolio/import/file/source.ts";
import { readHoldings } from "#lib/portfolio/import/read-holdings.ts";
import { keptHoldings } from "#lib/portfolio/import/reading/kept-holdings.ts";
import { readOptions } from "#lib/portfolio/import/reading/options.ts";
import type { LeftOut, ReadOptions } from "#lib/portfolio/import/reading/reading.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

const shownProblems = 10;

const exampleTable =
  'Symbol,Quantity,Price,Value\nVOO,10,612.40,"$6,124.00"\nBND,-5,74.06,($370.30)\n';

const currency = z.string().regex(/^[A-Z]{3}$/u);

/** Takes a broker's table of holdings. Pages show what is read of a file first, and send the holdings themselves. */
export const holdingsImport = defineOperation({
  id: "holdings.import",
  stepType: "data_collection",
  mode: "interactive",
  presents: "import",
  title: "Import holdings",
  description:
    "Asks for a broker's table of holdings: a CSV or .xlsx file, or its lines. Reads the usual headings, encodings and number styles, shows what was read before it is kept, and asks where two readings are possible.",
  config: z.strictObject({
    title: z.string().min(1).max(200).default("What do you hold now?"),
    /** For amounts whose currency the file does not name; asked where it is left out. */
    currency: currency.optional(),
  }),
  inputs: {},
  outputs: { holdings: { type: "holdings" } },
  example: { config: {}, input: {}, data: { table: exampleTable } },
  form: ({ config: { title } }) => ({
    type: "object",
    title,
    properties: {
      table: {
        type: "string",
        title,
        "x-name": "Holdings",
        "x-widget": "file",
        "x-hint":
          "The lines of the CSV file that your broker lets you download, or holdings as a JSON list",
        "x-why":
          "Your plan starts from what you own. We read the name, units, price and value of each line.",
        maxLength: importLimits.keptCharacters,
        examples: [exampleTable],
      },
      ...choiceFields,
    },
    required: ["table"],
  }),
  accept({ config, data }) {
    const { table } = data;
    const text = typeof table === "string" ? table : "";
    const given = holdingsIn(text);
    return { output: { holdings: given ?? readLines(text, data, config.currency) } };
  },
});

const choiceFields: Readonly<Record<string, FieldSchema>> = {
  delimiter: chosen("What stands between the values?", delimiterLabels),
  decimal: chosen("Which sign is before the decimals?", decimalLabels),
  dates: chosen("In which order are dates written?", dateLabels),
  currency: {
    type: "string",
    title: "Which currency are amounts in that name none?",
    pattern: "^[A-Z]{3}$",
    "x-group": "reading",
  },
  pence: chosen("Are prices in pence or pounds?", { pence: "Pence", pounds: "Pounds" }),
  amounts: chosen("Which figure counts where units times price is not the value?", {
    value: "The value in the file",
    price: "Units times price",
  }),
  whichTable: {
    type: "integer",
    title: "Which of the tables in the file lists what you hold?",
    minimum: 1,
    "x-group": "reading",
  },
  leaveOut: {
    type: "boolean",
    title: "Leave out the lines that cannot be read?",
    "x-group": "reading",
  },
};

function chosen(title: string, labels: Readonly<Record<string, string>>): FieldSchema {
  return {
    type: "string",
    title,
    enum: Object.keys(labels),
    "x-labels": labels,
    "x-group": "reading",
  };
}

/** Holdings that were given as such: what a page sends after the person has looked at them. */
function holdingsIn(text: string): Holdings | null {
  if (!/^\s*\[/u.test(text)) return null;
  try {
    return holdings.parse(JSON.parse(text));
  } catch {
    throw refused("Nothing was imported. This is not a list of holdings as JSON.");
  }
}

/** Reads lines without anybody who looks at them: what is not certain is refused with what to say. */
function readLines(text: string, data: JsonObject, usualCurrency: string | undefined): Holdings {
  const { table: _, whichTable: table, leaveOut, ...rest } = data;
  const options = readOptions.parse({
    ...rest,
    ...(table !== undefined && { table }),
    ...(usualCurrency !== undefined && { usualCurrency }),
  });
  const { rows, leftOut, questions } = read(text, options);
  const [question] = questions;
  if (question) {
    const say = question.name === "table" ? "whichTable" : question.name;
    throw refused(
      `Nothing was imported. ${question.question} ${question.hint}. Say it with “${say}”.`,
    );
  }
  const faults = leftOut.filter(({ kind }) => kind === "fault" || kind === "blank");
  if (faults.length > 0 && leaveOut !== true) throw refused(faultText(faults), faults);
  if (rows.length === 0) throw refused("Nothing was imported. The table has no holdings.", faults);
  return keptHoldings(rows);
}

function read(text: string, options: ReadOptions) {
  try {
    return readHoldings(pastedSource(text), options);
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    throw refused(`Nothing was imported. ${error.message}`);
  }
}

function faultText(faults: readonly LeftOut[]): string {
  const lines = faults
    .slice(0, shownProblems)
    .map(({ line, reason }) => `Line ${line}: ${reason}.`);
  const left = faults.length - shownProblems;
  return ["Nothing was imported.", ...lines, ...(left > 0 ? [`And ${left} more.`] : [])].join(" ");
}

function refused(sentence: string, faults: readonly LeftOut[] = []): StepFailure {
  return new StepFailure("invalid_answer", "There is a problem", {
    fields: { table: sentence },
    details: { lines: faults.map(({ line, reason }) => ({ line, sentence: reason })) },
  });
}
