import { advance } from "#lib/engine/advance.ts";
import { childEnding } from "#lib/engine/decide/child-ending.ts";
import type { Catalog } from "#lib/engine/definition/catalog.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { Plan, PlanStep } from "#lib/engine/plan/plan.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { type ExecutionStatus, hasEnded, type StepError } from "#lib/engine/state/state.ts";
import { stateOf, taskAt } from "#lib/engine/state/task.ts";
import { newWorkingState, type WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import type { Effect } from "#lib/engine/turn/effect.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { EventQueue } from "./event-queue.ts";
import {
  allAsJobs,
  type Attempt,
  ending,
  errorOf,
  isCurrent,
  type Model,
} from "./simulated-attempt.ts";

/** How a simulated run went. A step with a child run is not timed or counted itself: the steps of the child run are. */
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

/**
 * Runs a definition and its child runs on a simulated clock, with as many workers as there are jobs. Time jumps from
 * one finish to the next, so a run of days takes milliseconds, and the same definition always gives the same figures.
 * Inputs that are not given have their defaults.
 */
export function simulate(
  definition: WorkflowDefinition,
  catalog: Catalog,
  model: Model,
  inputs: JsonObject = {},
): Simulation {
  const simulation = new Simulator(catalog, model);
  const run = simulation.run(definition, inputs);
  const { status, error, steps } = run.work.state;
  const count = (wanted: string) => steps.filter((step) => step.status === wanted).length;
  const { makespanMs, sumFinishMs, peakConcurrency } = simulation;
  const figures = { makespanMs, sumFinishMs, peakConcurrency };
  return { ...figures, status, error, completed: count("completed"), skipped: count("skipped") };
}

/** One execution. Child runs are kept by the tokens of their steps. */
type Run = {
  readonly work: WorkingState;
  /** The steps to which instances may be added. */
  readonly open: readonly PlanStep[];
  readonly children: Map<string, Run>;
  readonly parent: Place | null;
  notified: boolean;
};

type Finish = Attempt & { readonly run: Run };
type Place = { readonly run: Run; readonly step: string; readonly token: string };
type Limit = { readonly run: Run; readonly step: string | null; readonly at: number };
type Due =
  | ({ readonly type: "finish" } & Finish)
  | ({ readonly type: "child" } & Place)
  | ({ readonly type: "deadline" } & Limit);

const cutShort: ReadonlySet<string> = new Set(["step.cancelled", "step.failed", "step.looped"]);

/** Whether an event may end steps before their time: by cancelling others, or by winning a race. */
function cutsShort({ plan }: WorkingState, event: ExecutionEvent): boolean {
  if (event.type !== "step.skipped") return cutShort.has(event.type);
  return plan.steps[plan.indexOf.get(event.step) ?? -1]?.rivals.length !== 0;
}

class Simulator {
  makespanMs = 0;
  sumFinishMs = 0;
  peakConcurrency = 0;
  readonly #catalog: Catalog;
  readonly #model: Model;
  readonly #plans = new Map<WorkflowDefinition, Plan>();
  readonly #events = new EventQueue<Due>();
  /** What happens at the present moment, in order. A list, so that nested child runs never nest calls. */
  readonly #soon: (() => void)[] = [];
  #now = 0;
  /** The attempts that are taking their time now. */
  readonly #busy = new Set<Attempt>();
  #tokens = 0;

  constructor(catalog: Catalog, model: Model) {
    this.#catalog = allAsJobs(catalog);
    this.#model = model;
  }

  run(definition: WorkflowDefinition, inputs: JsonObject): Run {
    const run = this.#begin(definition, inputs, null);
    this.#settle();
    for (let next = this.#events.next(); next; next = this.#events.next()) {
      this.#now = next.at;
      for (const due of next.due) if (due.type === "finish") this.#count(due);
      // What finishes at its deadline is still in time.
      const [limits, others] = parted(next.due, ({ type }) => type === "deadline");
      for (const due of [...others, ...limits]) this.#happen(due);
      this.#settle();
    }
    return run;
  }

  #count(finish: Finish): void {
    this.#busy.delete(finish);
    if (!isCurrent(finish)) return;
    this.makespanMs = this.#now;
    this.sumFinishMs += this.#now;
  }

  #happen(due: Due): void {
    switch (due.type) {
      case "child":
        this.#align(due);
        return;
      case "deadline":
        this.#send(due.run, { type: "deadline", step: due.step, at: due.at });
        return;
      case "finish":
        if (isCurrent(due)) this.#send(due.run, ending(due, this.#model));
    }
  }

  #settle(): void {
    for (let at = 0; at < this.#soon.length; at++) this.#soon[at]!();
    this.#soon.length = 0;
    this.peakConcurrency = Math.max(this.peakConcurrency, this.#busy.size);
  }

  #begin(definition: WorkflowDefinition, given: JsonObject, parent: Run["parent"]): Run {
    let plan = this.#plans.get(definition);
    if (!plan) this.#plans.set(definition, (plan = compile(definition, this.#catalog)));
    const open = plan.steps.filter(({ multiInstance }) => multiInstance?.open);
    const run: Run = {
      work: newWorkingState(plan),
      open,
      children: new Map(),
      parent,
      notified: false,
    };
    const inputs = { ...defaults(definition), ...given };
    this.#soon.push(() => this.#send(run, { type: "start", inputs }));
    return run;
  }

  #send(run: Run, command: Command): void {
    const turn = advance(run.work, command, {
      now: this.#now,
      actor: { kind: "system" },
      newToken: () => String(++this.#tokens),
      inline: () => {
        throw new Error("In a simulation every step takes its time.");
      },
      errorOf,
      mayGoOn: () => true,
    });
    if (!turn.ok) return;
    if (turn.events.some((event) => cutsShort(run.work, event))) {
      for (const attempt of this.#busy) if (!isCurrent(attempt)) this.#busy.delete(attempt);
    }
    for (const effect of turn.effects) this.#process(run, effect);
    this.#closeLists(run);
    this.#tellParent(run);
  }

  #process(run: Run, effect: Effect): void {
    if (effect.type === "deadline") {
      this.#events.add(effect.at, { type: "deadline", run, step: effect.step, at: effect.at });
      return;
    }
    if (effect.type !== "enqueue" && effect.type !== "child") return;
    const { step, token } = effect;
    const startAt = Math.max(this.#now, effect.at ?? this.#now);
    if (effect.type === "child") {
      if (startAt > this.#now) this.#events.add(startAt, { type: "child", run, step, token });
      else this.#soon.push(() => this.#align({ run, step, token }));
      return;
    }
    const task = taskAt(run.work, step)!;
    const duration = this.#model.durationOf(task.step);
    const finish = { type: "finish", run, work: run.work, task, token } as const;
    this.#events.add(startAt + duration, finish);
    if (duration > 0) this.#busy.add(finish);
  }

  /** Starts the child run of a step, or cancels it where the step no longer needs it. */
  #align(place: Place): void {
    const { run, step, token } = place;
    const child = run.children.get(token);
    const task = taskAt(run.work, step);
    const now = task && stateOf(run.work, task);
    const needed = !hasEnded(run.work.state.status) && now?.token === token;
    if (child && !needed) this.#send(child, { type: "cancel" });
    if (child || !needed || !task?.step.child) return;
    this.#send(run, { type: "startJob", step, token });
    run.children.set(token, this.#begin(task.step.child, now?.input ?? {}, place));
  }

  #tellParent(run: Run): void {
    const { parent, work } = run;
    if (!parent || run.notified || !hasEnded(work.state.status)) return;
    run.notified = true;
    const { run: outer, step, token } = parent;
    this.#soon.push(() => {
      this.#send(outer, childEnding({ step, token }, work.state));
      outer.children.delete(token);
    });
  }

  /** Closes all open lists, because nobody is there to add instances. */
  #closeLists(run: Run): void {
    for (const step of run.open) {
      if (!takesInstances(run.work, step)) continue;
      this.#soon.push(() => {
        const { revision } = run.work.state;
        this.#send(run, { type: "closeInstances", step: step.id, revision });
      });
    }
  }
}

function parted<T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

function defaults(definition: WorkflowDefinition): JsonObject {
  const given = Object.entries(definition.inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default] as const],
  );
  return Object.fromEntries(given);
}
