import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import { formFields } from "#lib/form/form-fields.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { readAnswers } from "#lib/form/read-answers.ts";

import { AnswerForm } from "./answer-form.tsx";
import { QuestionList } from "./question-list.tsx";

const schema = {
  type: "object",
  required: [
    "years",
    "amount",
    "goal",
    "own",
    "rent",
    "born",
    "kinds",
    "weights",
    "rows",
    "file",
    "home",
  ],
  properties: {
    years: { type: "integer", title: "How long?", "x-hint": "In years", "x-notSure": 10 },
    amount: {
      type: "object",
      title: "How much?",
      properties: {
        amount: { type: "number" },
        currency: { type: "string", enum: ["USD", "GBP"] },
      },
    },
    goal: { type: "string", title: "What for?", enum: ["home", "other"], "x-notSure": "other" },
    own: { type: "boolean", title: "Do you own your home?" },
    rent: { type: "number", title: "Rent", "x-showIf": { field: "own", equals: false } },
    born: { type: "string", title: "Date of birth", format: "date" },
    kinds: { type: "array", title: "Kinds", minItems: 1, items: { type: "string", enum: ["a"] } },
    weights: {
      type: "object",
      title: "Weights",
      "x-dataType": "percent-table",
      properties: { VOO: { type: "number", title: "US shares" }, BND: { type: "number" } },
    },
    rows: {
      type: "array",
      title: "Holdings",
      minItems: 1,
      items: {
        type: "object",
        required: ["ticker", "units"],
        properties: {
          ticker: { type: "string", title: "Ticker" },
          units: { type: "number", title: "Units" },
        },
      },
    },
    file: { type: "string", title: "File", "x-widget": "file" },
    home: {
      type: "object",
      title: "Home",
      properties: { town: { type: "string" }, since: { type: "integer" } },
    },
  },
} satisfies FormSchema;

const typed = {
  years: "soon <b>",
  "weights.VOO": "half",
  "rows.0.ticker": "VOO",
  own: "no",
};

/** Everything that the attribute names, over the whole markup. */
function tokens(html: string, attribute: string): string[] {
  const found = html.matchAll(new RegExp(` ${attribute}="([^"]*)"`, "g"));
  return [...found].flatMap(([, value]) => value!.split(" "));
}

function drawn() {
  const result = readAnswers(schema, typed);
  if (result.ok) throw new Error("These answers must not be accepted.");
  const context = { typed, errors: result.errors, notes: { years: "From your profile" } };
  const html =
    renderToStaticMarkup(<ErrorSummary errors={result.errors} />) +
    renderToStaticMarkup(<QuestionList fields={formFields(schema)} context={context} />);
  return { html, errors: result.errors };
}

test("every id is unique, and everything that points to one finds it", () => {
  const { html, errors } = drawn();
  const ids = tokens(html, "id");
  expect(new Set(ids).size).toBe(ids.length);
  for (const attribute of ["for", "aria-describedby", "aria-labelledby"])
    expect(ids).toEqual(expect.arrayContaining(tokens(html, attribute)));
  const targets = tokens(html, "href").map((href) => href.slice(1));
  expect(targets).toHaveLength(Object.keys(errors).length);
  expect(ids).toEqual(expect.arrayContaining(targets));
});

test("each error is said twice in the same words, in the summary and at its field", () => {
  const { html, errors } = drawn();
  expect(Object.keys(errors)).toEqual(
    expect.arrayContaining([
      "years",
      "amount",
      "goal",
      "rent",
      "born",
      "weights.VOO",
      "rows.0.units",
    ]),
  );
  const counts = new Map<string, number>();
  for (const sentence of Object.values(errors))
    counts.set(sentence, (counts.get(sentence) ?? 0) + 2);
  for (const [sentence, count] of counts) expect(html.split(sentence)).toHaveLength(count + 1);
});

test("what was typed is kept, and cannot become markup", () => {
  const { html } = drawn();
  expect(html).toContain('value="soon &lt;b&gt;"');
  expect(html).toContain('value="half"');
  expect(html).not.toContain("<b>");
});

test("a question that depends on a choice stands under it, shown by the choice alone", () => {
  const { html } = drawn();
  const no = html.indexOf('value="no"');
  expect(html.slice(no, html.indexOf("Rent"))).toContain("group-has-[");
  expect(html.indexOf("Rent")).toBeLessThan(html.indexOf("Date of birth"));
});

test("the browser checks nothing itself, and a single question is the heading", () => {
  const html = renderToStaticMarkup(
    <AnswerForm
      action={() => Promise.resolve({ ok: true, value: null })}
      fields={formFields(schema).slice(0, 1)}
      title="Not shown"
      hidden={{ revision: "3" }}
    />,
  );
  expect(html).toContain("noValidate");
  expect(html).not.toContain("required");
  expect(html).toMatch(/<h1[^>]*><label for="field-years">How long\?<\/label><\/h1>/);
  expect(html).not.toContain("Not shown");
  expect(html).toContain('name="revision" value="3"');
});
