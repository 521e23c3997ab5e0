import { advance } from "#lib/engine/advance.ts";
import { childEnding } from "#lib/engine/decide/child-ending.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { fold } from "#lib/engine/state/fold.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { stateOf, taskAt } from "#lib/engine/state/task.ts";
import { newWorkingState, type WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { environment } from "#lib/runtime/commands/environment.ts";
import { acceptAnswer } from "#lib/runtime/forms/step-form.ts";
import { catalog } from "#lib/steps/registry.ts";

import { expectReplayed } from "./expect-replayed.ts";
import { type PatternRun, stepIn, taskIn } from "./pattern-run.ts";

/** The parent step that gets the result of a run. */
type Parent = { run: CoreRun; step: string; token: string };

/** A run in the pure core. Its child runs are kept in step with it at once, where a queue would do so later. */
export class CoreRun implements PatternRun {
  readonly #work: WorkingState;
  readonly #plan: Plan;
  readonly #log: ExecutionEvent[] = [];
  readonly #children = new Map<string, CoreRun>();
  readonly #parent: Parent | null;

  private constructor(plan: Plan, parent: Parent | null) {
    this.#plan = plan;
    this.#parent = parent;
    this.#work = newWorkingState(plan);
  }

  static begun(plan: Plan): CoreRun {
    const run = new CoreRun(plan, null);
    run.#advance({ type: "start", inputs: {} });
    return run;
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

  child(address: string) {
    const child = this.#children.get(taskIn(this.#work, address).token ?? "");
    if (!child) throw new Error(`There is no child run of "${address}".`);
    return Promise.resolve(child);
  }

  children() {
    return Promise.resolve([...this.#children.values()]);
  }

  send(command: Command) {
    return Promise.resolve(this.#advance(command));
  }

  answer(step: string, data: JsonObject = { note: step }, revision = this.#work.state.revision) {
    const task = taskAt(this.#work, step);
    const now = task && stateOf(this.#work, task);
    const result = (now && acceptAnswer(task.step, now, data)) ?? { output: {} };
    return this.send({ type: "submit", step, revision, result });
  }

  #advance(command: Command): Rejection | null {
    const turn = advance(this.#work, command, {
      ...environment({ kind: "person", id: "somebody" }),
      mayGoOn: () => true,
    });
    if (!turn.ok) return turn.rejection;
    this.#log.push(...turn.events);
    expectReplayed(this.#work.state, fold(this.#plan, this.#log).state);
    for (const effect of turn.effects) {
      if (effect.type === "child") this.#align(effect.step, effect.token);
    }
    if (hasEnded(this.#work.state.status)) this.#tellParent();
    return null;
  }

  #align(step: string, token: string): void {
    const { status } = this.#work.state;
    const task = taskAt(this.#work, step);
    const now = task && stateOf(this.#work, task);
    const child = this.#children.get(token);
    if (hasEnded(status) || now?.token !== token) {
      if (child) child.#advance({ type: "cancel", reason: "Its step no longer needs it" });
    } else if (status === "paused") {
      if (child) child.#advance({ type: "pause" });
    } else {
      if (child) child.#advance({ type: "resume" });
      else this.#begin(step, token, now.input ?? {});
      this.#advance({ type: "startJob", step, token });
    }
  }

  #begin(step: string, token: string, inputs: JsonObject): void {
    const { child: definition } = taskAt(this.#work, step)!.step;
    const child = new CoreRun(compile(definition!, catalog), { run: this, step, token });
    this.#children.set(token, child);
    child.#advance({ type: "start", inputs });
  }

  #tellParent(): void {
    if (!this.#parent) return;
    const { run, step, token } = this.#parent;
    run.#advance(childEnding({ step, token }, this.#work.state));
  }
}
