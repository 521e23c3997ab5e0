import { expect, test } from "vitest";

import { dataTypeIds } from "#lib/data-types/registry.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { AppError } from "#lib/errors.ts";

import { checkedInputs } from "./checked-inputs.ts";
import { inputForm, readInputs } from "./input-form.ts";

function taking(inputs: WorkflowDefinitionInput["inputs"]) {
  const step = { id: "a", name: "A", type: "data_collection", uses: "form.ask" } as const;
  const about = { id: "w", name: "W", version: "1.0.0", category: "c" };
  return workflowDefinition.parse({ ...about, steps: [step], inputs });
}

function problemsOf(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError) return error.fields;
    throw error;
  }
  return null;
}

const several = taking({
  amount: { type: "money", title: "How much do you want to invest?" },
  share: { type: "percent", title: "Most in one fund", default: 40 },
  ready: { type: "boolean", title: "Is the money there?" },
  since: { type: "date", optional: true },
  lines: { type: "text-list", optional: true },
  rest: { type: "json", title: "Anything else", optional: true },
});

test("a workflow without inputs asks nothing", () => {
  expect(inputForm(taking({}))).toBeNull();
  expect(readInputs(taking({}), { anything: "1" })).toEqual({});
});

test("each input is asked by its type, and required unless there is a value to go on with", () => {
  const form = inputForm(several);
  expect(form?.required).toEqual(["amount", "ready"]);
  expect(Object.keys(form?.properties ?? {}).slice(0, 2)).toEqual(["amount", "ready"]);
  expect(form?.properties).toMatchObject({
    amount: { type: "object", title: "How much do you want to invest?" },
    share: { type: "number", default: 40, "x-unit": "%" },
    ready: { type: "boolean" },
    since: { type: "string", format: "date" },
    rest: { type: "string", "x-widget": "textarea", title: "Anything else" },
  });
});

test("what was typed becomes the inputs that a run accepts", () => {
  const typed = {
    "amount.amount": "$48,000",
    share: "35 %",
    ready: "yes",
    "since.day": "7",
    "since.month": "3",
    "since.year": "2026",
    lines: "one\ntwo",
    rest: '{"a": [1, 2]}',
  };
  const inputs = readInputs(several, typed);
  expect(inputs).toEqual({
    amount: { amount: 48_000, currency: "USD" },
    share: 35,
    ready: true,
    since: "2026-03-07",
    lines: ["one", "two"],
    rest: { a: [1, 2] },
  });
  expect(checkedInputs(several, inputs)).toEqual(inputs);
});

test("what is missing or cannot be read is said by its field", () => {
  expect(problemsOf(() => readInputs(several, { share: "most", rest: "{" }))).toEqual({
    amount: [expect.stringContaining("Enter")],
    ready: [expect.stringContaining("Select")],
    share: [expect.stringContaining("Most in one fund")],
  });
  const given = { "amount.amount": "1", ready: "no", rest: "{" };
  expect(problemsOf(() => readInputs(several, given))).toEqual({
    rest: ['"Anything else" must be written as JSON'],
  });
});

test.each(dataTypeIds)("an input of type %s can be asked", (type) => {
  const form = inputForm(taking({ it: { type, title: "It" } }));
  expect(form).toMatchObject({ properties: { it: { type: expect.any(String), title: "It" } } });
});
