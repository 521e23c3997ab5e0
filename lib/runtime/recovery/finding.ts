import type { LogFaultCode } from "#lib/engine/verify-log.ts";

/** What is wrong with stored data: where, in a sentence, and what to do about it. */
export type Finding = {
  /** The run. For a schedule, its own id. */
  executionId: string;
  step: string | null;
  code: FindingCode;
  message: string;
  advice: string;
};

type RowCode = "row_differs" | "row_missing" | "row_extra" | "fork_differs" | "plan_differs";
type WaitCode = "job_missing" | "job_wrong" | "job_given_up" | "stands_still";
type OrphanCode =
  | `orphan_${"job" | "key" | "owner" | "scraps" | "steps" | "events"}`
  | "schedule_stopped";
export type FindingCode = LogFaultCode | RowCode | WaitCode | OrphanCode | "unreadable";

const brokenLog =
  "Nothing of ours writes this. Look who else wrote to workflow_events, restore the run from a backup or cancel it.";
const repairable = "Run fsck with --repair: it";

const advices: Readonly<Record<FindingCode, string>> = {
  log_gap: brokenLog,
  not_started: brokenLog,
  after_end: brokenLog,
  unknown_step: brokenLog,
  settled_twice: brokenLog,
  no_attempt: brokenLog,
  token_reused: brokenLog,
  two_winners: brokenLog,
  group_busy: brokenLog,
  too_early: brokenLog,
  past_changed: brokenLog,
  row_differs: `${repairable} writes the rows anew from the log, which is the truth.`,
  row_missing: `${repairable} writes the rows anew from the log, which is the truth.`,
  row_extra: `${repairable} writes the rows anew from the log, which is the truth.`,
  fork_differs: "The log is right: set forked_from_id to what its event execution.forked names.",
  plan_differs:
    "The log is right: set workflow_id and definition_path to what its last event execution.patched names.",
  job_missing: `${repairable} queues the job again.`,
  job_wrong: `${repairable} queues the right job in its place.`,
  job_given_up: `${repairable} queues the job again, once what its error names is mended.`,
  stands_still: `${repairable} has the run go on.`,
  orphan_job: "Nobody waits for it: the queue drops it when it is due.",
  orphan_key: "Delete the row: it can only answer a request with a run that is gone.",
  orphan_owner: "Delete the run, or give it to an account that exists.",
  orphan_steps: "Restore the run from a backup, or delete its rows of workflow_step_executions.",
  orphan_events: "Restore the run: its log is whole. Or delete its rows of workflow_events.",
  schedule_stopped: "Switch the schedule off and on again: that plans its next run.",
  orphan_scraps: "Delete the rows of step_drafts and step_texts that name this step.",
  unreadable: "Read the message: the run cannot be loaded either until its cause is mended.",
};

/** A finding with the advice that goes with its code. */
export function finding(
  executionId: string,
  step: string | null,
  code: FindingCode,
  message: string,
): Finding {
  return { executionId, step, code, message, advice: advices[code] };
}
