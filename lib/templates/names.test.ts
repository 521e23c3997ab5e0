import { describe, expect, test } from "vitest";

import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { catalog } from "#lib/steps/registry.ts";

/** Names that every object has, whoever made it. */
const names = Object.getOwnPropertyNames(Object.prototype);

const ask = (fields: object, more: object = {}) => ({
  id: "ask",
  name: "Ask",
  type: "data_collection",
  uses: "form.ask",
  config: { fields: { type: "object", properties: fields } },
  ...more,
});
const question = { type: "string", title: "What?" };
const flow = (steps: readonly object[], more: object = {}) => ({
  id: "flow",
  name: "Flow",
  version: "1.0.0",
  category: "test",
  steps,
  ...more,
});
const wait = (name: string) => ({
  id: "wait",
  name: "Wait",
  type: "integration",
  uses: "wait.signal",
  config: { name },
});

const own = (name: string, value: unknown): object =>
  // As a document has it: a field of its own, also for the name that plain code would take for something else.
  JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`);

const places: Readonly<Record<string, (name: string) => unknown>> = {
  "a step": (name) => flow([{ ...ask({ a: question }), id: name }]),
  "an input": (name) => flow([ask({ a: question })], { inputs: own(name, { type: "text" }) }),
  "an output": (name) => flow([ask({ a: question })], { outputs: own(name, "1") }),
  "a question": (name) => flow([ask(own(name, question))]),
  "a signal": (name) => flow([wait(name)]),
  "an outcome": (name) =>
    flow([
      {
        id: "choose",
        name: "Choose",
        type: "decision",
        uses: "decision.choose",
        config: { rules: [{ when: "true", outcome: name }], otherwise: "other" },
      },
    ]),
  "a calculated value": (name) =>
    flow([
      {
        id: "sum",
        name: "Sum",
        type: "transformation",
        uses: "data.transform",
        config: { outputs: own(name, "1") },
      },
    ]),
};

describe.each(Object.keys(places))("the name of %s", (place) => {
  test.each(names)("may not be %s", (name) => {
    const { ok, problems } = validateDefinition(places[place]!(name), catalog);
    expect(ok).toBe(false);
    expect(problems.map(({ message }) => message).join(" ")).toMatch(/name|letters|field/u);
  });

  test("may be a plain one", () => {
    expect(validateDefinition(places[place]!("plain"), catalog).problems).toEqual([]);
  });
});
