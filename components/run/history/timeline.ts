import { type Clock, durationText } from "#components/format/dates.ts";
import type { ChangeLine } from "#lib/engine/patch/diff-text.ts";
import type { Plan, PlanStep } from "#lib/engine/plan/plan.ts";
import { parseAddress } from "#lib/engine/state/address.ts";
import { isCompensation } from "#lib/engine/state/compensation-part.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { describeEvent, type DescribedChanges } from "./describe-event.ts";
import { property } from "./property.ts";
import { isStepEvent } from "./step-event.ts";
import { StepTimings, type Timing } from "./step-timings.ts";

export const actors = ["You", "System", "AI"] as const;
export type TimelineActor = (typeof actors)[number];

/** One thing that happened in a run, in words. */
export type TimelineEntry = {
  seq: number;
  at: number;
  actor: TimelineActor;
  text: string;
  /** "6.2 seconds, attempt 1" */
  meta: string[];
  /** Failures are shown open. */
  bad: boolean;
  /** The step with the person's present answer, where a what-if with another answer is possible. */
  whatIf: string | null;
  details: JsonObject | null;
  /** The lines that describe a change of the run. */
  lines: readonly ChangeLine[];
};

/** What happened in a run, the newest first. Events that only prepare something are left out. */
export function timeline(
  plan: Plan,
  events: readonly ExecutionEvent[],
  { zone }: Pick<Clock, "zone">,
  changes: DescribedChanges = new Map(),
): TimelineEntry[] {
  const clock = new StepTimings();
  const counts = instanceCounts(events);
  const entries: TimelineEntry[] = [];
  for (const event of events) {
    const step = "step" in event && event.step !== undefined ? stepOf(plan, event.step) : null;
    const timing = clock.see(event);
    const { attempt } = timing;
    const told = describeEvent(plan, step, event, { attempt, counts, changes, zone });
    if (!told) continue;
    const { seq, at } = event;
    const actor = actorOf(event, step);
    const { text, bad = false, details = null, lines = [] } = told;
    const whatIf = step && answerIn(step, event);
    const described = { seq, at, actor, text, meta: metaOf(event, timing), bad };
    entries.push({ ...described, whatIf, details, lines });
  }
  return newestAnswers(entries.toReversed());
}

/** The answer of an event, if it is a person's answer that may be changed. */
function answerIn({ definition, operation }: PlanStep, event: ExecutionEvent): string | null {
  if (event.type !== "step.completed" || event.carriedFrom !== undefined) return null;
  if (definition.window || isCompensation(parseAddress(event.step).part)) return null;
  const answered = operation.mode === "interactive" && event.actor.kind === "person";
  return answered && !operation.approves ? event.step : null;
}

/** An answer that was changed later no longer counts. */
function newestAnswers(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    if (entry.whatIf === null) return entry;
    if (seen.has(entry.whatIf)) return { ...entry, whatIf: null };
    seen.add(entry.whatIf);
    return entry;
  });
}

/** How many instances each step had in the end, according to the log. */
function instanceCounts(events: readonly ExecutionEvent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.type === "step.spread") counts.set(event.step, event.items.length);
    if (event.type !== "step.added" || isCompensation(event.part)) continue;
    counts.set(event.step, Math.max(counts.get(event.step) ?? 0, Number(event.part) + 1));
  }
  return counts;
}

/** Where no AI is set up, built-in rules write the text, and AI has no part in it. */
function writtenByRules({ explanation }: JsonObject): boolean {
  return property(property(explanation, "source"), "kind") === "rules";
}

/** Calculations that follow from a person's answer are the system's, though they happen at the same moment. */
function actorOf(event: ExecutionEvent, step: PlanStep | null): TimelineActor {
  if (!step || event.type === "execution.failed")
    return event.actor.kind === "person" ? "You" : "System";
  if (event.type === "step.skipped") return event.byPerson ? "You" : "System";
  if (step.operation.mode === "inline" || event.type === "step.cancelled") return "System";
  if (event.actor.kind === "person") return "You";
  if (event.type === "step.proposed" && writtenByRules(event.proposal)) return "System";
  return step.definition.type === "ai_generated" ? "AI" : "System";
}

function metaOf(event: ExecutionEvent, { ms, attempt }: Timing): string[] {
  if (!isStepEvent(event)) return [];
  const ends = ["step.completed", "step.proposed", "step.failed", "step.stopped", "step.delayed"];
  if (!ends.includes(event.type)) return [];
  const took = ms === null ? [] : [durationText(ms)];
  const isPerson = event.actor.kind === "person";
  return attempt > 0 && !isPerson ? [...took, `attempt ${attempt}`] : took;
}

function stepOf(plan: Plan, id: string): PlanStep | null {
  const { step, part } = parseAddress(id);
  const found = plan.steps[plan.indexOf.get(step) ?? -1];
  return (isCompensation(part) ? found?.compensation : found) ?? null;
}
