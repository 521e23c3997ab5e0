import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished } from "vitest";
import { parse } from "yaml";

import type { Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions.ts";
import { getExecution, getStepRows } from "#db/queries/executions.ts";
import { advance } from "#lib/engine/advance.ts";
import type { Command, Rejection } from "#lib/engine/command.ts";
import type { WorkflowDefinition } from "#lib/engine/definition.ts";
import type { ExecutionEvent } from "#lib/engine/event.ts";
import { fold } from "#lib/engine/fold.ts";
import type { Json, JsonObject } from "#lib/engine/json.ts";
import { compile, type Plan } from "#lib/engine/plan.ts";
import type { ExecutionState, StepState, TaskState } from "#lib/engine/state.ts";
import { stateOf, targetAt } from "#lib/engine/target.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { newWork, type Work } from "#lib/engine/work.ts";
import { runCommand } from "#lib/runtime/command.ts";
import { controlExecution } from "#lib/runtime/control.ts";
import { environment } from "#lib/runtime/environment.ts";
import { stateFrom } from "#lib/runtime/load.ts";
import { planOf } from "#lib/runtime/plans.ts";
import { startExecution } from "#lib/runtime/start-execution.ts";
import { acceptAnswer } from "#lib/runtime/step-form.ts";
import { submitStep } from "#lib/runtime/submit-step.ts";
import { workCache } from "#lib/runtime/work-cache.ts";
import { catalog } from "#lib/steps/registry.ts";
import { somebody, storedAndReplayed } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

/** What a test may ask of a run, whichever way it is driven. A command that does not count gives why. */
export type PatternRun = {
  state(): Promise<ExecutionState>;
  log(): Promise<readonly ExecutionEvent[]>;
  /** Answers a step's form as a person would, on what they saw at `revision`, or now. */
  answer(step: string, data?: JsonObject, revision?: number): Promise<Rejection | null>;
  /** Everything else: what a person, a worker or a timer sends. */
  send(command: Command): Promise<Rejection | null>;
  step(id: string): Promise<StepState>;
  /** A step or one of its instances, by its address. */
  task(address: string): Promise<TaskState>;
};

/** Reads a pattern's document; it must be one that validation accepts without a word. */
export function pattern(name: string): WorkflowDefinition {
  const text = readFileSync(join(import.meta.dirname, `${name}.yaml`), "utf8");
  const { definition, problems } = validateDefinition(parse(text), catalog);
  if (!definition || problems.length > 0) {
    throw new Error(`${name}: ${problems.map(({ message }) => message).join("\n")}`);
  }
  return definition;
}

/** Begins one more run. */
type Begin = () => Promise<PatternRun>;

/** The two ways to drive a pattern; each test opens one for itself and may begin any number of runs. */
export function waysOf(name: string): [string, () => Promise<Begin>][] {
  return [
    ["in the core", () => inCore(name)],
    ["in PostgreSQL", () => inPostgres(name)],
  ];
}

function inCore(name: string): Promise<Begin> {
  const plan = compile(pattern(name), catalog);
  return Promise.resolve(() => Promise.resolve(new CoreRun(plan)));
}

async function inPostgres(name: string): Promise<Begin> {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const definition = pattern(name);
  await saveDefinition(db, { definition, ownerId: null });
  return async () => {
    const run = await StoredRun.begun(db, ownerId, definition.id);
    onTestFinished(() => run.expectReplayed());
    return run;
  };
}

class CoreRun implements PatternRun {
  readonly #work: Work;
  readonly #plan: Plan;
  readonly #log: ExecutionEvent[] = [];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#work = newWork(plan);
    this.#advance({ type: "start", inputs: {} });
  }

  state() {
    return Promise.resolve(this.#work.state);
  }

  log() {
    return Promise.resolve(this.#log);
  }

  step(id: string) {
    return Promise.resolve(stepIn(this.#plan, this.#work.state, id));
  }

  task(address: string) {
    return Promise.resolve(taskIn(this.#work, address));
  }

  send(command: Command) {
    return Promise.resolve(this.#advance(command));
  }

  answer(step: string, data: JsonObject = { note: step }, revision = this.#work.state.revision) {
    const target = targetAt(this.#work, step);
    const now = target && stateOf(this.#work, target);
    const result = (now && acceptAnswer(target.step, now, data)) ?? { output: {} };
    return this.send({ type: "submit", step, revision, result });
  }

  #advance(command: Command): Rejection | null {
    const turn = advance(this.#work, command, {
      ...environment({ kind: "person", id: "somebody" }),
      mayGoOn: () => true,
    });
    if (!turn.ok) return turn.rejection;
    this.#log.push(...turn.events);
    expectSame(fold(this.#plan, this.#log).state, this.#work.state);
    return null;
  }
}

/** A run in the database. The working copy in memory is dropped before every act, as if another process went on. */
class StoredRun implements PatternRun {
  readonly #db: Database;
  readonly #ownerId: string;
  readonly #id: string;

  private constructor(db: Database, ownerId: string, id: string) {
    this.#db = db;
    this.#ownerId = ownerId;
    this.#id = id;
  }

  static async begun(db: Database, ownerId: string, workflowId: string): Promise<StoredRun> {
    const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
    const run = new StoredRun(db, ownerId, id);
    await run.#settled(null);
    return run;
  }

  async state() {
    return (await this.#read()).state;
  }

  async step(id: string) {
    const { plan, state } = await this.#read();
    return stepIn(plan, state, id);
  }

  async task(address: string) {
    return taskIn(await this.#read(), address);
  }

  async log() {
    return (await storedAndReplayed(this.#db, this.#id)).events;
  }

  async answer(stepId: string, data: Json = { note: stepId }, revision?: number) {
    const based = revision ?? (await this.state()).revision;
    this.#forget();
    const answered = {
      ...this.#place(),
      stepId,
      data,
      revision: based,
      idempotencyKey: randomUUID(),
    };
    return await this.#settled(rejectionOf(await submitStep(this.#db, answered)));
  }

  async send(command: Command) {
    this.#forget();
    if (isControl(command)) {
      const outcome = await controlExecution(this.#db, { ...this.#place(), command });
      return await this.#settled(rejectionOf(outcome));
    }
    return await this.#settled(await this.#carryOut(command));
  }

  /** A drain that was cut short on a busy machine goes on, as it would on the queue. */
  async #settled(rejection: Rejection | null): Promise<Rejection | null> {
    if (rejection === null) await this.#carryOut({ type: "continue" });
    return rejection;
  }

  async #carryOut(command: Command): Promise<Rejection | null> {
    const sent = {
      executionId: this.#id,
      ownerId: null,
      actor: { kind: "worker" } as const,
      command: () => command,
      view: () => null,
    };
    return rejectionOf(await runCommand(this.#db, sent));
  }

  async expectReplayed(): Promise<void> {
    const { stored, replayed } = await storedAndReplayed(this.#db, this.#id);
    expectSame(stored, replayed);
  }

  #place() {
    return { executionId: this.#id, ownerId: this.#ownerId };
  }

  #forget(): void {
    workCache.take(this.#id);
  }

  async #read(): Promise<{ plan: Plan; state: ExecutionState }> {
    const row = await getExecution(this.#db, this.#place());
    const plan = await planOf(this.#db, row!);
    return { plan, state: stateFrom(plan, row!, await getStepRows(this.#db, this.#id)) };
  }
}

function stepIn(plan: Plan, state: ExecutionState, id: string): StepState {
  const index = plan.indexOf.get(id);
  if (index === undefined) throw new Error(`There is no step "${id}".`);
  return state.steps[index]!;
}

function taskIn(run: Parameters<typeof targetAt>[0], address: string): TaskState {
  const target = targetAt(run, address);
  if (!target) throw new Error(`There is no "${address}".`);
  return stateOf(run, target);
}

/** The log alone leads to the state that a run is in. */
function expectSame(stored: unknown, replayed: unknown): void {
  expect(stored).toEqual(replayed);
}

function rejectionOf(outcome: { ok: true } | { ok: false; rejection: Rejection }) {
  return outcome.ok ? null : outcome.rejection;
}

type Control = Parameters<typeof controlExecution>[1]["command"];

/** What a person asks of their run as a whole. */
function isControl(command: Command): command is Control {
  return ["pause", "resume", "cancel", "signal", "cancelStep"].includes(command.type);
}

/** Every order of some things. */
export function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length < 2) return [[...things]];
  return things.flatMap((first, at) =>
    ordersOf(things.filter((_, other) => other !== at)).map((rest) => [first].concat(rest)),
  );
}

/** How often something happened to a step. */
export async function timesOf(run: PatternRun, type: ExecutionEvent["type"], step: string) {
  const log = await run.log();
  return log.filter((event) => event.type === type && "step" in event && event.step === step)
    .length;
}

/** The statuses of some steps and instances, in this order. */
export async function statusesOf(run: PatternRun, ...steps: string[]): Promise<string[]> {
  const states = await Promise.all(steps.map((address) => run.task(address)));
  return states.map(({ status }) => status);
}
