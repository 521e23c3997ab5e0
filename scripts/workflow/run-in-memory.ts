import { randomUUID } from "node:crypto";

import { advance } from "#lib/engine/advance.ts";
import type { StepResult } from "#lib/engine/catalog.ts";
import type { Command } from "#lib/engine/command.ts";
import type { WorkflowDefinition } from "#lib/engine/definition.ts";
import type { Json, JsonObject } from "#lib/engine/json.ts";
import { compile } from "#lib/engine/plan.ts";
import { hasEnded } from "#lib/engine/state.ts";
import { newWork, type Work } from "#lib/engine/work.ts";
import { environment } from "#lib/runtime/environment.ts";
import { checkedInputs } from "#lib/runtime/inputs.ts";
import { acceptAnswer } from "#lib/runtime/step-form.ts";
import { catalog } from "#lib/steps/registry.ts";

import type { Report } from "../workflow.ts";
import { runReport } from "./run-report.ts";

/** Runs a definition through the pure core alone. Steps that need a worker or a database stay where they are. */
export async function runInMemory(
  definition: WorkflowDefinition,
  inputs: JsonObject,
  answers: JsonObject,
): Promise<Report> {
  const begun = performance.now();
  const work = newWork(compile(definition, catalog));
  let events = 0;
  const send = (command: Command): void => {
    const env = { ...environment({ kind: "system" }), newToken: randomUUID, mayGoOn: () => true };
    const turn = advance(work, command, env);
    if (turn.ok) events += turn.events.length;
    work.touched.clear();
  };
  send({ type: "start", inputs: checkedInputs(definition, inputs) });
  for (let next = answered(work, answers); next; next = answered(work, answers)) send(next);
  return runReport({
    status: work.state.status,
    outputs: work.state.outputs,
    error: work.state.error,
    steps: definition.steps.length,
    events,
    ms: performance.now() - begun,
    waitingFor: hasEnded(work.state.status) ? [] : openSteps(work),
  });
}

/** The submission of the first open step that an answer was given for. */
function answered(work: Work, answers: JsonObject): Command | null {
  if (hasEnded(work.state.status)) return null;
  for (const step of work.plan.steps) {
    const state = work.state.steps[step.index]!;
    const data = answers[step.id];
    if (state.waitingFor !== "form" || !isObject(data)) continue;
    const result: StepResult | null = acceptAnswer(step, state, data);
    if (result) return { type: "submit", step: step.id, revision: state.revision, result };
  }
  return null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function openSteps({ plan, state }: Work): string[] {
  return plan.steps
    .filter(({ index }) => ["ready", "running", "waiting"].includes(state.steps[index]!.status))
    .map((step) => step.id);
}
