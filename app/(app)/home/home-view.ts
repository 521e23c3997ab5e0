import type { TemplateRow } from "#db/queries/definitions/definitions.ts";
import type { ListedRun } from "#db/queries/executions/list-runs.ts";

import { factsOf } from "../templates/template-facts.ts";

/** Runs shown under "Continue where you left off". */
const mostToContinue = 3;
const mostSuggested = 3;

/** Questions and approvals can be continued. A text to judge or a failure waits for a decision. */
export function sortRuns(runs: readonly ListedRun[]): {
  toContinue: ListedRun[];
  needYou: ListedRun[];
} {
  return {
    toContinue: runs.filter((run) => !isDecision(run)).slice(0, mostToContinue),
    needYou: runs.filter(isDecision),
  };
}

/** About how many minutes a run still takes, by the share of its remaining steps. `null` where that is unknown. */
export function minutesLeft(run: ListedRun, templates: readonly TemplateRow[]): number | null {
  const template = templates.find(({ workflowId }) => workflowId === run.workflowId);
  const minutes = template && factsOf(template).estimatedMinutes;
  if (!minutes) return null;
  return Math.max(1, Math.round((minutes * (run.stepCount - run.completedSteps)) / run.stepCount));
}

function isDecision({ next }: ListedRun): boolean {
  return next?.waitingFor === "proposal" || next?.waitingFor === "failure";
}

export type Suggestion = { workflowId: string; name: string; why: string; minutes: number | null };

/** Templates that the person has not run yet, each with the reason it is shown, or else with its outcome. */
export function suggestions(
  templates: readonly TemplateRow[],
  runs: readonly ListedRun[],
  finished: readonly { name: string }[],
): Suggestion[] {
  const known = new Set(runs.map(({ workflowId }) => workflowId));
  const [last] = finished;
  return templates
    .filter(({ workflowId }) => !known.has(workflowId))
    .slice(0, mostSuggested)
    .map((template) => {
      const { outcome, estimatedMinutes } = factsOf(template);
      return {
        workflowId: template.workflowId,
        name: template.name,
        why: last ? `Because you finished ${last.name}` : (outcome ?? template.description),
        minutes: estimatedMinutes,
      };
    });
}
