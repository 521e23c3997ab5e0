import { expect, test } from "vitest";

import { applyPatch } from "#lib/engine/patch/apply-patch.ts";
import { patch, type PatchInput } from "#lib/engine/patch/patch.ts";
import { fold } from "#lib/engine/state/fold.ts";
import { Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";

/** Sends a patch to a run and returns why it was refused. */
function change(run: Driver, input: PatchInput): readonly string[] {
  const parsed = patch.parse(input);
  const patched = applyPatch(run.plan.definition, parsed);
  if (!patched.ok) throw new Error(patched.obstacles.map(({ message }) => message).join("\n"));
  const { id: _, ...first } = patched.definition;
  const plan = testPlan(patched.definition.steps, first);
  const { revision } = run.work.state;
  const made = { from: "before", to: "after", patch: parsed };
  const rejection = run.send({ type: "applyPatch", revision, plan, change: made });
  expect(run.replayed().state).toEqual(run.work.state);
  return rejection ? (rejection.obstacles ?? []).map(({ message }) => message) : [];
}

const step = (id: string, more: Partial<StepInput> = {}) =>
  ({ id, name: id, type: "data_collection", uses: "test.ask", ...more }) as const;

test("a step that waits, has ended or was in an earlier iteration stays; one that only waits for others may go", () => {
  const run = Driver.started(
    testPlan([
      { id: "ask", uses: "test.ask" },
      { id: "again", uses: "test.choose", config: { outcomes: ["x", "y"], pick: "x" } },
      { id: "later", uses: "test.ask", dependencies: ["ask"] },
    ]),
  );
  const rename = (id: string): PatchInput => ({
    changes: [{ op: "replace", step: step(id, { name: "Other" }) }],
  });
  expect(change(run, rename("ask"))).toEqual([
    '"ask" waits for an answer, so it can no longer be changed.',
  ]);
  expect(change(run, { changes: [{ op: "remove", step: "again" }] })).toEqual([
    '"again" is completed, so it can no longer be removed.',
  ]);
  expect(change(run, { changes: [{ op: "remove", step: "later" }] })).toEqual([]);
  run.answer("ask");
  expect(run.work.state.status).toBe("completed");
});

test("a step that an answer set aside has happened, although it has yet to come again", () => {
  const run = Driver.started(
    testPlan([
      { id: "ask", uses: "test.ask" },
      {
        id: "job",
        uses: "test.job",
        config: { inputs: ["from"] },
        inputs: { from: "steps.ask.value" },
        dependencies: ["ask"],
      },
      { id: "later", uses: "test.ask", dependencies: ["job"] },
    ]),
  );
  run.answer("ask");
  run.finishJob("job");
  const { revision } = run.work.state;
  run.must({ type: "replace", step: "ask", revision, result: { output: { value: 2 } } });
  expect(run.step("later").status).toBe("pending");
  expect(change(run, { changes: [{ op: "remove", step: "later" }] })).toEqual([
    '"later" has happened in an earlier round, so it can no longer be removed.',
  ]);
});

test("nobody joins a race that has been won; before that they may", () => {
  const racing = () =>
    Driver.started(
      testPlan([
        { id: "a", uses: "test.ask", race: "r" },
        { id: "b", uses: "test.ask", race: "r" },
        { id: "end", uses: "test.ask", dependencies: ["a", "b"] },
      ]),
    );
  const joining: PatchInput = { changes: [{ op: "add", step: step("c", { race: "r" }) }] };
  const decided = racing();
  decided.answer("a");
  expect(change(decided, joining)).toEqual(['"c" comes too late: "a" has won that race.']);
  const open = racing();
  expect(change(open, joining)).toEqual([]);
  open.answer("c");
  expect(open.statuses()).toEqual(["skipped", "skipped", "skipped", "completed"]);
});

test("what handles a failure stays once the failure is there", () => {
  const run = Driver.started(
    testPlan([
      { id: "job", uses: "test.job" },
      { id: "slow", uses: "test.ask" },
      {
        id: "instead",
        uses: "test.ask",
        dependencies: [{ step: "job", on: "error" }, "slow"],
      },
    ]),
  );
  run.failJob("job");
  const rewired: PatchInput = {
    changes: [{ op: "rewire", step: "instead", dependencies: ["slow"] }],
  };
  expect(change(run, rewired)).toEqual([
    '"job" has failed, and this takes away what was to happen then.',
  ]);
});

test("no loop is made that would start over what has ended already", () => {
  const run = Driver.started(
    testPlan([
      { id: "ask", uses: "test.ask" },
      { id: "first", uses: "test.ask", dependencies: ["ask"] },
      {
        id: "judge",
        uses: "test.choose",
        join: "any",
        dependencies: ["ask", "first"],
        config: { outcomes: ["again", "done"], pick: "again" },
      },
      { id: "wait", uses: "test.ask" },
      { id: "target", uses: "test.ask", dependencies: ["wait"] },
    ]),
  );
  run.answer("ask");
  const back = { step: "judge", on: "again", back: true as const };
  const looping: PatchInput = {
    changes: [{ op: "rewire", step: "target", dependencies: ["wait", back] }],
  };
  expect(change(run, looping)).toEqual([
    '"judge" is completed, so no new loop can lead back from it.',
  ]);
});

test("undoing a change brings back the loop that it took from a step that had ended before", () => {
  const back = { step: "late", back: true, maxIterations: 2 } as const;
  const whole = testPlan([
    { id: "gate", uses: "test.ask" },
    { id: "quick", uses: "test.ask", race: "first" },
    { id: "target", uses: "test.ask", dependencies: ["gate", back] },
    { id: "late", uses: "test.ask", race: "first", dependencies: ["target"] },
  ]);
  const run = Driver.started(whole);
  run.answer("quick");
  const without: PatchInput = {
    changes: [{ op: "rewire", step: "target", dependencies: ["gate"] }],
  };
  expect(change(run, without)).toEqual([]);
  const undo = (more: { reverts?: number }) => {
    const { revision } = run.work.state;
    const made = { from: "after", to: "before", patch: null, ...more };
    return run.send({ type: "applyPatch", revision, plan: whole, change: made });
  };
  expect(undo({})?.message).toBe(
    '"late" was not needed and has ended, so no new loop can lead back from it.',
  );
  expect(undo({ reverts: run.log.length })).toBeNull();
  expect(run.replayed().state).toEqual(run.work.state);
});

test("a command on another revision than the run's is a conflict, and changes nothing", () => {
  const run = Driver.started(testPlan([{ id: "ask", uses: "test.ask" }]));
  const plan = testPlan([step("ask"), step("more")]);
  const revision = run.work.state.revision - 1;
  const moved = { from: "a", to: "b", patch: null };
  const command = { type: "applyPatch" as const, revision, plan, change: moved };
  expect(run.send(command)).toMatchObject({ code: "conflict" });
  expect(run.send({ ...command, revision: revision + 2 })).toMatchObject({ code: "conflict" });
  expect(run.log).toHaveLength(2);
  expect(run.plan.steps).toHaveLength(1);
});

test("a log that goes over to a definition nobody has at hand cannot be read", () => {
  const first = testPlan([step("ask")]);
  const run = Driver.started(first);
  const { revision } = run.work.state;
  const plan = testPlan([step("ask"), step("more")]);
  const moved = { from: "a", to: "b", patch: null };
  run.must({ type: "applyPatch", revision, plan, change: moved });
  expect(run.statuses()).toEqual(["waiting", "waiting"]);
  expect(fold(first, run.log, undefined, () => plan).state).toEqual(run.work.state);
  expect(() => fold(first, run.log)).toThrow("not at hand");
});
