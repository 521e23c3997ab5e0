import { expect, test } from "vitest";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";

import { readPlan } from "./read-plan.ts";

const definition = workflowDefinition.parse({
  id: "w",
  name: "W",
  version: "1.0.0",
  category: "c",
  inputs: {
    amount: { type: "money", title: "How much is it?" },
    cron: { type: "text", title: "Which cron?", optional: true },
  },
  steps: [{ id: "a", name: "A", type: "data_collection", uses: "form.ask" }],
});
const now = new Date("2026-11-26T00:00:00Z");
const good = {
  "~how": "week",
  "~timeZone": "Europe/Berlin",
  "amount.amount": "$4,800",
  "amount.currency": "USD",
};

test("a plan is read as a rule and inputs, which may bear the names of the rule's parts", () => {
  expect(readPlan(definition, { ...good, cron: "nightly" }, now)).toEqual({
    rule: { cron: "0 8 * * 1", timeZone: "Europe/Berlin" },
    inputs: { amount: { amount: 4_800, currency: "USD" }, cron: "nightly" },
  });
  const own = { ...good, "~how": "rule", "~cron": "30 6 * * 1-5" };
  expect(readPlan(definition, own, now).rule.cron).toBe("30 6 * * 1-5");
});

test("what is wrong with the rule and with the inputs is said at once", () => {
  expect(() => readPlan(definition, {}, now)).toThrow(
    expect.objectContaining({
      code: "invalid",
      fields: {
        "~how": ["Select how often the run should start"],
        "~timeZone": ["Select which time zone the run should follow"],
        amount: ["Enter an amount"],
      },
    }),
  );
  const often = { ...good, "~how": "rule", "~cron": "* * * * *" };
  expect(() => readPlan(definition, often, now)).toThrow(
    expect.objectContaining({ fields: { "~cron": ["Runs must be at least 15 minutes apart"] } }),
  );
});
