import { timeText } from "#components/run/moments.ts";
import { WaitingView } from "#components/run/waiting-view.tsx";

import { aboveOf } from "./common.ts";
import { StepFrame } from "./frame.tsx";
import type { StepPageData } from "./step-at.ts";

/** A step that runs, or waits for its next attempt. */
export function WaitingStep({ page }: { page: StepPageData }) {
  const { run, step } = page;
  return (
    <StepFrame page={page} width="guided">
      <WaitingView
        runId={run.row.id}
        revision={run.row.revision}
        name={step.definition.name}
        {...aboveOf(page)}
        waits={waitsOf(page)}
      />
    </StepFrame>
  );
}

function waitsOf(page: StepPageData): { label: string; sentence: string } | null {
  const { waitingFor, dueAt, error } = page.state;
  const until = timeText(dueAt ?? page.run.row.updatedAt);
  const safe = "Your earlier steps are safe.";
  switch (waitingFor) {
    case "retry": {
      const problem = `${error?.message ?? "It did not work."} (${attemptText(page)})`;
      return {
        label: `Waiting until ${until}`,
        sentence: `${problem} We try again at ${until}. ${safe}`,
      };
    }
    case "time":
      return { label: `Waiting until ${until}`, sentence: "The run goes on by itself then." };
    case "signal":
      return {
        label: "Waiting for a signal",
        sentence: "The run goes on when the signal arrives.",
      };
    case "form":
    case "proposal":
    case "failure":
    case null:
      return null;
  }
}

/** "attempt 2 of 3" */
export function attemptText({ step, state }: StepPageData): string {
  const most = step.definition.retry?.maxAttempts;
  return most === undefined ? `attempt ${state.attempt}` : `attempt ${state.attempt} of ${most}`;
}
