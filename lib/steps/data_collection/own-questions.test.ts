import { describe, expect, test } from "vitest";

import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { catalog } from "#lib/steps/registry.ts";

const fields = {
  type: "object",
  properties: {
    kind: { type: "string", title: "Kind", enum: ["house", "car"] },
    rooms: { type: "integer", title: "Rooms", "x-showIf": { field: "kind", equals: "house" } },
    years: { type: "integer", title: "Years", minimum: 1 },
    months: { type: "number", title: "Months", minimum: 0 },
    note: { type: "string", title: "Note" },
    price: { type: "object", title: "Price", "x-dataType": "money" },
    people: {
      type: "array",
      title: "People",
      items: {
        type: "object",
        title: "Person",
        properties: {
          name: { type: "string", title: "Name" },
          age: { type: "integer", title: "Age" },
        },
        required: ["name"],
      },
    },
    agrees: { type: "boolean", title: "Agrees", "x-notSure": "unsure" },
  },
  required: ["kind", "rooms", "years", "months", "price", "people", "agrees"],
};

function problemsOf(expression: string): string {
  const choice = { outcome: "now", label: "Now" };
  const document: WorkflowDefinitionInput = {
    id: "own-questions",
    name: "Own questions",
    version: "1.0.0",
    category: "test",
    steps: [
      { id: "ask", name: "Ask", type: "data_collection", uses: "form.ask", config: { fields } },
      {
        id: "paid",
        name: "Paid",
        type: "integration",
        uses: "wait.signal",
        config: { name: "paid", fields },
      },
      {
        id: "choice",
        name: "Choice",
        type: "decision",
        uses: "decision.ask",
        config: { question: "When?", options: [choice, { outcome: "later", label: "Later" }] },
      },
    ],
    outputs: { value: expression },
  };
  return validateDefinition(document, catalog)
    .problems.map(({ message }) => message)
    .join("\n");
}

describe.each(["steps.ask.answers", "steps.paid.data"])("what %s has", (own) => {
  test.each<[string, RegExp]>([
    ["@.yeers", /has no "yeers". Did you mean "years"/u],
    ["@.note", /@.note may be missing/u],
    ["@.rooms + 1", /@.rooms may be missing/u],
    ["@.kind * 2", /text \* number is not possible|not possible/u],
    ["@.kind == 'boat'", /is never "boat"; it is one of "house", "car"/u],
    ["@.price + 1", /not possible/u],
    ["@.price.amonut", /Did you mean "amount"/u],
    ["@.people.map(p, p.age)", /p\.age may be missing/u],
    ["@.people.map(p, p.nmae)", /"nmae" is missing/u],
    ["@.people[0].name", /may be empty/u],
    ["12 / @.months", /may be 0/u],
  ])("%s is found", (expression, message) => {
    const source = message.source.replaceAll("@", own.replaceAll(".", "\\."));
    expect(problemsOf(expression.replaceAll("@", own))).toMatch(new RegExp(source, "u"));
  });

  test.each([
    "@.years * 2",
    "12 / @.years",
    "@.kind == 'house' ? coalesce(@.rooms, 1) : 0",
    "has(@.note) ? @.note : ''",
    "@.price.amount > 5 && @.price.currency == 'USD'",
    "@.people.map(p, coalesce(p.age, 18))",
    "@.agrees == true",
  ])("%s is fine", (expression) => {
    expect(problemsOf(expression.replaceAll("@", own))).toBe("");
  });
});

test("a decision names one of its outcomes", () => {
  expect(problemsOf("steps.choice.decision.outcome == 'now'")).toBe("");
  expect(problemsOf("steps.choice.decision.outcome == 'nwo'")).toMatch(/is never "nwo"/u);
  expect(problemsOf("steps.choice.decision.outcom")).toMatch(/Did you mean "outcome"/u);
});
