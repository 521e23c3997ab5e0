import { ActionForm } from "#components/form/action-form.tsx";
import { untilText } from "#components/format/dates.ts";
import { stepPath } from "#components/run/paths.ts";
import { WaitingView } from "#components/run/waiting-view.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { formOf, signalOf } from "#lib/runtime/forms/step-form.ts";

import { Stuck } from "../../../stuck.tsx";
import type { StepPageData } from "../require-step.ts";
import { giveSignal } from "../step-actions.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "./step-frame.tsx";

/** A step that runs, or waits for a time, a signal, or its next attempt. */
export function WaitingStep({ page }: { page: StepPageData }) {
  const { run } = page;
  return (
    <StepFrame page={page} width="guided">
      <WaitingView
        runId={run.row.id}
        revision={run.row.revision}
        name={page.name}
        {...headerOf(page)}
        waits={waitsOf(page)}
      >
        <Stuck run={run} />
        {page.state.waitingFor === "signal" && <ByPerson page={page} />}
      </WaitingView>
    </StepFrame>
  );
}

/** A person can give the signal instead of the system that has not sent it. A form asks for its data, if it has any. */
function ByPerson({ page }: { page: StepPageData }) {
  const { run, step, state } = page;
  const form = formOf(step, state);
  const asks = form !== null && Object.keys(form.schema.properties).length > 0;
  return (
    <div className="mt-6">
      <p className="mb-3">If you know that it has happened, you can say so here.</p>
      {asks ? (
        <ButtonLink href={stepPath(run.row.id, page.task.address, { act: "give" })}>
          Say what happened
        </ButtonLink>
      ) : (
        <ActionForm action={giveSignal} hidden={hiddenFields(page)} label="It has happened" />
      )}
    </div>
  );
}

type Waits = { label: string; sentence: string; until?: Date };

function waitsOf(page: StepPageData): Waits | null {
  const { waitingFor, dueAt, error } = page.state;
  const until = new Date(dueAt ?? page.run.row.updatedAt);
  const text = untilText(until, page.clock);
  switch (waitingFor) {
    case "retry": {
      const problem = `${error?.message ?? "It did not work."} (${attemptText(page)})`;
      const sentence = `${problem} We try again at ${text}. Your earlier steps are safe.`;
      return { label: `Waiting until ${text}`, sentence, until };
    }
    case "time":
      return { label: `Waiting until ${text}`, sentence: "The run goes on by itself then.", until };
    case "signal": {
      const name = signalOf(page.step, page.state) ?? page.step.id;
      return {
        label: "Waiting for a signal",
        sentence: `The run goes on when another system sends the signal “${name}”.`,
      };
    }
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
