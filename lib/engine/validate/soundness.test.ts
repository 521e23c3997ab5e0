import * as fc from "fast-check";
import { expect, test } from "vitest";

import { advance } from "#lib/engine/advance.ts";
import type { InlineCall, StepResult } from "#lib/engine/catalog.ts";
import type { Command } from "#lib/engine/command.ts";
import { compile } from "#lib/engine/plan.ts";
import type { ExecutionState } from "#lib/engine/state.ts";
import type { Environment } from "#lib/engine/turn.ts";
import { newWork, type Work } from "#lib/engine/work.ts";
import { definitionArbitrary, sampleCatalog } from "#tests/support/definitions.ts";

import { applyQuickFix } from "../quick-fix.ts";
import { validateDefinition } from "./validate-definition.ts";

const profile = { age: 40, goal: "house" };

/** Decides by its rules; everything else gives a profile. */
function runSample(call: InlineCall): StepResult {
  const output = { profile };
  if (call.uses !== "sample.choose") return { output };
  return { output, outcome: call.evaluate("inputs.flag > 2") === true ? "x" : "y" };
}

/** Drives a run to its end: jobs settle in the order that `draws` says, and fail now and then where that is handled. */
function drive(work: Work, flag: number, draws: readonly number[]): ExecutionState {
  let tokens = 0;
  const environment: Environment = {
    now: 0,
    actor: { kind: "system" },
    newToken: () => `token-${++tokens}`,
    inline: runSample,
    errorOf: (thrown) => ({ code: "threw", message: String(thrown), retryable: false }),
    mayGoOn: () => true,
  };
  const send = (command: Command): void => {
    const result = advance(work, command, environment);
    if (!result.ok) throw new Error(result.rejection.message);
  };
  // Repairs may have added inputs, all of them profiles.
  const asked = Object.keys(work.plan.definition.inputs).map((name) => [name, profile]);
  send({ type: "start", inputs: { ...Object.fromEntries(asked), flag } });
  for (let turn = 0; work.state.status === "running"; turn++) {
    const open = work.plan.steps.filter(
      ({ index }) =>
        work.state.steps[index]!.token !== null && work.state.steps[index]!.status === "ready",
    );
    const draw = draws[turn % draws.length] ?? 0;
    const step = open[draw % open.length];
    if (!step) break;
    const token = work.state.steps[step.index]!.token ?? "";
    send({ type: "startJob", step: step.id, token });
    const error = { code: "broke", message: "It broke.", retryable: false };
    if (step.handlesError && draw % 3 === 0) send({ type: "failJob", step: step.id, token, error });
    else send({ type: "completeJob", step: step.id, token, result: { output: { profile } } });
  }
  return work.state;
}

/** The document after its problems' fixes, one after the other, as an author would press them. */
function repaired(document: unknown): unknown {
  let at = document;
  for (let round = 0; round < 12; round++) {
    const fix = validateDefinition(at, sampleCatalog).problems.find((problem) => problem.fix)?.fix;
    if (!fix) return at;
    at = applyQuickFix(at, fix);
  }
  return at;
}

test(
  "what is accepted runs to its end in every order, with every input it needs",
  { timeout: 60_000 },
  () => {
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(
        definitionArbitrary(),
        fc.constantFrom(1, 2, 3),
        fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
        (document, flag, draws) => {
          if (!validateDefinition(document, sampleCatalog).ok) refused += 1;
          const { ok, definition } = validateDefinition(repaired(document), sampleCatalog);
          if (!ok || !definition) return;
          accepted += 1;
          const work = newWork(compile(definition, sampleCatalog));
          const state = drive(work, flag, draws);
          expect(state).toMatchObject({ status: "completed", error: null });
          for (const { index, bindings } of work.plan.steps) {
            const { status, input } = state.steps[index]!;
            if (status !== "completed") continue;
            const needed = bindings.filter(({ port }) => !port.optional).map((one) => one.input);
            expect(Object.keys(input ?? {})).toEqual(expect.arrayContaining(needed));
          }
        },
      ),
      { numRuns: 1_200 },
    );
    expect(accepted).toBeGreaterThan(400);
    expect(refused).toBeGreaterThan(400);
  },
);
