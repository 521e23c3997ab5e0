import { type Clock, counted, untilText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import type { ChangeLine } from "#lib/engine/patch/diff-text.ts";
import type { Plan, PlanStep } from "#lib/engine/plan/plan.ts";
import { isCompensation } from "#lib/engine/state/compensation-part.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { instanceName } from "#lib/engine/state/instance-name.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import { property } from "./property.ts";
import { isStepEvent, type StepEvent } from "./step-event.ts";

/** The described changes of the definition, by the position of their events. */
export type DescribedChanges = ReadonlyMap<
  number,
  { readonly version: string; readonly lines: readonly ChangeLine[] }
>;

type RunEvent = Exclude<ExecutionEvent, StepEvent>;
/** An event in words, with what is shown beside or under them. */
export type Described = {
  readonly text: string;
  /** Failures are shown open. */
  readonly bad?: boolean;
  readonly details?: JsonObject | null;
  /** The lines that describe a change of the run. */
  readonly lines?: readonly ChangeLine[];
};

type Around = {
  readonly attempt: number;
  /** How many instances each step had in the end. */
  readonly counts: ReadonlyMap<string, number>;
  readonly changes: DescribedChanges;
  readonly zone: Clock["zone"];
};

/** An event in words. Null where it only prepares something, or where its step is not known. */
export function describeEvent(
  plan: Plan,
  step: PlanStep | null,
  event: ExecutionEvent,
  around: Around,
): Described | null {
  if (isStepEvent(event)) return step && describeStep(step, event, around);
  return event.type === "execution.patched"
    ? describeChange(event, around.changes)
    : describeRun(plan, event);
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
