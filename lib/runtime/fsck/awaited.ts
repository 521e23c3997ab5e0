import type { Job } from "#db/queries/execution-changes.ts";
import type { QueuedJob } from "#db/queries/integrity.ts";
import { advance } from "#lib/engine/advance.ts";
import type { Effect } from "#lib/engine/effect.ts";
import { hasEnded, type StepState } from "#lib/engine/state.ts";
import type { Environment } from "#lib/engine/turn.ts";
import { type Work, workFrom } from "#lib/engine/work.ts";

import { jobOf } from "../change.ts";
import { type Finding, finding } from "./finding.ts";

/** A job that an execution counts on, whose it is, and what is wrong if the queue does not have it. */
export type Awaited = { job: Job; step: string | null };

/**
 * The jobs without which a live execution would never go on: those of attempts and timers, and the one that goes on with
 * a drain that was cut short. What waits for a person or a signal needs none, and a paused run only those under way.
 */
export function awaitedJobs(executionId: string, work: Work): Awaited[] {
  const { plan, state } = work;
  if (state.status === "pending" || hasEnded(state.status)) return [];
  const awaited = plan.steps.flatMap(({ index, id }): Awaited[] => {
    const effect = effectAwaitedBy(id, state.steps[index]!, state.status === "paused");
    return effect ? [{ job: jobOf(executionId, effect), step: id }] : [];
  });
  if (state.status === "running" && couldGoOn(work)) {
    awaited.push({ job: jobOf(executionId, { type: "continue" }), step: null });
  }
  return awaited;
}

function effectAwaitedBy(step: string, now: StepState, paused: boolean): Effect | null {
  const { status, waitingFor, token, dueAt } = now;
  if (token === null) return null;
  if (status === "running") return { type: "enqueue", step, token, at: null };
  if (paused) return null; // resuming queues these again
  if (status === "ready") return { type: "enqueue", step, token, at: null };
  if (waitingFor === "retry") return { type: "enqueue", step, token, at: dueAt };
  return waitingFor === "time" && dueAt !== null
    ? { type: "wakeAt", step, token, at: dueAt }
    : null;
}

/** Whether a drain would change anything now: then somebody must have been asked for one. */
function couldGoOn({ plan, state }: Work): boolean {
  const trial = workFrom(plan, { ...state, steps: [...state.steps] });
  const turn = advance(trial, { type: "continue" }, probe);
  return turn.ok && turn.events.length > 0;
}

/** Enough to see whether something happens: what it would come to does not matter. */
const probe: Environment = {
  now: 0,
  actor: { kind: "system" },
  newToken: () => "",
  inline: () => ({ output: {} }),
  errorOf: () => ({ code: "", message: "", retryable: false }),
  mayGoOn: (activated) => activated === 0,
};

/** What the queue has not, or not so, of the jobs that an execution counts on. */
export function compareJobs(
  executionId: string,
  awaited: readonly Awaited[],
  queued: readonly QueuedJob[],
): { finding: Finding; job: Job }[] {
  const byKey = new Map(queued.map((job) => [job.key, job]));
  return awaited.flatMap(({ job, step }) => {
    const there = byKey.get(job.key);
    const found = there ? wrongWith(there, job, step) : missing(job, step);
    return found ? [{ finding: finding(executionId, step, ...found), job }] : [];
  });
}

type Found = [code: Finding["code"], message: string];

function missing(job: Job, step: string | null): Found {
  if (step === null) {
    return ["stands_still", "The run could go on, but nothing in the queue has it do so."];
  }
  const what = job.task === "wake" ? "timer" : "attempt";
  return ["job_missing", `It waits for its ${what}, but the queue has no job for that.`];
}

function wrongWith(there: QueuedJob, job: Job, step: string | null): Found | null {
  const { executionId } = job.payload;
  if (there.task !== job.task || there.executionId !== executionId || there.stepId !== step) {
    return ["job_wrong", `The queue has another job in the place of the one that it waits for.`];
  }
  if (!there.givenUp) return null;
  const why = there.lastError?.split("\n", 1)[0] ?? "no error was noted";
  return ["job_given_up", `The queue gave up the job that it waits for: ${why}`];
}
