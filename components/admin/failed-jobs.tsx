import { type Action, ActionForm } from "#components/form/action-form.tsx";
import { type Clock, untilText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { Time } from "#components/ui/time.tsx";

type Job = {
  id: string;
  task: string;
  executionId: string | null;
  stepId: string | null;
  tries: number;
  error: string;
  deadLettered: boolean;
  at: Date;
};

/** Jobs that failed: what each is for, its error, and what can be done with it. */
export function FailedJobs({
  jobs,
  clock,
  acts,
}: {
  jobs: readonly Job[];
  clock: Clock;
  acts: { runAgain: Action; remove: Action };
}) {
  return (
    <ul className="border-line border-t">
      {jobs.map((job) => (
        <Row key={job.id} job={job} clock={clock} acts={acts} />
      ))}
    </ul>
  );
}

function Row({
  job,
  clock,
  acts,
}: {
  job: Job;
  clock: Clock;
  acts: { runAgain: Action; remove: Action };
}) {
  const { id, deadLettered, tries, at, error } = job;
  const hidden = { "~job": id };
  const [first = "", ...more] = error.split("\n");
  return (
    <li className="border-line border-b py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3>{titleOf(job)}</h3>
        {deadLettered ? <StepState state="failed" label="Parked" /> : <StepState state="waiting" />}
      </div>
      <p className="text-small text-ink-3">
        {triesText(tries)}, {deadLettered ? "last" : "again"}{" "}
        <Time at={at}>{untilText(at, clock)}</Time>
      </p>
      {first !== "" && <p className="mt-2 break-words">{first}</p>}
      {more.length > 0 && (
        <details className="mt-1">
          <summary className="text-small text-accent min-h-6 w-max">Details</summary>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must reach it */}
          <pre className="text-small bg-sunken mt-2 overflow-x-auto p-3" tabIndex={0}>
            {error}
          </pre>
        </details>
      )}
      <div className="mt-3 flex flex-wrap gap-3">
        <ActionForm action={acts.runAgain} hidden={hidden} size="small" label="Run again" />
        <ActionForm
          action={acts.remove}
          hidden={hidden}
          size="small"
          look="danger"
          label="Remove"
        />
      </div>
    </li>
  );
}

/** A job that was put back into the queue starts from the first try. */
function triesText(tries: number): string {
  if (tries === 0) return "Not tried since it was put back";
  return tries === 1 ? "Tried once" : `Tried ${tries} times`;
}

function titleOf({ id, task, executionId, stepId }: Job): string {
  const step = stepId === null ? "" : `, step ${stepId}`;
  const run = executionId === null ? "" : ` of ${referenceOf(executionId)}`;
  return `Job ${id}: ${task}${run}${step}`;
}

/** A payload that nobody can read may name anything as its run. */
function referenceOf(executionId: string): string {
  return /^[0-9a-f-]{36}$/u.test(executionId) ? runReference(executionId) : "no run";
}
