import { type Action, ActionForm } from "#components/form/action-form.tsx";

export type RunActs = { cancel: Action; pause: Action; resume: Action };

const cancel = {
  open: "Cancel",
  question: "Cancel this run? Finished steps stay in History.",
  act: "Cancel run",
};
/** A second cancellation ends the run at once. */
const stop = {
  open: "Stop undoing",
  question: "End this run now? What is not undone yet stays as it is.",
  act: "End run",
};

/** Actions on a run as a whole. Cancelling asks first, without JavaScript too. */
export function RunControls({
  runId,
  status,
  isEnding,
  acts,
}: {
  runId: string;
  status: "running" | "paused";
  /** Whether it is compensating its steps. */
  isEnding: boolean;
  acts: RunActs;
}) {
  const hidden = { "~run": runId };
  const words = isEnding ? stop : cancel;
  return (
    <div className="flex flex-wrap items-start gap-3 has-[[open]]:basis-full">
      {status === "running" ? (
        <ActionForm action={acts.pause} hidden={hidden} size="small" label="Pause" />
      ) : (
        <ActionForm
          action={acts.resume}
          hidden={hidden}
          look="primary"
          size="small"
          label="Resume"
        />
      )}
      <details className="open:basis-full">
        <summary className="plain-summary rounded-control border-danger bg-surface text-small text-danger hover:bg-danger-soft inline-flex min-h-9 items-center border px-3.5 font-semibold">
          {words.open}
        </summary>
        <div className="rounded-card border-line bg-surface mt-3 border p-4">
          <p>{words.question}</p>
          <div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-3">
            <ActionForm
              action={acts.cancel}
              hidden={hidden}
              look="danger"
              size="small"
              label={words.act}
            />
            <a href={`/runs/${runId}`}>Keep going</a>
          </div>
        </div>
      </details>
    </div>
  );
}
