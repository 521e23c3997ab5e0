import type { StepDefinition } from "#lib/engine/definition/definition.ts";
import { ancestry } from "#lib/engine/definition/graph.ts";
import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";

type Window = NonNullable<StepDefinition["window"]>;

/** Questions with a window: the steps that open and close it exist, in this order, and nobody waits forever. */
export function checkWindows(context: ValidationContext): readonly Finding[] {
  const isBefore = ancestry(context.graph);
  return context.definition.steps.flatMap(({ window }, index) =>
    window ? checkWindow(context, index, window, isBefore) : [],
  );
}

function checkWindow(
  { definition, steps, indexOf }: ValidationContext,
  index: number,
  { after, before }: Window,
  isBefore: (ancestor: number, of: number) => boolean,
): readonly Finding[] {
  const step = definition.steps[index]!;
  const say = (message: string, field: string[] = []): readonly Finding[] => {
    const path = ["steps", index, "window", ...field];
    const remove = ["steps", index, "window"];
    const fix: QuickFix = {
      title: "Remove the window",
      changes: [{ op: "remove", path: remove }],
    };
    return [{ code: "window", path, steps: [step.id], message, fix }];
  };
  const end = indexOf.get(before);
  if (end === undefined) {
    return say(
      `The window of ${called(step)} ends before "${before}", but there is no such step.`,
      ["before"],
    );
  }
  const last = called(definition.steps[end]);
  if (end === index || isBefore(index, end)) {
    return say(
      `${last} waits for ${called(step)}, and ${called(step)} may be answered until ${last} begins: neither would end. Let ${last} wait for something else.`,
      ["before"],
    );
  }
  const begin = after === undefined ? undefined : indexOf.get(after);
  if (after !== undefined && begin === undefined) {
    return say(`The window of ${called(step)} opens after "${after}", but there is no such step.`, [
      "after",
    ]);
  }
  if (begin !== undefined && (begin === end || isBefore(end, begin))) {
    return say(
      `${called(step)} can never be answered: its window opens after ${called(definition.steps[begin])}, and ${last} has begun by then.`,
    );
  }
  if (steps[index]!.contract?.operation.mode !== "interactive") {
    return say(
      `${called(step)} asks nobody, so it can have no window. Use a question, or remove it.`,
    );
  }
  const other = (["forEach", "race", "exclusive"] as const).find(
    (field) => step[field] !== undefined,
  );
  const repeated = other ?? (step.join === "each" ? "join" : undefined);
  if (repeated === undefined) return [];
  return say(
    `${called(step)} has a window and ${repeated}, which do not go together. Remove one of them.`,
  );
}
