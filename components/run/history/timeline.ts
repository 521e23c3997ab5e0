import { type Clock, counted, durationText, untilText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import type { ChangeLine } from "#lib/engine/patch/diff-text.ts";
import type { Plan, PlanStep } from "#lib/engine/plan/plan.ts";
import { parseAddress } from "#lib/engine/state/address.ts";
import { isCompensation } from "#lib/engine/state/compensation-part.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { instanceName } from "#lib/engine/state/instance-name.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

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

/** The described changes of the definition, by the position of their events. */
export type DescribedChanges = ReadonlyMap<
  number,
  { readonly version: string; readonly lines: readonly ChangeLine[] }
>;

type StepEvent = Extract<ExecutionEvent, { type: `step.${string}` }>;
type RunEvent = Exclude<ExecutionEvent, StepEvent>;
type Described = Partial<TimelineEntry> & { text: string };

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
    const told = isStepEvent(event)
      ? step && describeStep(step, event, { attempt: timing.attempt, counts, zone })
      : event.type === "execution.patched"
        ? describeChange(event, changes)
        : describeRun(plan, event);
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

type Timing = { ms: number | null; attempt: number };

/** For how long each step has been under way, and in which attempt. */
class StepTimings {
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

type Patched = Extract<ExecutionEvent, { type: "execution.patched" }>;

function describeChange(
  { seq, actor, patch, reverts }: Patched,
  changes: DescribedChanges,
): Described {
  const { version = "", lines = [] } = changes.get(seq) ?? {};
  const who = actor.kind === "person" ? "You" : "Somebody";
  if (reverts !== undefined) return { text: `${who} undid a change of this run`, lines };
  if (patch) return { text: `${who} changed this run`, lines };
  return { text: `${who} moved this run to version ${version}`, lines };
}

function describeRun({ definition }: Plan, event: Exclude<RunEvent, Patched>): Described {
  switch (event.type) {
    case "execution.started":
      return { text: `Run started: ${definition.name}` };
    case "execution.paused":
      return { text: "Run paused" };
    case "execution.resumed":
      return { text: "Run resumed" };
    case "execution.completed":
      return { text: "Run completed" };
    case "execution.cancelled":
      return { text: "Run cancelled" };
    case "execution.ending":
      return {
        text: `Run ${event.as}. What its steps did is undone first, the last one first`,
        bad: event.as === "failed",
        details: event.error ? { ...event.error } : null,
      };
    case "execution.forked":
      return { text: `What if: this run goes its own way from ${runReference(event.from)}` };
    case "signal.kept":
      return { text: `Signal “${event.name}” came early and is kept` };
    case "execution.failed":
      return { text: `Run failed. ${event.error.message}`, bad: true, details: { ...event.error } };
  }
}

type Around = { attempt: number; counts: ReadonlyMap<string, number>; zone: Clock["zone"] };

function describeStep(step: PlanStep, event: StepEvent, around: Around): Described | null {
  const { attempt, counts, zone } = around;
  const name = instanceName(step.definition.name, event.step, counts.get(step.id) ?? 0);
  if (isOnTheWay(event)) return describeOnTheWay(step, name, event, { zone, now: event.at });
  switch (event.type) {
    case "step.completed":
      return describeCompleted(name, event);
    case "step.proposed":
      return { text: `${name} is ready${confidenceOf(event.proposal)}`, details: event.proposal };
    case "step.stopped":
    case "step.failed":
    case "step.delayed":
      return describeFailure(step, name, event, attempt);
    case "step.retried":
      return { text: `${name}: try again${quoted(event.note)}` };
    case "step.skipped":
      return { text: event.byPerson ? `${name} skipped` : `${name}: not needed` };
    case "step.cancelled":
      return { text: `${name} cancelled` };
  }
}

/** Events that lead to a step or start it over, and end nothing. */
const onTheWay = [
  "queued",
  "offered",
  "opened",
  "started",
  "awaited",
  "timed",
  "rewound",
  "looped",
  "spread",
  "added",
  "closed",
] as const;
type OnTheWay = Extract<StepEvent, { type: `step.${(typeof onTheWay)[number]}` }>;

function isOnTheWay(event: StepEvent): event is OnTheWay {
  return onTheWay.some((name) => event.type === `step.${name}`);
}

function describeOnTheWay(
  { operation }: PlanStep,
  name: string,
  event: OnTheWay,
  then: Clock,
): Described | null {
  switch (event.type) {
    case "step.rewound": {
      const what = event.anew
        ? `${name} is done anew`
        : operation.approves
          ? `${name} is asked anew`
          : `Answer changed: ${name}`;
      return { text: `${what}. ${laterSteps(event.steps.length - 1)}` };
    }
    case "step.looped":
      return { text: `${name} starts another round. ${laterSteps(event.steps.length - 1)}` };
    case "step.awaited":
      return { text: `${name} waits for the signal “${event.signal}”` };
    case "step.timed":
      return { text: `${name} waits until ${untilText(event.dueAt, then)}` };
    case "step.spread":
      return event.items.length === 0
        ? null
        : { text: `${name} begins, ${counted(event.items.length, "time")}` };
    case "step.added":
      return describeAdded(name, event.part);
    case "step.closed":
      return { text: `${name}: that is all` };
    case "step.queued":
    case "step.offered":
    case "step.opened":
    case "step.started":
      return null;
  }
}

/** The compensation of an iteration is shown when it is done. */
function describeAdded(name: string, part: string): Described | null {
  return isCompensation(part) ? null : { text: `${name}: one more, number ${Number(part) + 1}` };
}

function describeFailure(
  { definition }: PlanStep,
  name: string,
  { error }: Extract<StepEvent, { error: unknown }>,
  attempt: number,
): Described {
  const most = definition.retry?.maxAttempts;
  const times = most !== undefined && attempt > 0 ? ` (attempt ${attempt} of ${most})` : "";
  return { text: `${name}: ${error.message}${times}`, bad: true, details: { ...error } };
}

function laterSteps(count: number): string {
  return count === 0 ? "No later step had run" : `${counted(count, "later step")} start over`;
}

function describeCompleted(
  name: string,
  { carriedFrom, output }: Extract<StepEvent, { type: "step.completed" }>,
): Described {
  return carriedFrom === undefined
    ? { text: `${name} completed`, details: output }
    : { text: `${name} kept its result: nothing it rests on has changed` };
}

function quoted(note: Json | undefined): string {
  return typeof note === "string" && note !== "" ? `, “${note}”` : "";
}

function confidenceOf({ explanation }: JsonObject): string {
  const level = property(property(explanation, "confidence"), "level");
  if (typeof level !== "string") return "";
  return `. ${level.charAt(0).toUpperCase()}${level.slice(1)} confidence`;
}

/** Where no AI is set up, built-in rules write the text, and AI has no part in it. */
function writtenByRules({ explanation }: JsonObject): boolean {
  return property(property(explanation, "source"), "kind") === "rules";
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
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

function isStepEvent(event: ExecutionEvent): event is StepEvent {
  return event.type.startsWith("step.");
}

function stepOf(plan: Plan, id: string): PlanStep | null {
  const { step, part } = parseAddress(id);
  const found = plan.steps[plan.indexOf.get(step) ?? -1];
  return (isCompensation(part) ? found?.compensation : found) ?? null;
}
