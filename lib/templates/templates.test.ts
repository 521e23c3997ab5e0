import { describe, expect, test } from "vitest";

import { stepTypes } from "#lib/engine/definition/definition.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { catalog } from "#lib/steps/registry.ts";

import { templates } from "./index.ts";

describe.each(templates)("$definition.id", ({ definition, ...about }) => {
  test("is proved to run on every path, without a warning", () => {
    expect(validateDefinition(definition, catalog).problems).toEqual([]);
  });

  test("is a first version of the system, with all that the gallery says of it", () => {
    expect(definition).toMatchObject({ version: "1.0.0", createdBy: "system", metadata: about });
    expect(definition.id).toMatch(/^[a-z]+(?:-[a-z]+)*$/u);
    expect(about.estimatedMinutes).toBeGreaterThan(0);
    expect(about.outcome).not.toMatch(/\.$/u);
  });
});

test("ids and names are unique", () => {
  expect(new Set(templates.map((t) => t.definition.id)).size).toBe(templates.length);
  expect(new Set(templates.map((t) => t.definition.name)).size).toBe(templates.length);
});

test("together they use every step type of the plan", () => {
  const used = new Set(templates.flatMap((t) => t.definition.steps.map((step) => step.type)));
  expect(used).toEqual(new Set(stepTypes));
});

/** The shape that files, the API and the generator share, as an author writes it: almost nothing but the steps. */
const asAuthorsWrite = {
  id: "lump-sum",
  name: "Invest a lump sum",
  version: "1.0.0",
  category: "portfolio_creation",
  inputs: { amount: { type: "money", title: "How much do you want to invest?" } },
  steps: [
    {
      id: "profile",
      name: "About you",
      type: "data_collection",
      uses: "form.ask",
      config: { dataType: "investor-profile" },
    },
    {
      id: "risk",
      name: "Risk check",
      type: "analysis",
      uses: "risk.assess",
      dependencies: ["profile"],
    },
    {
      id: "route",
      name: "How careful",
      type: "decision",
      uses: "decision.choose",
      config: {
        rules: [{ when: "steps.risk.assessment.level <= 2", outcome: "careful" }],
        otherwise: "growth",
      },
      dependencies: ["risk"],
    },
    {
      id: "ladder",
      name: "Spread over 12 months",
      type: "transformation",
      uses: "data.transform",
      config: { outputs: { months: "12" } },
      dependencies: [{ step: "route", on: "careful" }],
    },
    {
      id: "optimise",
      name: "Choose weights",
      type: "analysis",
      uses: "portfolio.optimize",
      inputs: { assessment: "steps.risk.assessment" },
      dependencies: ["route", "ladder"],
      retry: { maxAttempts: 3, backoffMs: 500 },
    },
    {
      id: "explain",
      name: "Why this mix",
      type: "ai_generated",
      uses: "ai.write",
      aiPrompt: "Explain the allocation",
      dependencies: ["optimise"],
    },
    {
      id: "approve",
      name: "Check and save",
      type: "user_interaction",
      uses: "review.confirm",
      dependencies: ["explain"],
    },
  ],
  entryPoints: ["profile"],
  exitPoints: ["approve"],
};

test("a definition as an author writes it needs no config beyond what it says", () => {
  expect(validateDefinition(asAuthorsWrite, catalog)).toMatchObject({ ok: true, problems: [] });
});

test("an input that a branch may leave without a value is found", () => {
  const steps = asAuthorsWrite.steps.map((step) =>
    step.id === "approve"
      ? Object.assign({}, step, { inputs: { shown: "steps.ladder.months" } })
      : step,
  );
  const { ok, problems } = validateDefinition({ ...asAuthorsWrite, steps }, catalog);
  expect(ok).toBe(false);
  expect(problems).toMatchObject([{ code: "not_on_every_path" }]);
});
