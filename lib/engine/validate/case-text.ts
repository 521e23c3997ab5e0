import type { Condition } from "#lib/engine/proof/decision-diagram.ts";
import type { Meaning } from "#lib/engine/proof/meaning.ts";
import { endingsOf, type StepModel } from "#lib/engine/proof/model.ts";
import type { PathConditions } from "#lib/engine/proof/path-conditions.ts";

import { called, type ValidationContext } from "./context.ts";

/**
 * The simplest case in which a condition holds, as the first half of a sentence: `If "How careful" says growth`. An
 * empty text when it always holds, null when it never does.
 */
export function caseOf(
  context: ValidationContext,
  conditions: PathConditions,
  models: readonly StepModel[],
  condition: Condition,
): string | null {
  const meaningOf = (variable: number): Meaning | undefined => conditions.meanings.get(variable);
  const example = conditions.diagram.satisfyingAssignment(condition, (variable, value) => {
    const meaning = meaningOf(variable);
    if (meaning?.kind !== "ending") return value ? 0.2 : 1;
    const ending = endingsOf(models[meaning.step]!)[meaning.value];
    return ending?.kind === "completed" && ending.outcome === null && value ? 0 : 1;
  });
  if (!example) return null;
  const endings = new Map<number, number>();
  const parts: string[] = [];
  for (const [variable, value] of [...example].toSorted(([a], [b]) => a - b)) {
    const meaning = meaningOf(variable);
    if (meaning?.kind === "ending")
      endings.set(
        meaning.step,
        value ? meaning.value : (endings.get(meaning.step) ?? meaning.value + 1),
      );
    else if (meaning) parts.push(factIn(context, meaning, value));
  }
  for (const [step, ending] of endings) parts.push(endingIn(context, models, step, ending));
  const said = [...new Set(parts)].filter((part) => part !== "");
  if (said.length > 4)
    said.splice(3, said.length - 3, `${said.length - 3} more things come together`);
  return said.length === 0 ? "" : `If ${said.join(" and ")}`;
}

type Fact = Exclude<Meaning, { kind: "ending" }>;

function factIn({ definition }: ValidationContext, fact: Fact, value: boolean): string {
  // What an expression asks for stands beside it.
  if (fact.kind === "within") return "";
  const name = called(definition.steps[fact.step]);
  switch (fact.kind) {
    case "guard":
      return `the condition of ${name} ${value ? "holds" : "does not hold"}`;
    case "again":
      return value ? `a loop starts ${name} over` : "";
    case "used":
      return value ? `${called(definition.steps[fact.from])} counted in an earlier round only` : "";
    case "first":
      return value ? `${name} comes first` : `${name} does not come first`;
    case "withdrawn":
      return value ? `${name} is withdrawn` : "";
  }
}

function endingIn(
  { definition }: ValidationContext,
  models: readonly StepModel[],
  step: number,
  value: number,
): string {
  const name = called(definition.steps[step]);
  const ending = endingsOf(models[step]!)[value];
  if (ending?.kind === "failed") return `${name} fails`;
  if (ending?.kind === "skipped") return `${name} is skipped`;
  return ending?.outcome ? `${name} says ${ending.outcome}` : "";
}
