import { runReference } from "#components/format/run-reference.ts";
import { FailureView } from "#components/run/failure-view.tsx";
import { stepPath } from "#components/run/paths.ts";
import { stoppedCode } from "#lib/runtime/executions/stop-step.ts";
import { byHandForm } from "#lib/runtime/forms/step-form.ts";
import { answeredBefore, canSkip } from "#lib/runtime/progress/dependents.ts";

import type { StepPageData } from "../require-step.ts";
import { skip, tryAgain } from "../step-actions.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "./step-frame.tsx";
import { attemptText } from "./waiting-step.tsx";

/** A step that stopped and waits for a person to decide how to continue. */
export function FailedStep({ page }: { page: StepPageData }) {
  const { run, step, state, task } = page;
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
        {...headerOf(page)}
        problem={state.error?.message ?? "This step did not work."}
        attempts={repeated ? attemptText(page) : null}
        reference={runReference(row.id)}
        causes={causes.map(({ id, definition }) => ({
          label: definition.name,
          href: stepPath(row.id, id),
        }))}
        acts={{ retry: tryAgain, skip: canSkip(work, step) ? skip : null }}
        byHandHref={byHandForm(step, state) && stepPath(row.id, task.address, { act: "write" })}
        labels={
          stopped
            ? { retry: "Continue writing", skip: "Discard" }
            : { retry: "Try again", skip: "Skip" }
        }
        hidden={hiddenFields(page)}
      />
    </StepFrame>
  );
}
