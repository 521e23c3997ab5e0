import { randomUUID } from "node:crypto";

import type { Database } from "#db/client.ts";
import { listChildren } from "#db/queries/executions/children.ts";
import { getExecution, getStepRows } from "#db/queries/executions/read-executions.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { ExecutionState } from "#lib/engine/state/state.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import type { Json } from "#lib/engine/value/json.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { stateFrom } from "#lib/runtime/store/load-state.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";
import { storedAndReplayed } from "#tests/support/executions.ts";
import { tellFamilies } from "#tests/support/tell-families.ts";

import { expectReplayed } from "./expect-replayed.ts";
import { type PatternRun, stepIn, taskIn } from "./pattern-run.ts";

/**
 * A run in the database. The working copy in memory is dropped before every command, as if another process continued
 * it.
 */
export class StoredRun implements PatternRun {
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

  async child(address: string) {
    const { token } = await this.task(address);
    return new StoredRun(this.#db, this.#ownerId, token ?? "");
  }

  async children() {
    const found = await listChildren(this.#db, this.#place());
    return found.map(({ id }) => new StoredRun(this.#db, this.#ownerId, id));
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
    return await this.#settled(await this.#process(command));
  }

  /**
   * A drain that was cut short on a busy machine continues, and parents and children are synchronized, as on the queue.
   */
  async #settled(rejection: Rejection | null): Promise<Rejection | null> {
    if (rejection !== null) return rejection;
    await this.#process({ type: "continue" });
    await tellFamilies(this.#db);
    return null;
  }

  async #process(command: Command): Promise<Rejection | null> {
    const sent = {
      executionId: this.#id,
      ownerId: null,
      actor: { kind: "worker" } as const,
      command: () => command,
      view: () => null,
    };
    return rejectionOf(await runCommand(this.#db, sent));
  }

  /** Checks that the log alone leads to the state of the run and of its child runs. */
  async expectReplayed(): Promise<void> {
    const { stored, replayed } = await storedAndReplayed(this.#db, this.#id);
    expectReplayed(stored, replayed);
    for (const child of await this.children()) await child.expectReplayed();
  }

  #place() {
    return { executionId: this.#id, ownerId: this.#ownerId };
  }

  #forget(): void {
    stateCache.take(this.#id);
  }

  async #read(): Promise<{ plan: Plan; state: ExecutionState }> {
    const row = await getExecution(this.#db, this.#place());
    const plan = await planOf(this.#db, row!);
    return { plan, state: stateFrom(plan, row!, await getStepRows(this.#db, this.#id)) };
  }
}

function rejectionOf(outcome: { ok: true } | { ok: false; rejection: Rejection }) {
  return outcome.ok ? null : outcome.rejection;
}

type Control = Parameters<typeof controlExecution>[1]["command"];

/** A person's command on their run as a whole. */
function isControl(command: Command): command is Control {
  return ["pause", "resume", "cancel", "signal", "cancelStep"].includes(command.type);
}
