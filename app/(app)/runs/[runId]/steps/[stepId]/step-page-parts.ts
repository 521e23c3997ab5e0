import { allStepsPath, runPath, stepPath } from "#components/run/paths.ts";
import { isSeen, progressText } from "#components/run/steps/progress.ts";
import { itemText } from "#components/run/steps/step-items.ts";
import { isFinalAnswer } from "#lib/engine/decide/change-answer.ts";
import { hasEnded } from "#lib/engine/state/state.ts";

import type { StepPageData } from "./require-step.ts";

/** The hidden fields of every form on a step's page. The key makes a form that is sent twice count once. */
export function hiddenFields({
  run,
  task,
}: Pick<StepPageData, "run" | "task">): Record<string, string> {
  return {
    "~run": run.row.id,
    "~step": task.address,
    "~revision": String(run.row.revision),
    "~key": crypto.randomUUID(),
  };
}

/** The text over a step's heading, and the target of its back link: the step that a person answered before it. */
export function headerOf({ run, step, task, name }: StepPageData): {
  progress: string;
  backHref: string;
} {
  const { row, work } = run;
  const before = work.plan.steps.findLast(
    (other) =>
      other.index < step.index &&
      isSeen(other) &&
      work.state.steps[other.index]!.status === "completed",
  );
  const item = itemText(work, task);
  const instance = item === null ? name : `${name} (${item})`;
  return {
    progress: progressText(work, step) + (task.part === null ? "" : `: ${instance}`),
    backHref: before ? stepPath(row.id, before.id) : allStepsPath(row.id),
  };
}

/** Where the run continues after a look at an ended step. `null` when the run has ended. */
export function continueHref({ run }: StepPageData): string | null {
  const { status } = run.work.state;
  return status === "running" || status === "paused" ? runPath(run.row.id) : null;
}

/** Whether the answer may be changed in this run, and whether a what-if may be started with another answer. */
export function allowedChanges({ run, step, state, task }: StepPageData): {
  change: boolean;
  whatIf: boolean;
} {
  const { status, ending } = run.work.state;
  const may = state.status === "completed" && !isFinalAnswer(task);
  const isOpen = !hasEnded(status) && ending === null;
  return { change: may && isOpen, whatIf: may && !step.operation.approves };
}
