import { FailureView } from "#components/run/failure-view.tsx";
import { stepPath } from "#components/run/paths.ts";
import { runReference } from "#components/run/reference.ts";
import { answeredBefore, canSkip } from "#lib/runtime/consequences.ts";
import { byHandForm } from "#lib/runtime/step-form.ts";
import { stoppedCode } from "#lib/runtime/stop-step.ts";

import { skip, tryAgain } from "./acts.ts";
import { aboveOf, targetOf } from "./common.ts";
import { StepFrame } from "./frame.tsx";
import type { StepPageData } from "./step-at.ts";
import { attemptText } from "./waiting.tsx";

/** A step that stopped and waits for a person to say how to go on. */
export function FailedStep({ page }: { page: StepPageData }) {
  const { run, step, state, target } = page;
  const { work, row } = run;
  const stopped = state.error?.code === stoppedCode;
  const causes = state.error?.retryable || stopped ? [] : answeredBefore(work, step);
  const repeated = state.attempt > 1 && !stopped;
  return (
    <StepFrame page={page} width="step">
      <FailureView
        runId={row.id}
        revision={row.revision}
        name={page.name}
        {...aboveOf(page)}
        problem={state.error?.message ?? "This step did not work."}
        attempts={repeated ? attemptText(page) : null}
        reference={runReference(row.id)}
        causes={causes.map(({ id, definition }) => ({
          label: definition.name,
          href: stepPath(row.id, id),
        }))}
        acts={{ retry: tryAgain, skip: canSkip(work, step) ? skip : null }}
        byHandHref={byHandForm(step, state) && stepPath(row.id, target.address, { act: "write" })}
        labels={
          stopped
            ? { retry: "Continue writing", skip: "Discard" }
            : { retry: "Try again", skip: "Skip" }
        }
        hidden={targetOf(page)}
      />
    </StepFrame>
  );
}
