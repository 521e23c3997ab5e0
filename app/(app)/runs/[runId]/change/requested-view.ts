import { patch } from "#lib/engine/patch/patch.ts";
import { removalOf } from "#lib/engine/patch/removal.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { ProposedChange } from "#lib/runtime/adapt/proposed-definition.ts";
import { type Run, stepOf } from "#lib/runtime/store/load-run.ts";

export type AskedCheck = {
  view: "check";
  /** Over the page, and on its button. */
  title: string;
  label: string;
  change: ProposedChange;
  /** The query of the address that shows it. */
  query: Readonly<Record<string, string>>;
};

type Asked =
  | AskedCheck
  | { view: "step"; step: PlanStep }
  | { view: "write" }
  | { view: "overview"; done: boolean };

/** The part of the page that an address asks for. An unknown one shows the overview. */
export function viewAsked(
  query: Readonly<Record<string, string | string[] | undefined>>,
  run: Run,
): Asked {
  const { version, done, undo, write } = query;
  const step = stepIn(run, query["step"]);
  if (step) return { view: "step", step };
  if (write !== undefined) return { view: "write" };
  const removed = stepIn(run, query["remove"]);
  if (removed) {
    const { definition, id } = removed;
    return {
      view: "check",
      title: `Remove “${definition.name}”`,
      label: "Remove this step",
      change: { kind: "patch", patch: patch.parse(removalOf(run.work.plan.definition, id)) },
      query: { remove: id },
    };
  }
  if (typeof version === "string") {
    const label = `Move to version ${version}`;
    const change = { kind: "migrate", version } as const;
    return { view: "check", title: label, label, change, query: { version } };
  }
  if (undo !== undefined) {
    return {
      view: "check",
      title: "Undo the latest change",
      label: "Undo this change",
      change: { kind: "revert" },
      query: { undo: "1" },
    };
  }
  return { view: "overview", done: done !== undefined };
}

function stepIn(run: Run, id: string | string[] | undefined): PlanStep | null {
  return typeof id === "string" ? (stepOf(run, id)?.step ?? null) : null;
}
