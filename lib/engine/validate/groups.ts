import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { closestName } from "#lib/engine/value/closest-name.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";

/** Races, exclusive groups and cancellations: whether the steps they name exist, and whether they have any effect. */
export function checkGroups(context: ValidationContext): readonly Finding[] {
  const { steps } = context.definition;
  return [
    ...steps.flatMap((_, index) => unknownCancels(context, index)),
    ...loneMembers(context, "race"),
    ...loneMembers(context, "exclusive"),
  ];
}

function unknownCancels(
  { definition, indexOf }: ValidationContext,
  index: number,
): readonly Finding[] {
  const step = definition.steps[index]!;
  return step.cancels.flatMap((id, at): readonly Finding[] => {
    if (indexOf.has(id)) return [];
    const path = ["steps", index, "cancels", at];
    const others = [...indexOf.keys()].filter((other) => !step.cancels.includes(other));
    const meant = closestName(
      id,
      others.filter((other) => other !== step.id),
    );
    const unknown = `${called(step)} cancels "${id}", but there is no such step`;
    const fix: QuickFix =
      meant === null
        ? { title: `Do not cancel "${id}"`, changes: [{ op: "remove", path }] }
        : { title: `Cancel ${meant}`, changes: [{ op: "set", path, value: meant }] };
    const message =
      meant === null ? `${unknown}. Remove it.` : `${unknown}. Did you mean "${meant}"?`;
    return [{ code: "unknown_cancel", path, steps: [step.id], message, fix }];
  });
}

function loneMembers(
  { definition }: ValidationContext,
  kind: "race" | "exclusive",
): readonly Finding[] {
  const members = new Map<string, number[]>();
  for (const [index, step] of definition.steps.entries()) {
    const name = step[kind];
    if (name !== undefined) members.set(name, [...(members.get(name) ?? []), index]);
  }
  return [...members].flatMap(([name, [index, ...others]]): readonly Finding[] => {
    if (index === undefined || others.length > 0) return [];
    const step = definition.steps[index]!;
    const path = ["steps", index, kind];
    const alone =
      kind === "race"
        ? `is alone in the race "${name}", so it always wins`
        : `is alone in the exclusive group "${name}", so it keeps nobody waiting`;
    return [
      {
        severity: "warning",
        code: "lone_member",
        path,
        steps: [step.id],
        message: `${called(step)} ${alone}. Name the same ${kind === "race" ? "race" : "group"} at another step, or remove it here.`,
        fix: { title: `Remove "${name}"`, changes: [{ op: "remove", path }] },
      },
    ];
  });
}

/** `settled` says which steps have certainly ended when another begins. */
export function checkCancels(
  { definition, indexOf }: ValidationContext,
  settled: (step: number, before: number) => boolean,
): readonly Finding[] {
  return definition.steps.flatMap((step, index) =>
    step.cancels.flatMap((id, at): readonly Finding[] => {
      const other = indexOf.get(id);
      if (other === undefined || (other !== index && !settled(other, index))) return [];
      const path = ["steps", index, "cancels", at];
      const reason =
        other === index
          ? `${called(step)} cancels itself, which does nothing: it has completed by then`
          : `${called(step)} cancels ${called(definition.steps[other])}, which does nothing: it has always ended before`;
      return [
        {
          severity: "warning",
          code: "useless_cancel",
          path,
          steps: other === index ? [step.id] : [step.id, id],
          message: `${reason}. Remove it.`,
          fix: { title: `Do not cancel "${id}"`, changes: [{ op: "remove", path }] },
        },
      ];
    }),
  );
}
