import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import type { InputBinding } from "#lib/engine/plan/data-flow.ts";
import { type Condition, never, unknown } from "#lib/engine/proof/decision-diagram.ts";
import { completedBefore } from "#lib/engine/proof/timing.ts";

import { called, type Finding, stepPath, type ValidationContext } from "./context.ts";
import type { ExpressionUse } from "./expression-uses.ts";
import { placeIn } from "./expression-uses.ts";
import { listOf, sentence } from "./list-text.ts";
import type { Proof } from "./proof.ts";
import { unproven } from "./unproven.ts";

/** An input that binds by type: in every case in which the step starts, one of its providers has completed. */
export function boundInput(proof: Proof, index: number, binding: InputBinding): readonly Finding[] {
  if (binding.kind !== "steps") return [];
  const { context, conditions, inWhichCase } = proof;
  const step = context.definition.steps[index]!;
  const path = ["steps", index, "inputs", binding.input];
  const certain = binding.candidates.filter(
    ({ step: id, output }) => !contractOutput(context, id, output)?.optional,
  );
  const findings: Finding[] = [...ambiguity(proof, index, binding)];
  if (binding.port.optional) return findings;
  const producers = new Set(certain.map(({ step: id }) => context.indexOf.get(id) ?? -1));
  const missing = without(proof, conditions.of(index).started, index, producers);
  const condition = binding.candidates
    .map(({ step: id, output }) => `has(${stepPath(id, output)})`)
    .join(" || ");
  if (missing === unknown && !isThere(proof, { at: "start", step: index }, producers)) {
    const what = `that a value for the input "${binding.input}" of ${called(step)} is there when it starts`;
    const problem = unproven(path, [step.id], what, "Let it run only when it is there");
    return [...findings, { ...problem, ...onlyWhen(step.when, index, condition) }];
  }
  const when = inWhichCase(missing);
  if (when === null) return findings;
  const names = [...new Set(binding.candidates.map(({ step: id }) => id))].map((id) =>
    called(context.definition.steps[context.indexOf.get(id) ?? -1]),
  );
  const message = `${sentence(when, `${listOf(names)} ${names.length > 1 ? "do" : "does"} not provide ${names.length > 1 ? "one" : "it"} before ${called(step)} starts`)}, so its input "${binding.input}" has no value. Let ${called(step)} run only when it is there, or provide it on every path.`;
  return [
    ...findings,
    {
      code: "not_on_every_path",
      path,
      steps: [step.id],
      message,
      ...onlyWhen(step.when, index, condition),
    },
  ];
}

function ambiguity(
  proof: Proof,
  index: number,
  binding: InputBinding & { kind: "steps" },
): readonly Finding[] {
  const [first, second] = binding.candidates;
  if (!first || !second || first.distance !== second.distance) return [];
  const { context, conditions } = proof;
  const [a, b] = [first, second].map(({ step }) => context.indexOf.get(step) ?? -1);
  const both = conditions.diagram.and(conditions.of(a!).completed, conditions.of(b!).completed);
  if (both === never || both === unknown) return [];
  const step = context.definition.steps[index]!;
  const path = ["steps", index, "inputs", binding.input];
  const sources = [first, second].map(({ step: id, output }) => stepPath(id, output));
  const message = `${called(step)} could take "${binding.input}" from ${sources.join(" or ")}, which are equally near; it takes the first. Bind it to one of them.`;
  const fix: QuickFix = {
    title: `Bind it to ${sources[0]}`,
    changes: [{ op: "set", path, value: sources[0]! }],
  };
  return [{ severity: "warning", code: "ambiguous_input", path, steps: [step.id], message, fix }];
}

/** The steps an expression reads have completed in every case in which it is evaluated. */
export function readValues(proof: Proof, use: ExpressionUse): readonly Finding[] {
  const ids = new Set(
    use.expression.references.steps.filter(({ guarded }) => !guarded).map(({ step }) => step),
  );
  return [...ids].flatMap((id) => readValue(proof, use, id));
}

function readValue(proof: Proof, use: ExpressionUse, id: string): readonly Finding[] {
  const { context, inWhichCase } = proof;
  const producer = context.indexOf.get(id) ?? -1;
  // A step is compensated only after it has completed.
  if (use.at === "compensation" && producer === use.step) return [];
  const reader = use.step === null ? undefined : context.definition.steps[use.step];
  const source = readIn(use, id);
  const name = called(context.definition.steps[producer]);
  const remedy = `Write coalesce(${source}, …)`;
  const found = {
    path: use.path,
    steps: reader ? [reader.id, id] : [id],
    ...(use.at === "start" && use.step !== null && reader
      ? onlyWhen(reader.when, use.step, `has(${stepPath(id)})`)
      : {}),
  };
  const missing = without(proof, whenEvaluated(proof, use), use.step, new Set([producer]));
  if (missing === unknown && !isThere(proof, use, new Set([producer]))) {
    const place = reader ? `${called(reader)}, ${placeIn(use.path)},` : `output ${use.path.at(-1)}`;
    const what = `that ${name} has run where ${place} reads ${source}`;
    return [{ ...unproven(found.path, found.steps, what, remedy), ...found }];
  }
  const when = inWhichCase(missing);
  if (when === null) return [];
  const place = reader ? `${called(reader)}, ${placeIn(use.path)}` : `Output ${use.path.at(-1)}`;
  const runs = use.step === null ? "does not run" : "has not run";
  const message = `${place}: ${sentence(when, `${name} ${runs}`)}, so ${source} has no value. ${remedy} to say what to use then.`;
  return [{ ...found, code: "not_on_every_path", message }];
}

/**
 * Whether one of `producers` has certainly completed where something is evaluated, by the structure of the workflow
 * alone.
 */
function isThere(
  proof: Proof,
  { at, step }: Pick<ExpressionUse, "at" | "step">,
  producers: ReadonlySet<number>,
): boolean {
  const structural = proof.certain();
  if (step === null) return [...producers].some((producer) => structural.completes(producer));
  if (at !== "guard" && structural.asksFor(step, producers)) return true;
  return structural.completedBefore(step, producers);
}

function whenEvaluated({ conditions }: Proof, { at, step }: ExpressionUse): Condition {
  if (step === null) return conditions.atRest();
  const { activated, started, completed } = conditions.of(step);
  if (at === "guard") return activated;
  return at === "rule" || at === "compensation" ? completed : started;
}

/** The cases of `condition` in which none of `producers` has completed when `step` is activated, or at the end. */
function without(
  { conditions }: Proof,
  condition: Condition,
  step: number | null,
  producers: ReadonlySet<number>,
): Condition {
  const { diagram } = conditions;
  const there =
    step === null
      ? diagram.any([...producers].map((producer) => conditions.of(producer).completed))
      : completedBefore(conditions, step, producers);
  return diagram.and(condition, diagram.not(there));
}

function onlyWhen(when: string | undefined, index: number, condition: string): { fix: QuickFix } {
  const value = when === undefined ? condition : `(${condition}) && (${when})`;
  return {
    fix: {
      title: "Run it only when the value is there",
      changes: [{ op: "set", path: ["steps", index, "when"], value }],
    },
  };
}

function readIn({ expression }: ExpressionUse, id: string): string {
  const path = expression.references.paths.find(([root, step]) => root === "steps" && step === id);
  return path ? stepPath(id, ...path.slice(2)) : stepPath(id);
}

function contractOutput({ steps, indexOf }: ValidationContext, id: string, output: string) {
  return steps[indexOf.get(id) ?? -1]?.contract?.outputs[output];
}
