import { followers, type Plan, type PlanStep } from "#lib/engine/plan/plan.ts";
import { isCompensation } from "#lib/engine/state/compensation-part.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { isActive, isSettled } from "#lib/engine/state/state.ts";
import { stateOf, tasksOf } from "#lib/engine/state/task.ts";
import { affectedSteps } from "#lib/engine/turn/affected-steps.ts";
import { hasAttempts } from "#lib/engine/turn/attempts.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { limitedAsAWhole } from "#lib/engine/turn/deadlines.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

/**
 * Reopens the copy and restarts the iterations that were under way, that the end cancelled, or that caused the end: the
 * copy has to do these itself if it goes on. Returns those steps. For an instance it returns the step that the instance
 * belongs to.
 */
export function beginFork(
  turn: Turn,
  { from, revision, cancelled }: Extract<Command, { type: "fork" }>,
): PlanStep[] {
  const { work } = turn;
  const atEnd = new Set(cancelled);
  const back = [...tasksOf(work)].filter((task) => {
    const { step, part, address } = task;
    const { status } = stateOf(work, task);
    // An instance goes back together with its step, unless the step has completed without it.
    const isInstance = part !== null && !isCompensation(part);
    if (isInstance && work.state.steps[step.index]!.status !== "completed") return false;
    if (status === "failed")
      return part === null ? !step.handlesError : !step.multiInstance?.collectsErrors;
    return isSettled(status) ? atEnd.has(address) : isActive(status);
  });
  const steps = back.map(({ address }) => address);
  // The copy gets as much time as a run that starts now.
  const limit = limitedAsAWhole(turn);
  emit(turn, { type: "execution.forked", from, revision, steps, ...limit });
  return [...new Set(back.map(({ step }) => step))];
}

/**
 * Asks again for the approval of jobs that have to run again although nothing before them changed: the approval was
 * given for the other execution only. Jobs that follow from the changed step have their approvals asked again with it.
 */
export function askApprovalsAnew(
  turn: Turn,
  changed: PlanStep,
  putBack: readonly PlanStep[],
): void {
  const { plan, state } = turn.work;
  const startedOver = new Set(followers(plan, changed.index));
  const jobs = putBack.filter((step) => hasAttempts(step) && !startedOver.has(step.index));
  if (jobs.length === 0) return;
  for (const approval of plan.steps) {
    const { index, id, operation } = approval;
    if (!operation.approves || state.steps[index]!.status !== "completed") continue;
    if (!leadsToAny(plan, index, jobs)) continue;
    emit(turn, { type: "step.rewound", step: id, steps: affectedSteps(turn.work, index) });
  }
}

function leadsToAny(plan: Plan, index: number, steps: readonly PlanStep[]): boolean {
  const after = new Set(followers(plan, index));
  return steps.some((step) => after.has(step.index));
}

/**
 * The steps that the end of an execution cancelled, according to the last events of its log. Empty while it goes on.
 * The end starts with the event that begins compensation.
 */
export function cancelledAtEnd(tail: readonly ExecutionEvent[]): string[] {
  const own = tail.slice(tail.findLastIndex(({ type }) => type === "execution.forked") + 1);
  const ending = own.findLastIndex(({ type }) => type === "execution.ending");
  const events = ending < 0 ? own : own.slice(0, ending + 1);
  const ends = ["execution.failed", "execution.cancelled", "execution.ending"];
  const last = events.at(-1);
  if (!last || !ends.includes(last.type)) return [];
  const steps: string[] = [];
  for (const event of events.slice(0, -1).toReversed()) {
    if (event.type !== "step.cancelled" || !event.atEnd) break;
    steps.push(event.step);
  }
  return steps;
}
