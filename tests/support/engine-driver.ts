import { advance } from "#lib/engine/advance.ts";
import { cancelledAtEnd } from "#lib/engine/decide/begin-fork.ts";
import type { StepResult } from "#lib/engine/definition/catalog.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { fold } from "#lib/engine/state/fold.ts";
import { instanceKeys } from "#lib/engine/state/instance-counts.ts";
import type { StepState, TaskState } from "#lib/engine/state/state.ts";
import { stateOf, taskAt } from "#lib/engine/state/task.ts";
import { newWorkingState, type WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import type { Effect } from "#lib/engine/turn/effect.ts";
import type { Environment } from "#lib/engine/turn/turn.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { runTestOperation, testCatalog } from "./test-catalog.ts";

/** A workflow for a child run. In tests of one execution nobody runs it: it ends as the test says. */
export const aChild = {
  id: "child",
  name: "Child",
  version: "1.0.0",
  category: "test",
  steps: [{ id: "ask", name: "Ask", type: "data_collection", uses: "test.ask" }],
};

export type StepInput = Partial<WorkflowDefinitionInput["steps"][number]> & { id: string };

/** A definition of test operations. Steps are inline unless they say otherwise. */
export function testPlan(
  steps: readonly StepInput[],
  more: Partial<WorkflowDefinitionInput> = {},
): Plan {
  const definition = workflowDefinition.parse({
    id: "test",
    name: "Test",
    version: "1.0.0",
    category: "test",
    steps: steps.map((step) => {
      const uses = step.uses ?? "test.add";
      const type = testCatalog.operations.get(uses)?.stepType;
      return { name: step.id, type, ...step, uses };
    }),
    ...more,
  });
  return compile(definition, testCatalog);
}

/** Drives one execution through the pure core, and keeps its whole log and all its effects. */
export class Driver {
  readonly work: WorkingState;
  readonly log: ExecutionEvent[] = [];
  readonly effects: Effect[] = [];
  now = 1_000;
  #tokens = 0;
  /** How many steps one drain may activate. */
  batch = Number.POSITIVE_INFINITY;
  /** The plan it started with, and those it moved to. */
  readonly #first: Plan;
  readonly #later = new Map<string, Plan>();

  constructor(plan: Plan, work: WorkingState = newWorkingState(plan)) {
    this.#first = plan;
    this.work = work;
  }

  get plan(): Plan {
    return this.work.plan;
  }

  static started(plan: Plan, inputs: JsonObject = {}): Driver {
    const driver = new Driver(plan);
    driver.must({ type: "start", inputs });
    return driver;
  }

  /**
   * A what-if of this run as it is now: another answer to a step, or the step done again. `null` where it is refused.
   */
  fork(step: string, result: StepResult | null): Driver | null {
    const fork = new Driver(this.#first, this.replayed());
    fork.log.push(...this.log);
    fork.now = this.now;
    fork.batch = this.batch;
    fork.#tokens = this.#tokens;
    for (const [id, plan] of this.#later) fork.#later.set(id, plan);
    const { revision } = this.work.state;
    const cancelled = cancelledAtEnd(this.log);
    const refused = fork.send({ type: "fork", from: "run", revision, cancelled, step, result });
    return refused ? null : fork;
  }

  send(command: Command): Rejection | null {
    if (command.type === "applyPatch") this.#later.set(command.change.to, command.plan);
    const turn = advance(this.work, command, this.#environment());
    if (!turn.ok) return turn.rejection;
    this.log.push(...turn.events);
    this.effects.push(...turn.effects);
    return null;
  }

  must(command: Command): void {
    const rejection = this.send(command);
    if (rejection) throw new Error(`${command.type} was rejected: ${rejection.message}`);
  }

  step(id: string): StepState {
    return this.work.state.steps[this.plan.indexOf.get(id) ?? -1]!;
  }

  /** A step or one of its parts, by its address. */
  task(address: string): TaskState {
    const task = taskAt(this.work, address);
    if (!task) throw new Error(`There is no "${address}".`);
    return stateOf(this.work, task);
  }

  /** The status of every instance of a step, in their order. */
  instances(id: string): string[] {
    const { parts } = this.step(id);
    return parts ? instanceKeys(parts).map((key) => parts.get(key)!.status) : [];
  }

  /** The status of every step, in definition order. */
  statuses(): string[] {
    return this.work.state.steps.map((step) => step.status);
  }

  /** Runs a queued job to its end. */
  finishJob(id: string, output: JsonObject = { value: 1 }, outcome?: string): void {
    const token = this.task(id).token ?? "";
    this.must({ type: "startJob", step: id, token });
    const result = { output, ...(outcome !== undefined && { outcome }) };
    this.must({ type: "completeJob", step: id, token, result });
  }

  failJob(id: string, retryable = false): void {
    const token = this.task(id).token ?? "";
    this.must({ type: "startJob", step: id, token });
    const error = { code: "broke", message: "It broke.", retryable };
    this.must({ type: "failJob", step: id, token, error });
  }

  answer(id: string, value = 1, outcome?: string): void {
    const result = { output: { value }, ...(outcome !== undefined && { outcome }) };
    this.must({ type: "submit", step: id, revision: this.task(id).revision, result });
  }

  /** The state that the log alone leads to. */
  replayed(): WorkingState {
    return fold(this.#first, this.log, undefined, (id) => this.#later.get(id)!);
  }

  #environment(): Environment {
    return {
      now: this.now++,
      actor: { kind: "system" },
      newToken: () => `token-${++this.#tokens}`,
      inline: (call) => runTestOperation(call),
      errorOf: (thrown) => ({ code: "threw", message: String(thrown), retryable: false }),
      mayGoOn: (activated) => activated < this.batch,
    };
  }
}
