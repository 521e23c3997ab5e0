import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { EventBody } from "#lib/engine/state/event.ts";
import {
  isWholeOfDivided,
  openInstancesOf,
  stateOf,
  type Target,
  targetAt,
  wholeOf,
} from "#lib/engine/state/task.ts";
import type { Work } from "#lib/engine/state/working-state.ts";

import type { Effect } from "./effect.ts";

/** What gets an attempt going at `at`, or at once: a job for a worker, or a child execution. */
export function attemptAt({ step, address }: Target, token: string, at: number | null): Effect {
  return { type: step.child ? "child" : "enqueue", step: address, token, at };
}

/** Whether attempts of the step are made outside, under a token. */
export function hasAttempts({ operation: { mode } }: PlanStep): boolean {
  return mode === "job" || mode === "child";
}

/** Events by which an execution stops wanting what runs in a step's place, however far that is. */
const withdrawing = ["step.cancelled", "step.skipped", "step.rewound", "step.looped"] as const;
type Withdrawing = Extract<EventBody, { type: (typeof withdrawing)[number] }>;

function withdraws(body: EventBody): body is Withdrawing {
  return withdrawing.some((type) => type === body.type);
}

/** The children that are to be told when `body` has happened. Called before it has. */
export function childrenToTell(work: Work, body: EventBody): Effect[] {
  const { plan } = work;
  if (plan.children.length === 0) return [];
  if (body.type === "execution.paused" || body.type === "execution.resumed") {
    return plan.children.flatMap((index) => told(work, wholeOf(plan.steps[index]!)));
  }
  if (withdraws(body)) {
    const addresses = "steps" in body ? body.steps : [body.step];
    return addresses.flatMap((address) => {
      const target = targetAt(work, address);
      return target ? told(work, target) : [];
    });
  }
  if (body.type !== "step.completed" && body.type !== "step.failed") return [];
  // With a step that is divided its instances end, unless it goes on without them.
  const target = targetAt(work, body.step);
  if (!target || !isWholeOfDivided(target)) return [];
  const goesOn = body.type === "step.completed" && target.step.spread?.complete === "none";
  return goesOn ? [] : told(work, target);
}

function told(work: Work, target: Target): Effect[] {
  const { step, part } = target;
  if (!step.child) return [];
  const instances = part === null ? openInstancesOf(work, step) : [];
  return [target, ...instances].flatMap((one) => {
    const { token, dueAt } = stateOf(work, one);
    return token === null ? [] : [attemptAt(one, token, dueAt)];
  });
}
