import { advance } from "#lib/engine/advance.ts";
import type { Catalog } from "#lib/engine/definition/catalog.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import { stateOf, tasksOf } from "#lib/engine/state/task.ts";
import { newWorkingState } from "#lib/engine/state/working-state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import type { Environment } from "#lib/engine/turn/turn.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** Chooses one of so many; every choice is made in some run. */
export type Choose = (count: number) => number;

/** Calls `run` with every sequence of choices that it makes, up to `most` sequences. Gives how many there were. */
export function forEveryChoice(most: number, run: (choose: Choose) => void): number {
  let script: { choice: number; of: number }[] = [];
  for (let count = 1; ; count++) {
    let at = 0;
    run((of) => {
      const known = script[at];
      if (!known) script.push({ choice: 0, of });
      return script[at++]?.choice ?? 0;
    });
    script = script.slice(0, at);
    while (script.at(-1) && script.at(-1)!.choice + 1 >= script.at(-1)!.of) script.pop();
    const last = script.at(-1);
    if (!last || count === most) return count;
    script[script.length - 1] = { ...last, choice: last.choice + 1 };
  }
}

/**
 * Runs a definition of jobs, questions and calculations to its end, with the order of things, outcomes, failures where
 * they are handled, and outputs as chosen. Gives what went wrong: sentences of expressions without a value.
 */
export function wrongOnPath(
  definition: WorkflowDefinition,
  catalog: Catalog,
  inputs: JsonObject,
  choose: Choose,
  outputOf: (choose: Choose) => JsonObject,
): readonly string[] {
  let tokens = 0;
  const wrong: string[] = [];
  const work = newWorkingState(compile(definition, catalog));
  const environment: Environment = {
    now: 0,
    actor: { kind: "system" },
    newToken: () => `token-${++tokens}`,
    inline: () => ({ output: outputOf(choose) }),
    errorOf: (thrown) => ({ code: "threw", message: String(thrown), retryable: false }),
    mayGoOn: () => true,
  };
  const send = (command: Command): void => {
    const result = advance(work, command, environment);
    if (!result.ok) throw new Error(result.rejection.message);
    for (const event of result.events) {
      if (event.type === "step.failed" && event.error.code !== "broke")
        wrong.push(`${event.step}: ${event.error.message}`);
    }
  };
  send({ type: "start", inputs });
  for (let turn = 0; work.state.status === "running" && turn < 100; turn++) {
    const open = [...tasksOf(work)].filter((task) =>
      ["ready", "waiting"].includes(stateOf(work, task).status),
    );
    const task = open[open.length > 1 ? choose(open.length) : 0];
    if (!task) break;
    const { step, address } = task;
    const { revision, token } = stateOf(work, task);
    const outcomes = step.operation.outcomes(step.config);
    const outcome = outcomes.length > 0 ? outcomes[choose(outcomes.length)] : undefined;
    const result = { output: outputOf(choose), ...(outcome !== undefined && { outcome }) };
    if (step.operation.mode === "interactive") {
      send({ type: "submit", step: address, revision, result });
      continue;
    }
    send({ type: "startJob", step: address, token: token ?? "" });
    const error = { code: "broke", message: "It broke.", retryable: false };
    const fails = step.handlesError && choose(2) === 1;
    if (fails) send({ type: "failJob", step: address, token: token ?? "", error });
    else send({ type: "completeJob", step: address, token: token ?? "", result });
  }
  const { status, error } = work.state;
  if (status !== "completed") wrong.push(`it ends as ${status}: ${error?.message}`);
  return wrong;
}
