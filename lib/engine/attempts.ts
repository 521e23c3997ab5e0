import type { Effect } from "./effect.ts";
import type { EventBody } from "./event.ts";
import type { PlanStep } from "./plan.ts";
import type { Work } from "./work.ts";

/** What gets an attempt going at `at`, or at once: a job for a worker, or a child execution. */
export function attemptAt(step: PlanStep, token: string, at: number | null): Effect {
  return { type: step.child ? "child" : "enqueue", step: step.id, token, at };
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
export function childrenToTell({ plan, state }: Work, body: EventBody): Effect[] {
  if (body.type === "execution.paused" || body.type === "execution.resumed") {
    return plan.children.flatMap((index) => told(state.steps[index]!, plan.steps[index]!));
  }
  if (plan.children.length === 0 || !withdraws(body)) return [];
  const ids = "steps" in body ? body.steps : [body.step];
  return ids.flatMap((id) => {
    const index = plan.indexOf.get(id);
    return index === undefined ? [] : told(state.steps[index]!, plan.steps[index]!);
  });
}

function told({ token, dueAt }: Work["state"]["steps"][number], step: PlanStep): Effect[] {
  return step.child && token !== null ? [attemptAt(step, token, dueAt)] : [];
}
