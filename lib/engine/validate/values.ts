import { follows } from "#lib/engine/definedness/entailed.ts";
import { both as allOf, either, stepsIn } from "#lib/engine/definedness/logic.ts";
import type { StepRead } from "#lib/engine/definedness/unmet.ts";
import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import type { InputBinding } from "#lib/engine/plan/data-flow.ts";
import { always, type Condition, never, unknown } from "#lib/engine/proof/decision-diagram.ts";
import type { Guard } from "#lib/engine/proof/model.ts";
import { completedBefore } from "#lib/engine/proof/timing.ts";

import { called, type Finding, stepPath, type ValidationContext } from "./context.ts";
import type { ExpressionUse } from "./expression-uses.ts";
import { placeIn } from "./expression-uses.ts";
import { listOf, sentence } from "./list-text.ts";
import type { Proof } from "./proof.ts";
import { momentOf, unmetIn } from "./reads.ts";
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
  const { started } = conditions.of(index);
  const sure = [a!, b!].findIndex(
    (producer) => without(proof, started, index, new Set([producer])) === never,
  );
  const all = binding.candidates.map(({ step: id, output }) => stepPath(id, output));
  const value = sources[sure] ?? `coalesce(${all.join(", ")})`;
  const fix: QuickFix = { title: `Bind it to ${value}`, changes: [{ op: "set", path, value }] };
  return [{ severity: "warning", code: "ambiguous_input", path, steps: [step.id], message, fix }];
}

/** The steps an expression reads have completed in every case in which it comes to reading them. */
export function readValues(proof: Proof, use: ExpressionUse): readonly Finding[] {
  const findings = new Map<number, readonly Finding[]>();
  for (const read of unmetIn(proof.context, use).reads) {
    const known = findings.get(read.step) ?? [];
    if (known.length === 0) findings.set(read.step, readValue(proof, use, read));
  }
  return [...findings.values()].flat();
}

function readValue(proof: Proof, use: ExpressionUse, read: StepRead): readonly Finding[] {
  const { context, inWhichCase } = proof;
  const { step: producer, source } = read;
  // What is made up for has completed.
  if (use.at === "compensation" && producer === use.step) return [];
  const { id } = context.definition.steps[producer]!;
  const reader = use.step === null ? undefined : context.definition.steps[use.step];
  const name = called(context.definition.steps[producer]);
  const remedy = `Write coalesce(${source}, …)`;
  const found = {
    path: use.path,
    steps: reader ? [reader.id, id] : [id],
    ...(use.at === "start" && use.step !== null && reader
      ? onlyWhen(reader.when, use.step, `has(${stepPath(id)})`)
      : {}),
  };
  const missing = missingIn(proof, use, read);
  if (missing === unknown && !isSurelyThere(proof, use, read)) {
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

/** The cases in which the expression comes to reading a step, and the step has not completed. */
function missingIn(proof: Proof, use: ExpressionUse, { step, under }: StepRead): Condition {
  const { conditions, context } = proof;
  const { diagram } = conditions;
  const evaluated = whenEvaluated(proof, use);
  if (!under) return without(proof, evaluated, use.step, new Set([step]));
  const moment = momentOf(context, use);
  const has = (producer: number): Condition =>
    conditions.whether({ kind: "completed", step: producer }, use.step, moment);
  const asked = new Set([...stepsIn(under), step]);
  // Of steps of which one has certainly completed, one is found.
  const certain = [asked, ...[...asked].map((one) => new Set([one]))].map((producers) =>
    diagram.or(without(proof, always, use.step, producers), diagram.any([...producers].map(has))),
  );
  const way = conditions.whether(under, use.step, moment);
  return diagram.all([evaluated, diagram.not(has(step)), way, ...certain]);
}

function completionOf(step: number): Guard {
  return { kind: "completed", step };
}

/** Whether the shape of the workflow alone says that the step, or one of those asked for before, has completed. */
function isSurelyThere(proof: Proof, use: ExpressionUse, { step, under }: StepRead): boolean {
  if (isThere(proof, use, new Set([step]))) return true;
  const asked = stepsIn(under);
  if (!under || asked.length === 0) return false;
  const some = asked.map(completionOf).reduce(either, completionOf(step));
  return (
    follows(allOf(under, some), completionOf(step)) &&
    isThere(proof, use, new Set([...asked, step]))
  );
}

/**
 * Whether one of `producers` has certainly completed where something is evaluated, by the shape of the workflow alone.
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

function contractOutput({ steps, indexOf }: ValidationContext, id: string, output: string) {
  return steps[indexOf.get(id) ?? -1]?.contract?.outputs[output];
}
