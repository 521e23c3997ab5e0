import { type Action, ActionForm } from "#components/form/action-form.tsx";
import { runReference } from "#components/format/run-reference.ts";
import { runPath } from "#components/run/paths.ts";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";

import { plannedText, ruleText, troubleText } from "./schedule-text.ts";

type Shown = {
  id: string;
  name: string;
  workflowId: string;
  version: string | null;
  cron: string;
  timeZone: string;
  enabled: boolean;
  nextAt: Date | null;
  lastAt: Date | null;
  lastExecutionId: string | null;
  lastError: string | null;
  failures: number;
  missed: number;
};

export type ScheduleActs = { pause: Action; resume: Action; remove: Action };

/** A schedule: when its runs start, how the latest one went, and its actions. */
export function ScheduleRow({ schedule, acts }: { schedule: Shown; acts: ScheduleActs }) {
  const { id, name, version, cron, timeZone, nextAt } = schedule;
  const trouble = troubleText(schedule);
  return (
    <li className="border-line border-b py-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="small-title">
          {name}
          {version !== null && `, version ${version}`}
        </h2>
        {nextAt === null && <StepState state="paused" />}
      </div>
      <p className="text-ink-2 mt-1">{ruleText(cron)}</p>
      {nextAt && (
        <p className="text-ink-2">
          Next run: <Time at={nextAt}>{plannedText(nextAt, timeZone)}</Time>
        </p>
      )}
      <LastRun schedule={schedule} />
      {trouble !== null && (
        <Notice tone={schedule.lastError === null ? "neutral" : "warn"} className="mt-3">
          {trouble}
        </Notice>
      )}
      <Controls id={id} name={name} paused={nextAt === null} acts={acts} />
    </li>
  );
}

function LastRun({ schedule: { lastAt, lastExecutionId, timeZone } }: { schedule: Shown }) {
  if (!lastAt || lastExecutionId === null) return null;
  return (
    <p className="text-ink-2">
      Last run: <a href={runPath(lastExecutionId)}>{runReference(lastExecutionId)}</a>, planned for{" "}
      <Time at={lastAt}>{plannedText(lastAt, timeZone)}</Time>
    </p>
  );
}

function Controls({
  id,
  name,
  paused,
  acts,
}: {
  id: string;
  name: string;
  paused: boolean;
  acts: ScheduleActs;
}) {
  const hidden = { "~schedule": id };
  return (
    <div className="mt-4 flex flex-wrap items-start gap-3">
      <ActionForm
        action={paused ? acts.resume : acts.pause}
        hidden={hidden}
        size="small"
        label={paused ? "Resume" : "Pause"}
      />
      <details className="open:basis-full">
        <summary className="plain-summary rounded-control border-danger bg-surface text-small text-danger hover:bg-danger-soft inline-flex min-h-9 items-center border px-3.5 font-semibold">
          Delete
        </summary>
        <div className="rounded-card border-line bg-surface mt-3 border p-4">
          <p className="mb-4">Delete the schedule of {name}? Runs that it has started stay.</p>
          <ActionForm
            action={acts.remove}
            hidden={hidden}
            look="danger"
            size="small"
            label="Delete schedule"
          />
        </div>
      </details>
    </div>
  );
}
