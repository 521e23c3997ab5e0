import { randomUUID } from "node:crypto";

import { advance } from "#lib/engine/advance.ts";
import { childEnding } from "#lib/engine/decide/child-ending.ts";
import type { StepResult } from "#lib/engine/definition/catalog.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import { hasEnded, isActive } from "#lib/engine/state/state.ts";
import { stateOf, type Task, tasksOf } from "#lib/engine/state/task.ts";
import { newWorkingState, type WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { isJsonObject, type JsonObject } from "#lib/engine/value/json.ts";
import { environment } from "#lib/runtime/commands/environment.ts";
import { checkedInputs } from "#lib/runtime/forms/checked-inputs.ts";
import { acceptAnswer } from "#lib/runtime/forms/step-form.ts";
import { catalog } from "#lib/steps/registry.ts";

import type { Report } from "./report.ts";
import { runReport } from "./run-report.ts";

/**
 * Runs a definition and its child runs through the pure core alone. Steps that need a worker or a database stay where
 * they are. A child run finds its answers under the id of its step.
 */
export async function runInMemory(
  definition: WorkflowDefinition,
  inputs: JsonObject,
  answers: JsonObject,
): Promise<Report> {
  const begun = performance.now();
  const run = new MemoryRun(definition, answers);
  run.goThrough(checkedInputs(definition, inputs));
  const { state } = run.work;
  return runReport({
    status: state.status,
    outputs: state.outputs,
    error: state.error,
    steps: definition.steps.length,
    events: run.events,
    ms: performance.now() - begun,
    waitingFor: run.openSteps(),
  });
}

class MemoryRun {
  readonly work: WorkingState;
  readonly #answers: JsonObject;
  /** The child runs by the tokens of their steps. */
  readonly #children = new Map<string, MemoryRun>();
  /** Its own events and those of all its child runs. */
  events = 0;

  constructor(definition: WorkflowDefinition, answers: JsonObject) {
    this.work = newWorkingState(compile(definition, catalog));
    this.#answers = answers;
  }

  /** Runs until it ends, or until nothing is left that has an answer. */
  goThrough(inputs: JsonObject): void {
    this.#send({ type: "start", inputs });
    for (let next = this.#next(); next; next = this.#next()) this.#send(next);
  }

  /** The open steps. Those of a child run come after a slash. */
  openSteps(): string[] {
    if (hasEnded(this.work.state.status)) return [];
    return [...tasksOf(this.work)].flatMap((task) => {
      const { status, token } = stateOf(this.work, task);
      if (!isActive(status)) return [];
      const { address } = task;
      const inside = this.#children.get(token ?? "")?.openSteps() ?? [];
      return inside.length > 0 ? inside.map((step) => `${address}/${step}`) : [address];
    });
  }

  #send(command: Command): void {
    const env = { ...environment({ kind: "system" }), newToken: randomUUID, mayGoOn: () => true };
    const turn = advance(this.work, command, env);
    if (turn.ok) this.events += turn.events.length;
    this.work.dirty.clear();
  }

  #next(): Command | null {
    if (hasEnded(this.work.state.status)) return null;
    for (const task of tasksOf(this.work)) {
      const next = task.step.child ? this.#child(task) : this.#answer(task);
      if (next) return next;
    }
    return null;
  }

  /** The submission of an open step that has an answer. The answer of a step counts for each of its instances. */
  #answer(task: Task): Command | null {
    const { step, address } = task;
    const now = stateOf(this.work, task);
    const data = this.#answers[address] ?? this.#answers[step.id];
    if (now.waitingFor !== "form" || !isJsonObject(data)) return null;
    const result: StepResult | null = acceptAnswer(step, now, data);
    return result && { type: "submit", step: address, revision: now.revision, result };
  }

  /** Runs the child run of a step as far as it goes. Null when it does not end. */
  #child(task: Task): Command | null {
    const { address: step } = task;
    const { child } = task.step;
    const { status, token, input } = stateOf(this.work, task);
    if (!child || token === null || (status !== "ready" && status !== "running")) return null;
    if (status === "ready") return { type: "startJob", step, token };
    if (this.#children.has(token)) return null;
    const answers = this.#answers[step] ?? this.#answers[task.step.id];
    const run = new MemoryRun(child, isJsonObject(answers) ? answers : {});
    this.#children.set(token, run);
    run.goThrough(checkedInputs(child, input ?? {}));
    this.events += run.events;
    const { state } = run.work;
    return hasEnded(state.status) ? childEnding({ step, token }, state) : null;
  }
}
