import type { StepResult } from "#lib/engine/definition/catalog.ts";
import type { Obstacle } from "#lib/engine/patch/obstacle.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { PlanChange } from "#lib/engine/state/event.ts";
import type { StepError } from "#lib/engine/state/state.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

/**
 * What may be asked of an execution. A person's command names the revision it was based on, a worker's command the
 * token of its attempt. A stale one is a rejection, never an exception. `step` is an address, so a command can name a
 * part as well as a step.
 */
export type Command =
  | { type: "start"; inputs: JsonObject }
  /** A person's answer to an open form, or the accepted form of a proposal. */
  | { type: "submit"; step: string; revision: number; result: StepResult }
  /** Answers a settled step again: rewinds it and what depends on it, then submits. */
  | { type: "replace"; step: string; revision: number; result: StepResult }
  /**
   * Turns this copy of execution `from`, as it was at `revision`, into an execution of its own with another answer to a
   * step; or, where `result` is null, with the step done again. `cancelled` are the steps that the end of the other
   * execution cancelled.
   */
  | {
      type: "fork";
      from: string;
      revision: number;
      cancelled: readonly string[];
      step: string;
      result: StepResult | null;
    }
  /** A worker starts an attempt: a job, or a child run whose id is the token. */
  | { type: "startJob"; step: string; token: string }
  | { type: "completeJob"; step: string; token: string; result: StepResult }
  | { type: "failJob"; step: string; token: string; error: StepError; retryAfterMs?: number }
  /** A person asks for another attempt at a failed step or a proposal. `note` says what should change. */
  | { type: "retryStep"; step: string; revision: number; note?: Json }
  | { type: "skipStep"; step: string; revision: number; reason: string }
  /** Claims a step of an exclusive group. */
  | { type: "open"; step: string; revision: number }
  | { type: "cancelStep"; step: string; revision: number; reason: string }
  /** One more instance of a step whose list is open. */
  | { type: "addInstance"; step: string; revision: number; item: Json }
  /** No more instances will be added to a step whose list is open. */
  | { type: "closeInstances"; step: string; revision: number }
  /** A moment that a step waited for has come. */
  | { type: "wake"; step: string; token: string }
  /** The deadline of a step, or of the whole execution, has passed. `at` says which one. */
  | { type: "deadline"; step: string | null; at: number }
  /** Completes every step that waits for this signal. When none does, the signal is kept for the next one that will. */
  | { type: "signal"; name: string; data: Json }
  | { type: "pause" }
  | { type: "resume" }
  /**
   * Compensates completed steps, unless told not to, or only what they did since a revision. A second one stops that.
   */
  | { type: "cancel"; reason?: string; compensate?: boolean; since?: number }
  /** Continues with another definition, which validation has accepted and whose plan is given. */
  | { type: "applyPatch"; revision: number; plan: Plan; change: PlanChange }
  /** Continues a drain that was cut short. */
  | { type: "continue" };

export type Rejection = {
  readonly code:
    | "conflict"
    | "ended"
    | "not_waiting"
    | "unknown_step"
    | "late"
    | "paused"
    | "refused";
  readonly message: string;
  /** All reasons, where there is more than one. */
  readonly obstacles?: readonly Obstacle[];
};
