import type { Patch } from "#lib/engine/patch/patch.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import type { StepError } from "./state.ts";

/** Who caused an event: the engine itself, a person, or a worker that ran a job. */
export type Actor =
  | { readonly kind: "system" }
  | { readonly kind: "person"; readonly id: string }
  | { readonly kind: "worker" };

/** When a step that begins is to have ended at the latest, in epoch milliseconds. */
type Limited = { deadlineAt?: number };
/** How an execution moves from one stored definition to another. */
export type PlanChange = {
  /** The id of a stored definition. For one that another embeds, with the path of steps that leads to it: `id$step`. */
  readonly from: string;
  readonly to: string;
  /**
   * The patch that leads from one to the other. Null where the execution moved to a definition that already existed.
   */
  readonly patch: Patch | null;
  /** The position of the earlier such event that this one reverts. */
  readonly reverts?: number;
  /** Inputs that only the new definition has, with their defaults. */
  readonly inputs?: JsonObject;
};

/**
 * A fact about an execution. `step` is an address: of a step, or of one of its parts. The log of these events is the
 * truth, and step rows are its projection.
 * Some stored words are older than the words of the code: `step.spread` (instances were created), `step.offered` (may
 * be claimed), `step.awaited` (waits for a time or signal), `step.looped` and `step.rewound` (started over), and the
 * part key "undo" (a compensation). They stay as they are, because stored logs must remain readable.
 */
export type EventBody =
  | { type: "execution.started"; inputs: JsonObject; deadlineAt?: number }
  | { type: "execution.paused" }
  | { type: "execution.resumed" }
  | { type: "execution.completed"; outputs: JsonObject }
  | { type: "execution.failed"; error: StepError; step?: string }
  | { type: "execution.cancelled"; reason?: string }
  /** The execution fails or is cancelled once the completed steps have been compensated. */
  | {
      type: "execution.ending";
      as: "failed" | "cancelled";
      error?: StepError;
      step?: string;
      reason?: string;
      since?: number;
    }
  /**
   * The events so far are those of execution `from`. From here on this execution is on its own, whether `from` had
   * ended or not. `steps` restart their iteration, so that no attempt, timer or child is shared.
   */
  | {
      type: "execution.forked";
      from: string;
      revision: number;
      steps: readonly string[];
      deadlineAt?: number;
    }
  /** From here on the execution follows another stored definition. */
  | ({ type: "execution.patched" } & PlanChange)
  /** A job is queued under `token`, or a child run of that id is requested. */
  | ({ type: "step.queued"; step: string; input: JsonObject; token: string } & Limited)
  /** An interactive step waits for a person. */
  | ({ type: "step.opened"; step: string; input: JsonObject } & Limited)
  /** A step of an exclusive group may be claimed, once no other of the group is under way. */
  | ({ type: "step.offered"; step: string; input: JsonObject } & Limited)
  | ({ type: "step.awaited"; step: string; input: JsonObject; signal: string } & Limited)
  /** A step waits for a moment. The timer carries the token. */
  | ({
      type: "step.timed";
      step: string;
      input: JsonObject;
      dueAt: number;
      token: string;
    } & Limited)
  | { type: "step.started"; step: string; token: string }
  /** A job's result waits for a person to accept or edit it. */
  | { type: "step.proposed"; step: string; proposal: JsonObject }
  | {
      type: "step.completed";
      step: string;
      output: JsonObject;
      outcome?: string;
      /** Present where the input was not recorded by an earlier event (inline steps). */
      input?: JsonObject;
      /** The iteration whose result still holds after a rewind, because the input is the same. */
      carriedFrom?: number;
      /** The name of the signal that completed it, where the signal came before the step was reached. */
      signal?: string;
    }
  | { type: "step.failed"; step: string; error: StepError; input?: JsonObject }
  /** A failure that a person decides about: try again, supply a result, or skip. */
  | { type: "step.stopped"; step: string; error: StepError; input?: JsonObject }
  /** An attempt failed. The next one, under `token`, is due at `dueAt`. */
  | { type: "step.delayed"; step: string; error: StepError; dueAt: number; token: string }
  /** A person asked for another attempt. It is queued under a new token. */
  | ({ type: "step.retried"; step: string; token: string; note?: Json } & Limited)
  /** `byPerson`: somebody decided so; otherwise nothing led to the step any more. */
  | { type: "step.skipped"; step: string; reason: string; byPerson?: true }
  /** `atEnd`: it was under way when the execution failed or was cancelled, and ended with it. */
  | { type: "step.cancelled"; step: string; reason: string; atEnd?: true }
  /**
   * `step` and all that follows from it start over. `steps` is the whole region, `step` included. A part starts over by
   * itself. `anew`: the earlier result of `step` does not count again, even where its input is the same.
   */
  | { type: "step.rewound"; step: string; steps: readonly string[]; anew?: true }
  /** A loop: `by` led back to `step`, which starts over with all that follows from it. */
  | { type: "step.looped"; step: string; by: string; steps: readonly string[] }
  /** The instances of a multi-instance step were created, one per item, numbered from 0. */
  | ({ type: "step.spread"; step: string; items: readonly Json[] } & Limited)
  /** One more instance; or the part "undo", which compensates what the step did. */
  | { type: "step.added"; step: string; part: string; item: Json }
  /** No more instances will be added. */
  | { type: "step.closed"; step: string }
  /** A signal that nobody waits for yet. */
  | { type: "signal.kept"; name: string; data: Json };

export type ExecutionEvent = EventBody & {
  /** Position in the log, from 1; the execution's revision after this event. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: Actor;
};
