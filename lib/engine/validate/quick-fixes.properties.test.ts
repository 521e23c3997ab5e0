import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { type Diagnostic, diagnosticCodes } from "#lib/engine/definition/diagnostic.ts";
import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { guidedSample, sampleCatalog } from "#tests/support/definitions.ts";
import { problemFixtures } from "#tests/support/problem-fixtures.ts";

import { validateDefinition } from "./validate-definition.ts";

function errorsOf(document: unknown): readonly Diagnostic[] {
  const { problems } = validateDefinition(document, sampleCatalog);
  return problems.filter(({ severity }) => severity === "error");
}

/** Later stages look only at what earlier ones found whole: an error of theirs may have been there before. */
const later = [
  ["entry_point", "exit_point", "outside_loop", "not_a_loop", "window"],
  ["expression", "not_before", "unknown_input", "missing_input", "ambiguous_input", "type_clash"],
  diagnosticCodes.slice(diagnosticCodes.indexOf("not_on_every_path")).concat("endless_loop"),
].map((codes) => new Set<string>(codes));

function stageOf({ code }: Diagnostic): number {
  if (code === "structure") return 0;
  const at = later.findIndex((codes) => codes.has(code));
  return at < 0 ? 1 : at + 2;
}

/** The errors that a fix brings: none that was there before, or that was hidden by one that is gone now. */
function newAfter(document: unknown, problem: Diagnostic): readonly string[] {
  const before = errorsOf(document);
  const known = new Set(before.flatMap(namesOf));
  // What cannot be read hides what an expression that can be would be told.
  const hidden = Math.min(...before.map((one) => (one.code === "expression" ? 1 : stageOf(one))));
  return (
    errorsOf(applyQuickFix(document, problem.fix!))
      .filter((one) => !namesOf(one).some((name) => known.has(name)) && stageOf(one) <= hidden)
      // What never ran was never told what it would miss.
      .filter((one) => !(stageOf(one) === 4 && unreached.has(problem.code)))
      .map(({ message }) => `${problem.message} — ${problem.fix!.title} — ${message}`)
  );
}

const unreached = new Set<string>(["dead_step", "impossible_join", "starving_join"]);

/** By its place or by its sentence: places in lists move, and sentences name others. Of crossing cycles one is said. */
function namesOf({ code, path, message }: Diagnostic): readonly string[] {
  if (code === "cycle") return [code];
  return [JSON.stringify([code, path]), JSON.stringify([code, message])];
}

function allNewAfter(document: unknown): readonly string[] {
  const { problems } = validateDefinition(document, sampleCatalog);
  return problems.flatMap((one) => (one.fix ? newAfter(document, one) : []));
}

test("no fix of a fixture leads to a new error", () => {
  const documents = Object.values(problemFixtures)
    .flat()
    .filter(({ bounds }) => bounds === undefined)
    .map(({ document }) => document);
  expect(documents.flatMap(allNewAfter)).toEqual([]);
});

type Step = WorkflowDefinitionInput["steps"][number];

const wrongWords = fc.constantFrom(
  "steps.risk.assessment.levle > 1",
  "inputs.amount === 3",
  "inputs.amount > 1 and inputs.amount < 3",
  "not has(steps.ladder)",
  "steps.ladder.schedule.months > 1",
  "size(steps.risk.assessment.reasons.length) > 1",
  "steps.risk.assessment.reasons[0].weight > 1",
  "steps.profil.profile.age > 1",
  "{{ inputs.amount > 1 }}",
  "len(steps.risk.assessment.reasons) > 1",
);

const mutation: fc.Arbitrary<(step: Step) => object> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("retries", "timeout", "condition", "dependsOn", "title", "confg", "colour"),
      fc.oneof(fc.integer(), fc.string(), fc.constant({ maxAttempts: 2 }), fc.constant(["risk"])),
    )
    .map(([name, value]) => (step: Step) => ({ ...step, [name]: value })),
  wrongWords.map((when) => (step: Step) => ({ ...step, when })),
  fc
    .constantFrom("risk", "rsik", "approve", "nowhere", "r\u0456sk")
    .map((id) => (step: Step) => ({ ...step, dependencies: [...(step.dependencies ?? []), id] })),
  fc.constantFrom("risk", "profile", "route").map((id) => (step: Step) => ({ ...step, id })),
  fc
    .constantFrom("sample.wrok", "sample.ask", "sample.choose")
    .map((uses) => (step: Step) => ({ ...step, uses })),
  fc.constantFrom(2, 3, 9).map((count) => (step: Step) => ({ ...step, join: { count } })),
  fc.constantFrom("risk", "rsik").map((id) => (step: Step) => ({ ...step, cancels: [id] })),
);

test("no fix of a random mistake does", () => {
  let fixes = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(6), mutation), { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      (mutations, named) => {
        const steps: unknown[] = [...guidedSample.steps];
        for (const [at, mutate] of mutations) steps[at] = mutate(guidedSample.steps[at]!);
        const document = { ...guidedSample, steps, ...(named && { entryPoints: ["profile"] }) };
        fixes += validateDefinition(document, sampleCatalog).problems.filter(
          ({ fix }) => fix,
        ).length;
        expect(allNewAfter(document)).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
  expect(fixes).toBeGreaterThan(200);
}, 120_000);
