import type { StepDefinition } from "#lib/engine/definition/definition.ts";
import { type Expression, mustParse } from "#lib/engine/expression/expression.ts";

/** How a multi-instance step gets its instances: one for each item of a list, or one for each taken edge. */
export type MultiInstance = {
  readonly list: Expression | null;
  /** How many instances may be under way at once. */
  readonly concurrency: number;
  /** After how many completions the step completes. `all`: with its last instance. `none`: at once. */
  readonly complete: "all" | "none" | number;
  readonly collectsErrors: boolean;
  readonly open: boolean;
  /** The step's condition is evaluated for each instance, and not for the step. */
  readonly asksEach: boolean;
};

/** More instances than these are a mistake, or work for another tool. */
export const maxInstances = 10_000;

/** How a step is multi-instance. Null for a step that is done once. */
export function multiInstanceOf(step: StepDefinition): MultiInstance | null {
  const { forEach, join, when } = step;
  if (!forEach && join !== "each") return null;
  const { in: list, concurrency, complete = "all" } = forEach ?? {};
  return {
    list: list === undefined ? null : mustParse(list),
    concurrency: concurrency ?? Number.POSITIVE_INFINITY,
    complete: typeof complete === "object" ? complete.count : complete,
    collectsErrors: forEach?.onInstanceError === "collect",
    open: forEach?.open ?? false,
    asksEach: list === undefined || (when !== undefined && mustParse(when).references.instance),
  };
}
