import type { Question } from "#lib/portfolio/import/reading/reading.ts";

import { currencyLabels, dateLabels, decimalLabels, listed } from "./choices.ts";

const listText = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** The questions that a file can leave open, each with its answers. */
export const questions = {
  table: (options: Question["options"]): Question => ({
    name: "table",
    question: "Which table lists what you hold now?",
    hint: "Several tables of the file could be it",
    options,
  }),
  columns: (missing: readonly string[]): Question => ({
    name: "columns",
    question: "Which columns hold what?",
    hint: `No heading that we know is over ${listText.format(missing)}`,
    options: [],
  }),
  decimal: (sample: string): Question => ({
    name: "decimal",
    question: "Which sign is before the decimals?",
    hint: `“${sample}” can be read in two ways, and nothing in the file tells which`,
    options: listed(decimalLabels),
  }),
  dates: (sample: string): Question => ({
    name: "dates",
    question: "In which order are dates written?",
    hint: `“${sample}” can be read in two ways, and nothing in the file tells which`,
    options: listed(dateLabels).slice(0, 2),
  }),
  currency: (count: number): Question => ({
    name: "currency",
    question: "Which currency are these amounts in?",
    hint:
      count === 1
        ? "The file names none for one holding"
        : `The file names none for ${count} holdings`,
    options: listed(currencyLabels),
  }),
  pence: (count: number, options: Question["options"]): Question => ({
    name: "pence",
    question: "Are these prices in pence or pounds?",
    hint: `The file says GBP for ${count === 1 ? "one holding" : `${count} holdings`} and gives no value. Prices in London are often in pence`,
    options,
  }),
  amounts: (lines: readonly number[]): Question => ({
    name: "amounts",
    question: "Which figure counts where units times price is not the value?",
    hint: `${lines.length === 1 ? "It does not add up on line" : "They do not add up on lines"} ${listText.format(lines.slice(0, 10).map(String))}${lines.length > 10 ? " and others" : ""}`,
    options: [
      { value: "value", label: "The value in the file" },
      { value: "price", label: "Units times price" },
    ],
  }),
};
