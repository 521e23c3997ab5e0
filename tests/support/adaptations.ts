import * as fc from "fast-check";
import { expect } from "vitest";

import { adaptability } from "#lib/engine/decide/adaptability.ts";
import { type WorkflowDefinition, workflowDefinition } from "#lib/engine/definition/definition.ts";
import { applyPatch } from "#lib/engine/patch/apply-patch.ts";
import type { Patch } from "#lib/engine/patch/patch.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import { fold } from "#lib/engine/state/fold.ts";
import { hasHappened, copyOf, type StepState } from "#lib/engine/state/state.ts";
import { type WorkingState, workingStateFrom } from "#lib/engine/state/working-state.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { LogVerifier } from "#lib/engine/verify-log.ts";

import { sampleCatalog } from "./definitions.ts";
import { flowArbitrary } from "./flow-definitions.ts";
import { type PatchDraw, patchDraws, patchSchedules, randomPatch } from "./random-patches.ts";
import { driveSample, repaired, type SampleRun, wrongIn } from "./soundness.ts";

/** A definition that may run, and one whose steps are added to it. */
const pairs = fc.tuple(
  flowArbitrary()
    .map((one) => validateDefinition(repaired(one), sampleCatalog))
    .filter(({ ok }) => ok)
    .map(({ definition }) => definition!),
  flowArbitrary().map((one) => workflowDefinition.parse(one)),
);
const draws = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });

/** A plan that a random patch leads to, if validation accepts it. */
function patchedPlan(work: WorkingState, other: WorkflowDefinition, drawn: readonly PatchDraw[]) {
  const made = randomPatch(work, other, drawn);
  const patched = applyPatch(work.plan.definition, made);
  if (!patched.ok) return null;
  const { ok, definition } = validateDefinition(patched.definition, sampleCatalog);
  return ok && definition ? { patch: made, plan: compile(definition, sampleCatalog) } : null;
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

/** The state by step id, which a change of plan must not change. */
function happenedIn({ plan, state }: WorkingState): Map<string, [StepState, unknown]> {
  return new Map(
    plan.steps.flatMap(({ id, index, definition }) => {
      const step = state.steps[index]!;
      return hasHappened(step) ? [[id, [step, definition]]] : [];
    }),
  );
}

/** How many random patches there were of each kind, so that a test knows that it tested something. */
export type Count = { applied: number; refused: number; reverted: number };

/** Sends a random patch and checks its effect on what had happened, from the log alone. */
function change(
  run: SampleRun,
  plans: Map<string, Plan>,
  next: NonNullable<ReturnType<typeof patchedPlan>>,
  count: Count,
): void {
  const { work, log } = run;
  const { revision } = work.state;
  const [from, to] = [`v${plans.size - 1}`, `v${plans.size}`];
  const before = happenedIn(work);
  const obstacles = adaptability(work, next.plan.definition);
  const { patch, plan } = next;
  const send = () => run.send({ type: "applyPatch", revision, plan, change: { from, to, patch } });
  if (obstacles.length > 0) {
    const was = plain(work.state);
    expect(send).toThrow(obstacles[0]!.message);
    expect([plain(work.state), log.length]).toEqual([was, revision]);
    count.refused += 1;
    return;
  }
  plans.set(to, next.plan);
  send();
  count.applied += 1;
  const replayed = replay(plans, log.slice(0, revision + 1));
  const after = happenedIn(replayed);
  expect(plain([...after.keys()].toSorted())).toEqual([...before.keys()].toSorted());
  for (const [id, was] of before) expect(plain(after.get(id))).toEqual(plain(was));
}

function replay(plans: ReadonlyMap<string, Plan>, log: SampleRun["log"]): WorkingState {
  return fold(plans.get("v0")!, log, undefined, (id) => plans.get(id)!);
}

/**
 * Random patches to random runs change nothing that has happened or are refused. The runs end as sound ones do, and
 * their logs rebuild them.
 */
export function adaptationsIn(count: Count) {
  return fc.property(pairs, draws, patchSchedules, ([first, other], order, schedule) => {
    const plans = new Map<string, Plan>([["v0", compile(first, sampleCatalog)]]);
    const run = driveSample(first, 2, order, (now, turn) => {
      for (const { draws: drawn } of schedule.filter((one) => one.turn === turn)) {
        if (now.work.state.status !== "running") return;
        const next = patchedPlan(now.work, other, drawn);
        if (next) change(now, plans, next, count);
      }
    });
    expect(wrongIn(run)).toEqual([]);
    const { work, log } = run!;
    expect(plain(replay(plans, log).state)).toEqual(plain(work.state));
    const check = new LogVerifier(plans.get("v0")!, (id) => plans.get(id)!);
    check.add(log);
    expect(check.faults).toEqual([]);
    const reloaded = workingStateFrom(work.plan, copyOf(work.state));
    for (const key of ["edges", "settledIn", "takenIn", "active"] as const) {
      expect(reloaded[key]).toEqual(work[key]);
    }
  });
}

/** A patch that is reverted before anything of it starts leaves a run as one that was never changed. */
export function revertingIn(count: Count) {
  return fc.property(pairs, draws, fc.nat(6), patchDraws, ([first, other], order, at, drawn) => {
    const left = driveSample(first, 2, order, (run, turn) => {
      if (turn === at) for (const type of ["pause", "resume"] as const) run.send({ type });
    });
    const changed = driveSample(first, 2, order, (run, turn) => {
      if (turn !== at) return;
      const before = run.work.plan;
      const next = patchedPlan(run.work, other, drawn);
      run.send({ type: "pause" });
      if (next && adaptability(run.work, next.plan.definition).length === 0) {
        const was = derived(run.work);
        const send = (plan: Plan, more: { patch: Patch | null; reverts?: number }) => {
          const { revision } = run.work.state;
          const moved = { from: "x", to: "y", ...more };
          run.send({ type: "applyPatch", revision, plan, change: moved });
        };
        send(next.plan, { patch: next.patch });
        send(before, { patch: null, reverts: run.log.length });
        expect(derived(run.work)).toEqual(was);
        count.reverted += 1;
      }
      run.send({ type: "resume" });
    });
    expect(changed?.work.state.status).toBe(left?.work.state.status);
    expect(ends(changed)).toEqual(ends(left));
  });
}

/** Everything about a run but its revision. */
function derived(work: WorkingState): unknown {
  const { revision: _, ...state } = work.state;
  const { edges, settledIn, takenIn, active } = work;
  return plain({ state, edges, settledIn, takenIn, active });
}

/** How every step of a run ended. */
function ends(run: SampleRun | null): unknown {
  return run?.work.state.steps.map((step) => [step.status, step.iteration, step.outcome]);
}
