import { describe, expect, test } from "vitest";

import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { catalog } from "#lib/steps/registry.ts";
import { mutantsOf, mutations } from "#tests/support/workflow-mutations.ts";

import { templates } from "./index.ts";

/** The definition after the fixes of its diagnostics, one after the other. Null once a diagnostic has no fix. */
function repaired(definition: unknown): unknown {
  let at = definition;
  for (let round = 0; round < 8; round++) {
    const { ok, problems } = validateDefinition(at, catalog);
    if (ok) return at;
    const fix = problems.find((problem) => problem.fix)?.fix;
    if (!fix) return null;
    at = applyQuickFix(at, fix);
  }
  return at;
}

describe.each(Object.entries(mutations))("%s", (_, mutation) => {
  test.each(templates.map(({ definition }) => [definition.id, definition] as const))(
    "is found wherever it is put into %s, and repaired where a fix is offered",
    (_id, definition) => {
      for (const { what, definition: mutant } of mutantsOf(definition, mutation)) {
        const { ok, problems } = validateDefinition(mutant, catalog);
        const found = problems.some(({ code }) => mutation.finds.includes(code));
        const fixed = repaired(mutant);
        const repairs =
          fixed === null || mutation.beyondRepair || validateDefinition(fixed, catalog).ok;
        if (!found)
          console.log(
            what,
            problems.map((p) => p.code + p.message),
          );
        expect({ what, ok, found, repairs }).toEqual({
          what,
          ok: mutation.warns ?? false,
          found: true,
          repairs: true,
        });
      }
    },
  );
});

test("every way of breaking a workflow was possible somewhere", () => {
  for (const [name, mutation] of Object.entries(mutations)) {
    const mutants = templates.flatMap(({ definition }) => mutantsOf(definition, mutation));
    expect({ name, some: mutants.length > 0 }).toEqual({ name, some: true });
  }
});
