import { describe, expect, test } from "vitest";

import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import {
  type Diagnostic,
  type DiagnosticCode,
  diagnosticCodes,
} from "#lib/engine/definition/diagnostic.ts";
import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { proofBounds } from "#lib/engine/proof/decision-diagram.ts";
import { sampleCatalog } from "#tests/support/definitions.ts";
import { type Fixture, problemFixtures } from "#tests/support/problem-fixtures.ts";

import { validateDefinition } from "./validate-definition.ts";

const noRoom = { variables: 0, nodes: 2 };

function problemsOf(document: unknown, { bounds }: Fixture): readonly Diagnostic[] {
  return validateDefinition(document, sampleCatalog, bounds ? noRoom : proofBounds).problems;
}

const warnings: ReadonlySet<DiagnosticCode> = new Set([
  "useless_deadline",
  "useless_retry",
  "unchanging_loop",
  "useless_cancel",
  "lone_member",
  "ambiguous_input",
]);

const all = diagnosticCodes.flatMap((code) =>
  problemFixtures[code].map((fixture, at) => [code, at + 1, fixture] as const),
);

test("every code has a fixture", () => {
  expect(diagnosticCodes.filter((code) => problemFixtures[code].length === 0)).toEqual([]);
});

describe.each(all)("%s (%i)", (code, _, fixture) => {
  const problems = problemsOf(fixture.document, fixture);

  test("is found, and said as what it is", () => {
    const found = problems.filter((problem) => problem.code === code);
    expect(found.length).toBeGreaterThan(0);
    for (const { severity, message } of found) {
      expect(severity).toBe(warnings.has(code) ? "warning" : "error");
      expect(message).toMatch(/^.+[.?!]$/su);
      expect(message).not.toMatch(/undefined|\[object|NaN/u);
    }
  });

  test("names its steps", () => {
    const { definition } = validateDefinition(fixture.document, sampleCatalog);
    expect(problems.filter((problem) => !namesItsSteps(problem, definition))).toEqual([]);
  });

  test("is gone once the fix that it offers is made", () => {
    const kept = problems.flatMap((problem) => {
      if (!problem.fix) return [];
      const after = problemsOf(applyQuickFix(fixture.document, problem.fix), fixture);
      return after.some((other) => isSame(other, problem)) ? [problem] : [];
    });
    expect(kept).toEqual([]);
  });
});

/** A document without the right shape has no steps. Every other finding at a step names the step. */
function namesItsSteps(
  { path, steps }: Diagnostic,
  definition: WorkflowDefinition | null,
): boolean {
  if (!definition) return steps.length === 0;
  const ids = new Set(definition.steps.map(({ id }) => id));
  const [field, index] = path;
  const own = field === "steps" && typeof index === "number" ? definition.steps[index]?.id : null;
  return steps.every((id) => ids.has(id)) && (own === null || steps.includes(own ?? ""));
}

function isSame(one: Diagnostic, other: Diagnostic): boolean {
  return one.code === other.code && one.message === other.message;
}
