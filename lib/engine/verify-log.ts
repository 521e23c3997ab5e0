import type { Plan, PlanStep } from "#lib/engine/plan/plan.ts";

import { adaptability } from "./decide/adaptability.ts";
import { joinVerdict } from "./drain/drain.ts";
import { isGroupBusy, keepsGroup } from "./drain/loops.ts";
import { parseAddress } from "./state/address.ts";
import type { ExecutionEvent } from "./state/event.ts";
import { concernsTask, isEnding, type TaskEvent } from "./state/evolve-task.ts";
import { fold } from "./state/fold.ts";
import { noPlans, type PlanLookup } from "./state/replan.ts";
import { hasEnded, isSettled, type TaskState } from "./state/state.ts";
import { stateOf, type Task, taskAt } from "./state/task.ts";
import { newWorkingState, type WorkingState } from "./state/working-state.ts";

/** A rule of the engine that a log breaks, at the event where it first shows. */
export type LogFault = {
  readonly code: LogFaultCode;
  readonly seq: number;
  readonly step: string | null;
  readonly message: string;
};

export type LogFaultCode =
  | "log_gap"
  | "not_started"
  | "after_end"
  | "unknown_step"
  | "settled_twice"
  | "no_attempt"
  | "token_reused"
  | "two_winners"
  | "group_busy"
  | "too_early"
  | "past_changed";

const beginnings = new Set(
  ["queued", "opened", "offered", "awaited", "timed", "completed"].map((type) => `step.${type}`),
);

/**
 * Folds a log, piece by piece, and notes every event that the engine could not have written there. So a log that was
 * tampered with, or that a bug wrote to, is recognized without its rows.
 */
export class LogVerifier {
  readonly faults: LogFault[] = [];
  readonly #planOf: PlanLookup;
  readonly #tokens = new Set<string>();
  /** Where in the log the current iteration of a step began, for those that started over. */
  readonly #begunAt = new Map<string, number>();
  #work: WorkingState;

  /** `plan` is the one that the execution started with. `planOf` finds those that its log moves to. */
  constructor(plan: Plan, planOf: PlanLookup = noPlans) {
    this.#planOf = planOf;
    this.#work = newWorkingState(plan);
  }

  /** The state after the events so far. */
  get work(): WorkingState {
    return this.#work;
  }

  add(events: Iterable<ExecutionEvent>): void {
    for (const event of events) {
      if (!this.#isKnown(event)) continue;
      this.#checkOrder(event);
      if ("steps" in event) for (const id of event.steps) this.#begunAt.set(id, event.seq);
      const one = concernsTask(event) ? event : null;
      if (one) this.#checkTask(one);
      if (event.type === "step.spread") this.#checkBeginning(event, this.#taskOf(event));
      if (event.type === "execution.patched") this.#checkChange(event);
      this.#work = fold(this.#work.plan, [event], this.#work, this.#planOf);
      // Nothing drains this queue here, so a long log would fill it.
      this.#work.queue.length = 0;
      if (one) this.#checkGroup(one);
    }
  }

  get #plan(): Plan {
    return this.#work.plan;
  }

  #taskOf({ step }: { step: string }): Task {
    return taskAt(this.#work, step)!;
  }

  #isKnown(event: ExecutionEvent): boolean {
    const named = "step" in event && event.step !== undefined ? [event.step] : [];
    const steps = "steps" in event ? [...named, ...event.steps] : named;
    const unknown = steps.find((address) => !taskAt(this.#work, address));
    if (unknown === undefined) return true;
    const lacks = this.#plan.indexOf.has(parseAddress(unknown).step)
      ? "an instance that its step lacks"
      : "a step that the plan lacks";
    this.#note(event, "unknown_step", `The log names ${lacks}: "${unknown}".`);
    return false;
  }

  #checkOrder(event: ExecutionEvent): void {
    const { revision, status } = this.#work.state;
    if (event.seq !== revision + 1) {
      const message = `The log goes from event ${revision} to event ${event.seq}.`;
      this.faults.push({ code: "log_gap", seq: event.seq, step: null, message });
    }
    if (event.type === "execution.forked") return; // a copy continues, even where the original had ended
    if (hasEnded(status)) {
      this.#note(event, "after_end", `The run had ${status}, and yet "${event.type}" came after.`);
    } else if ((status === "pending") !== (event.type === "execution.started")) {
      this.#note(event, "not_started", `"${event.type}" came when the run was ${status}.`);
    }
  }

  #checkTask(event: TaskEvent): void {
    const task = this.#taskOf(event);
    const now = stateOf(this.#work, task);
    if (isEnding(event) && isSettled(now.status)) {
      this.#note(event, "settled_twice", `It had ${now.status}, and then "${event.type}" came.`);
    }
    const wins = event.type === "step.completed" && task.part === null;
    if (wins && this.#hasWinner(task.step)) {
      this.#note(event, "two_winners", "Another choice of the same race had completed before it.");
    }
    if (now.status === "pending" && beginnings.has(event.type)) this.#checkBeginning(event, task);
    this.#checkAttempt(event, task.step, now);
  }

  /** A change of the definition must not contradict what has happened. */
  #checkChange(event: Extract<ExecutionEvent, { type: "execution.patched" }>): void {
    const obstacles = adaptability(this.#work, this.#planOf(event.to).definition, event.reverts);
    for (const { message } of obstacles) this.#note(event, "past_changed", message);
  }

  #checkBeginning(event: ExecutionEvent, { step, part }: Task): void {
    // Instances exist only once their step may start.
    const mayBegin = part !== null || joinVerdict(this.#work, step) === "start";
    if (this.#work.state.status === "paused") {
      this.#note(event, "too_early", "It began while the run was paused.");
    } else if (!mayBegin) {
      this.#note(event, "too_early", "It began before the steps it depends on allowed it.");
    }
  }

  /** An attempt has a token that no other has, starts after it is queued, and gives one result. */
  #checkAttempt(event: TaskEvent, step: PlanStep, now: TaskState): void {
    if (event.type === "step.started") {
      const due = now.status === "ready" || now.waitingFor === "retry";
      if (due && now.token === event.token) return;
      this.#note(event, "no_attempt", "An attempt began that had not been queued.");
    } else if (isResult(event, step) && now.status !== "running") {
      this.#note(event, "no_attempt", `A result came when no attempt was under way.`);
    } else if ("token" in event) {
      if (this.#tokens.has(event.token)) {
        this.#note(event, "token_reused", "Two attempts have the same token.");
      }
      this.#tokens.add(event.token);
    }
  }

  #checkGroup(event: TaskEvent): void {
    const { step } = this.#taskOf(event);
    if (!keepsGroup(this.#work, step.index) || !isGroupBusy(this.#work, step)) return;
    this.#note(event, "group_busy", "Two steps of its group were under way at once.");
  }

  /** A step that a loop starts over runs again, even where the winner of its first iteration is outside the loop. */
  #hasWinner({ id, rivals }: PlanStep): boolean {
    const begunAt = this.#begunAt.get(id) ?? 0;
    return rivals.some((rival) => {
      const { status, revision } = this.#work.state.steps[rival]!;
      return status === "completed" && revision > begunAt;
    });
  }

  #note(event: ExecutionEvent, code: LogFaultCode, message: string): void {
    const step = "step" in event ? (event.step ?? null) : null;
    this.faults.push({ code, seq: event.seq, step, message });
  }
}

/** Whether an event is the result of a job's attempt. */
function isResult(event: TaskEvent, { operation }: PlanStep): boolean {
  if (event.type === "step.proposed" || event.type === "step.delayed") return true;
  if (event.type !== "step.completed" || event.carriedFrom !== undefined) return false;
  return operation.mode === "job" && event.actor.kind === "worker";
}
