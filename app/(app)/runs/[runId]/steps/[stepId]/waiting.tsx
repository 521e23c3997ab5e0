import { timeText } from "#components/run/moments.ts";
import { WaitingView } from "#components/run/waiting-view.tsx";

import { aboveOf } from "./common.ts";
import { StepFrame } from "./frame.tsx";
import type { StepPageData } from "./step-at.ts";

/** A step that runs, or waits for its next attempt. */
export function WaitingStep({ page }: { page: StepPageData }) {
  const { run, step, state } = page;
  const until =
    state.waitingFor === "retry"
      ? {
          time: timeText(state.dueAt ?? run.row.updatedAt),
          problem: `${state.error?.message ?? "It did not work."} (${attemptText(page)})`,
        }
      : null;
  return (
    <StepFrame page={page} width="guided">
      <WaitingView
        runId={run.row.id}
        revision={run.row.revision}
        name={step.definition.name}
        {...aboveOf(page)}
        until={until}
      />
    </StepFrame>
  );
}

/** "attempt 2 of 3" */
export function attemptText({ step, state }: StepPageData): string {
  const most = step.definition.retry?.maxAttempts;
  return most === undefined ? `attempt ${state.attempt}` : `attempt ${state.attempt} of ${most}`;
}
