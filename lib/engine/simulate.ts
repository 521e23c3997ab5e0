import { advance } from "./advance.ts";
import type { Catalog, InlineCall, StepResult } from "./catalog.ts";
import type { WorkflowDefinition } from "./definition.ts";
import { mustParse } from "./expression.ts";
import { takesInstances } from "./instances.ts";
import { compile, type PlanStep } from "./plan.ts";
import { scopeOf } from "./resolve.ts";
import type { ExecutionStatus, StepError } from "./state.ts";
import { instanceOf, stateOf, type Target, targetAt } from "./target.ts";
import { newWork, type Work } from "./work.ts";

export type Simulation = {
  readonly status: ExecutionStatus;
  readonly error: StepError | null;
  readonly makespanMs: number;
  /** The sum over all steps that ran of the moment at which they finished. */
  readonly sumFinishMs: number;
  /** The most steps that ran at once. A step that ends at a moment makes room for one that starts at it. */
  readonly peakConcurrency: number;
  readonly completed: number;
  readonly skipped: number;
};

type Model = {
  /** How long a step takes, in whole milliseconds. */
  durationOf(step: PlanStep): number;
  /** What it gives. Throws where it fails. */
  resultOf(step: PlanStep, call: InlineCall): StepResult;
};

/**
 * Runs a definition on a simulated clock with as many workers as there is work. Time is a number that moves from one
 * finish to the next, so a run of days takes milliseconds and the same definition always gives the same figures.
 */
export function simulate(
  definition: WorkflowDefinition,
  catalog: Catalog,
  model: Model,
): Simulation {
  const work = newWork(compile(definition, allAsJobs(catalog)));
  const agenda = new Agenda();
  const figures = { makespanMs: 0, sumFinishMs: 0, peakConcurrency: 0 };
  let running = 0;
  let tokens = 0;

  const send = (command: Parameters<typeof advance>[1], now: number): void => {
    const turn = advance(work, command, {
      now,
      actor: { kind: "system" },
      newToken: () => String(++tokens),
      inline: () => {
        throw new Error("In a simulation every step takes its time.");
      },
      errorOf,
      mayGoOn: () => true,
    });
    if (!turn.ok) return;
    for (const effect of turn.effects) {
      if (effect.type !== "enqueue") continue;
      const target = targetAt(work, effect.step)!;
      const startAt = Math.max(now, effect.at ?? now);
      agenda.add(startAt + model.durationOf(target.step), target, effect.token);
      if (model.durationOf(target.step) > 0) running += 1;
    }
  };

  /** Nobody is there to add anything. */
  const closeLists = (now: number): void => {
    for (const step of work.plan.steps) {
      if (!takesInstances(work, step)) continue;
      const { revision } = work.state;
      send({ type: "closeInstances", step: step.id, revision }, now);
    }
  };

  send({ type: "start", inputs: defaults(definition) }, 0);
  closeLists(0);
  figures.peakConcurrency = running;
  for (let due = agenda.next(); due.length > 0; due = agenda.next()) {
    for (const { at, target } of due) {
      figures.makespanMs = at;
      figures.sumFinishMs += at;
      if (model.durationOf(target.step) > 0) running -= 1;
    }
    for (const { at, target, token } of due) send(ending(work, target, token, model), at);
    closeLists(due[0]!.at);
    figures.peakConcurrency = Math.max(figures.peakConcurrency, running);
  }
  return { ...figures, ...summary(work) };
}

function ending(work: Work, target: Target, token: string, model: Model) {
  const { step, address } = target;
  const named = { step: address, token };
  // An instance that others cancelled meanwhile still ends; what it says then comes too late.
  const instance = instanceOf(work, target);
  const call: InlineCall = {
    uses: step.operation.id,
    config: step.config,
    input: stateOf(work, target).input ?? {},
    evaluate: (source) => {
      const expression = mustParse(source);
      return expression.evaluate(scopeOf(work, expression, instance));
    },
  };
  try {
    return { type: "completeJob" as const, ...named, result: model.resultOf(step, call) };
  } catch (thrown) {
    return { type: "failJob" as const, ...named, error: errorOf(thrown) };
  }
}

function summary({ state }: Work) {
  const count = (status: string) => state.steps.filter((step) => step.status === status).length;
  const { status, error } = state;
  return { status, error, completed: count("completed"), skipped: count("skipped") };
}

/** The same operations, all of which take time and need no one. */
function allAsJobs(catalog: Catalog): Catalog {
  const operations = [...catalog.operations.values()].map(
    (operation) => [operation.id, { ...operation, mode: "job", proposes: () => false }] as const,
  );
  return { ...catalog, operations: new Map(operations) };
}

function defaults(definition: WorkflowDefinition) {
  const given = Object.entries(definition.inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default] as const],
  );
  return Object.fromEntries(given);
}

function errorOf(thrown: unknown): StepError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "failed", message, retryable: false };
}

type Entry = { readonly at: number; readonly target: Target; readonly token: string };

/** What finishes when: a binary heap by time. */
class Agenda {
  readonly #heap: Entry[] = [];

  add(at: number, target: Target, token: string): void {
    const heap = this.#heap;
    let i = heap.push({ at, target, token }) - 1;
    for (let up = (i - 1) >> 1; i > 0 && heap[up]!.at > heap[i]!.at; up = (i - 1) >> 1) {
      [heap[up], heap[i]] = [heap[i]!, heap[up]!];
      i = up;
    }
  }

  /** Takes out everything that finishes at the earliest moment. */
  next(): Entry[] {
    const due: Entry[] = [];
    while (this.#heap.length > 0 && (due.length === 0 || this.#heap[0]!.at === due[0]!.at)) {
      due.push(this.#pop());
    }
    return due;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    heap[0] = last;
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < heap.length && heap[left]!.at < heap[least]!.at) least = left;
      if (right < heap.length && heap[right]!.at < heap[least]!.at) least = right;
      if (least === i) return top;
      [heap[i], heap[least]] = [heap[least]!, heap[i]!];
      i = least;
    }
  }
}
