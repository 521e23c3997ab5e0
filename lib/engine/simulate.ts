import { advance } from "./advance.ts";
import { Agenda } from "./agenda.ts";
import type { Catalog, InlineCall, StepResult } from "./catalog.ts";
import { childEnding } from "./child-ending.ts";
import type { Command } from "./command.ts";
import type { WorkflowDefinition } from "./definition.ts";
import type { Effect } from "./effect.ts";
import { mustParse } from "./expression.ts";
import { takesInstances } from "./instances.ts";
import type { JsonObject } from "./json.ts";
import { compile, type Plan, type PlanStep } from "./plan.ts";
import { scopeOf } from "./resolve.ts";
import { type ExecutionStatus, hasEnded, type StepError } from "./state.ts";
import { instanceOf, stateOf, type Target, targetAt } from "./target.ts";
import { newWork, type Work } from "./work.ts";

/**
 * How a run went. A step in whose place a workflow runs is what that workflow's steps are: they are timed and counted in the
 * figures of time, and it is not.
 */
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
 * Runs a definition on a simulated clock with as many workers as there is work, and so the workflows that its steps run.
 * Time is a number that moves from one finish to the next, so a run of days takes milliseconds and the same definition
 * always gives the same figures. Inputs that are not given have their defaults.
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

/** One execution; those that run in the place of its steps are kept by the tokens of these. */
type Run = {
  readonly work: Work;
  /** The steps that instances may be added to. */
  readonly open: readonly PlanStep[];
  readonly children: Map<string, Run>;
  readonly parent: Place | null;
  told: boolean;
};

type Finish = { readonly run: Run; readonly target: Target; readonly token: string };
type Place = { readonly run: Run; readonly step: string; readonly token: string };
type Due = ({ readonly type: "finish" } & Finish) | ({ readonly type: "child" } & Place);

class Simulator {
  makespanMs = 0;
  sumFinishMs = 0;
  peakConcurrency = 0;
  readonly #catalog: Catalog;
  readonly #model: Model;
  readonly #plans = new Map<WorkflowDefinition, Plan>();
  readonly #agenda = new Agenda<Due>();
  /** What happens at this very moment, in its order: a list, so that runs in runs never nest calls. */
  readonly #soon: (() => void)[] = [];
  #now = 0;
  #running = 0;
  #tokens = 0;

  constructor(catalog: Catalog, model: Model) {
    this.#catalog = allAsJobs(catalog);
    this.#model = model;
  }

  run(definition: WorkflowDefinition, inputs: JsonObject): Run {
    const run = this.#begin(definition, inputs, null);
    this.#settle();
    for (let next = this.#agenda.next(); next; next = this.#agenda.next()) {
      this.#now = next.at;
      const finishing = next.due.filter((due) => due.type === "finish");
      for (const { target } of finishing) this.#count(target);
      for (const due of next.due) this.#happen(due);
      this.#settle();
    }
    return run;
  }

  #count(target: Target): void {
    this.makespanMs = this.#now;
    this.sumFinishMs += this.#now;
    if (this.#model.durationOf(target.step) > 0) this.#running -= 1;
  }

  #happen(due: Due): void {
    if (due.type === "child") this.#align(due);
    else this.#send(due.run, ending(due, this.#model));
  }

  #settle(): void {
    for (let at = 0; at < this.#soon.length; at++) this.#soon[at]!();
    this.#soon.length = 0;
    this.peakConcurrency = Math.max(this.peakConcurrency, this.#running);
  }

  #begin(definition: WorkflowDefinition, given: JsonObject, parent: Run["parent"]): Run {
    let plan = this.#plans.get(definition);
    if (!plan) this.#plans.set(definition, (plan = compile(definition, this.#catalog)));
    const open = plan.steps.filter(({ spread }) => spread?.open);
    const run: Run = { work: newWork(plan), open, children: new Map(), parent, told: false };
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
    for (const effect of turn.effects) this.#carryOut(run, effect);
    this.#closeLists(run);
    this.#tellParent(run);
  }

  #carryOut(run: Run, effect: Effect): void {
    if (effect.type !== "enqueue" && effect.type !== "child") return;
    const { step, token } = effect;
    const startAt = Math.max(this.#now, effect.at ?? this.#now);
    if (effect.type === "child") {
      if (startAt > this.#now) this.#agenda.add(startAt, { type: "child", run, step, token });
      else this.#soon.push(() => this.#align({ run, step, token }));
      return;
    }
    const target = targetAt(run.work, step)!;
    const duration = this.#model.durationOf(target.step);
    this.#agenda.add(startAt + duration, { type: "finish", run, target, token });
    if (duration > 0) this.#running += 1;
  }

  /** Starts what runs in a step's place, or cancels it where the step no longer wants it. */
  #align(place: Place): void {
    const { run, step, token } = place;
    const child = run.children.get(token);
    const target = targetAt(run.work, step);
    const now = target && stateOf(run.work, target);
    const wanted = !hasEnded(run.work.state.status) && now?.token === token;
    if (child && !wanted) this.#send(child, { type: "cancel" });
    if (child || !wanted || !target?.step.child) return;
    this.#send(run, { type: "startJob", step, token });
    run.children.set(token, this.#begin(target.step.child, now?.input ?? {}, place));
  }

  #tellParent(run: Run): void {
    const { parent, work } = run;
    if (!parent || run.told || !hasEnded(work.state.status)) return;
    run.told = true;
    const { run: outer, step, token } = parent;
    this.#soon.push(() => {
      this.#send(outer, childEnding({ step, token }, work.state));
      outer.children.delete(token);
    });
  }

  /** Nobody is there to add anything. */
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

function ending({ run: { work }, target, token }: Finish, model: Model): Command {
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
    return { type: "completeJob", ...named, result: model.resultOf(step, call) };
  } catch (thrown) {
    return { type: "failJob", ...named, error: errorOf(thrown) };
  }
}

/** The same operations: all but those that run a workflow take time and need no one. */
function allAsJobs(catalog: Catalog): Catalog {
  const operations = [...catalog.operations.values()].map((operation) => {
    const mode = operation.mode === "child" ? ("child" as const) : ("job" as const);
    return [operation.id, { ...operation, mode, proposes: () => false }] as const;
  });
  return { ...catalog, operations: new Map(operations) };
}

function defaults(definition: WorkflowDefinition): JsonObject {
  const given = Object.entries(definition.inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default] as const],
  );
  return Object.fromEntries(given);
}

function errorOf(thrown: unknown): StepError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "failed", message, retryable: false };
}
