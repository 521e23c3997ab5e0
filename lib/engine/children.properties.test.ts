import * as fc from "fast-check";
import { expect, test, vi } from "vitest";

import { Driver } from "#tests/support/engine-driver.ts";
import { drive, plans, schedules } from "#tests/support/random-runs.ts";

import type { ExecutionEvent } from "./state/event.ts";
import { stateOf, taskAt, tasksOf } from "./state/task.ts";

const runs = { numRuns: 2_500 };
vi.setConfig({ testTimeout: 300_000 });

/** The child runs of steps, by their ids. Keeps them in step with their parents, as the runtime would. */
class Children {
  readonly status = new Map<string, "running" | "paused" | "cancelled" | "ended">();
  readonly #tokens = new Map<string, string>();
  #effects = 0;
  #events = 0;

  follow(run: Driver): void {
    for (const event of run.log.slice(this.#events)) this.#apply(event);
    this.#events = run.log.length;
    for (const effect of run.effects.slice(this.#effects)) {
      if (effect.type === "child") this.#align(run, effect.step, effect.token);
    }
    this.#effects = run.effects.length;
  }

  /** A child that completed or failed has ended by itself. A deadline ends only the step. */
  #apply(event: ExecutionEvent): void {
    if (event.type === "step.queued" || event.type === "step.retried") {
      this.#tokens.set(event.step, event.token);
    }
    const ends = ["step.completed", "step.failed", "step.stopped", "step.delayed"];
    if (!("step" in event) || event.step === undefined || !ends.includes(event.type)) return;
    const token = this.#tokens.get(event.step) ?? "";
    const late = "error" in event && event.error.code === "deadline_passed";
    if (!late && this.status.has(token)) this.status.set(token, "ended");
    if (event.type === "step.delayed") this.#tokens.set(event.step, event.token);
  }

  #align(run: Driver, step: string, token: string): void {
    const { status } = run.work.state;
    const ended = ["completed", "failed", "cancelled"].includes(status);
    const task = taskAt(run.work, step);
    const needed = !ended && task !== null && stateOf(run.work, task).token === token;
    const before = this.status.get(token);
    if (before === "ended") return;
    if (needed) this.status.set(token, status === "paused" ? "paused" : "running");
    else if (before) this.status.set(token, "cancelled");
  }
}

test("no child outlives the step it runs for, and each pauses and goes on with its run", () => {
  const seen = { running: 0, paused: 0, cancelled: 0, ended: 0 };
  fc.assert(
    fc.property(plans, schedules, (plan, schedule) => {
      const run = new Driver(plan);
      const children = new Children();
      const watch = () => {
        children.follow(run);
        const current = new Set(
          [...tasksOf(run.work)].map((task) => stateOf(run.work, task).token),
        );
        const { status } = run.work.state;
        for (const [token, child] of children.status) {
          seen[child] += 1;
          if (child !== "running" && child !== "paused") continue;
          expect(current).toContain(token);
          expect(child).toBe(status);
        }
      };
      drive(run, schedule, watch);
    }),
    runs,
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs.numRuns / 50);
});

test("a deadline holds until its step ends, and nothing that ended is under one", () => {
  let passed = 0;
  fc.assert(
    fc.property(plans, schedules, (plan, schedule) => {
      const run = new Driver(plan);
      const watch = () => {
        for (const { id, definition, operation, multiInstance } of plan.steps) {
          const { status, waitingFor, deadlineAt } = run.step(id);
          const open = ["ready", "running", "waiting"].includes(status);
          const lasts = operation.mode !== "inline" || multiInstance !== null;
          const limited = definition.deadlineMs !== undefined && lasts;
          // Once a person decides about the failure, the deadline no longer applies.
          expect([id, deadlineAt !== null]).toEqual([
            id,
            open && limited && waitingFor !== "failure",
          ]);
          if (deadlineAt === null) continue;
          expect(run.effects).toContainEqual({ type: "deadline", step: id, at: deadlineAt });
        }
      };
      drive(run, schedule, watch);
      passed += run.log.filter((e) => "error" in e && e.error.code === "deadline_passed").length;
    }),
    { numRuns: 500 },
  );
  expect(passed).toBeGreaterThan(20);
});
