import type { QueuedJob } from "#db/queries/executions/integrity.ts";
import type { Job } from "#db/queries/executions/write-executions.ts";
import { advance } from "#lib/engine/advance.ts";
import { copyOf, hasEnded } from "#lib/engine/state/state.ts";
import { stateOf, type Task, tasksOf } from "#lib/engine/state/task.ts";
import { type WorkingState, workingStateFrom } from "#lib/engine/state/working-state.ts";
import { attemptAt } from "#lib/engine/turn/attempts.ts";
import type { Effect } from "#lib/engine/turn/effect.ts";
import type { Environment } from "#lib/engine/turn/turn.ts";
import { jobOf } from "#lib/runtime/store/execution-change.ts";

import { type Finding, finding } from "./finding.ts";

/** A job that an execution expects, the step it is for, and the finding if the queue does not have it. */
export type ExpectedJob = { job: Job; step: string | null };

/**
 * The expected jobs of a live execution, without which it would never continue: those of attempts and timers, and the
 * one that continues a drain that was cut short. What waits for a person or a signal needs no job. A paused run expects
 * only the jobs that are under way.
 */
export function expectedJobs(executionId: string, work: WorkingState): ExpectedJob[] {
  const { state } = work;
  if (state.status === "pending" || hasEnded(state.status)) return [];
  const paused = state.status === "paused";
  const expected = [...tasksOf(work)].flatMap((task): ExpectedJob[] =>
    effectsExpectedBy(work, task, paused).map((effect) => ({
      job: jobOf(executionId, effect),
      step: task.address,
    })),
  );
  if (state.deadlineAt !== null && !paused) {
    const effect: Effect = { type: "deadline", step: null, at: state.deadlineAt };
    expected.push({ job: jobOf(executionId, effect), step: null });
  }
  if (state.status === "running" && couldGoOn(work)) {
    expected.push({ job: jobOf(executionId, { type: "continue" }), step: null });
  }
  return expected;
}

function effectsExpectedBy(work: WorkingState, task: Task, paused: boolean): Effect[] {
  const attempt = attemptExpectedBy(work, task, paused);
  const effects = attempt ? [attempt] : [];
  const { deadlineAt } = stateOf(work, task);
  if (deadlineAt === null || paused) return effects;
  return [...effects, { type: "deadline", step: task.address, at: deadlineAt }];
}

function attemptExpectedBy(work: WorkingState, task: Task, paused: boolean): Effect | null {
  const now = stateOf(work, task);
  const { status, waitingFor, token, dueAt } = now;
  if (token === null) return null;
  // A running child run continues by itself. Once it has ended, the job that tells its parent may be missing.
  if (status === "running") return task.step.child ? null : attemptAt(task, token, null);
  if (paused) return null; // resuming queues these again
  if (status === "ready") return attemptAt(task, token, null);
  if (waitingFor === "retry") return attemptAt(task, token, dueAt);
  return waitingFor === "time" && dueAt !== null
    ? { type: "wakeAt", step: task.address, token, at: dueAt }
    : null;
}

/** Whether a drain would change anything now. If so, there must be a job for it. */
function couldGoOn({ plan, state }: WorkingState): boolean {
  const trial = workingStateFrom(plan, copyOf(state));
  const turn = advance(trial, { type: "continue" }, probe);
  return turn.ok && turn.events.length > 0;
}

/** An environment that only shows whether something happens. The results do not matter. */
const probe: Environment = {
  now: 0,
  actor: { kind: "system" },
  newToken: () => "",
  inline: () => ({ output: {} }),
  errorOf: () => ({ code: "", message: "", retryable: false }),
  mayGoOn: (activated) => activated === 0,
};

/** The expected jobs of an execution that the queue lacks, or has in another form. */
export function compareJobs(
  executionId: string,
  expected: readonly ExpectedJob[],
  queued: readonly QueuedJob[],
): { finding: Finding; job: Job }[] {
  const byKey = new Map(queued.map((job) => [job.key, job]));
  return expected.flatMap(({ job, step }) => {
    const there = byKey.get(job.key);
    const found = there ? wrongWith(there, job, step) : missing(job);
    return found ? [{ finding: finding(executionId, step, ...found), job }] : [];
  });
}

type Found = [code: Finding["code"], message: string];

function missing(job: Job): Found {
  if (job.task === "continue") {
    return ["stands_still", "The run could go on, but nothing in the queue has it do so."];
  }
  if (job.task === "childEnded") {
    return ["job_missing", "It has ended, but the queue has no job that tells its parent so."];
  }
  const what = job.task === "wake" || job.task === "deadline" ? "timer" : "attempt";
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
