import type { ExecutionEvent } from "#lib/engine/state/event.ts";

import { isStepEvent } from "./step-event.ts";

export type Timing = { ms: number | null; attempt: number };

/** For how long each step has been under way, and in which attempt. */
export class StepTimings {
  readonly #since = new Map<string, number>();
  readonly #attempts = new Map<string, number>();

  see(event: ExecutionEvent): Timing {
    if (!isStepEvent(event)) return { ms: null, attempt: 0 };
    const { type, step, at } = event;
    if (type === "step.rewound") for (const id of event.steps) this.#attempts.delete(id);
    if (type === "step.queued" || type === "step.retried" || type === "step.opened") {
      this.#since.set(step, at);
      this.#attempts.set(step, this.#attemptOf(step) + 1);
    }
    if (type === "step.started") this.#since.set(step, at);
    const since = this.#since.get(step);
    const timing = { ms: since === undefined ? null : at - since, attempt: this.#attemptOf(step) };
    if (type === "step.delayed") this.#attempts.set(step, timing.attempt + 1);
    return timing;
  }

  #attemptOf(step: string): number {
    return this.#attempts.get(step) ?? 0;
  }
}
